// SPDX-License-Identifier: MIT
// The loop of one target: ask what is due, send, settle, wait. It decides nothing: the planner,
// the judge and the session do.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <unordered_map>

#include "plugin/clock.hpp"
#include "plugin/committer.hpp"
#include "plugin/config.hpp"
#include "plugin/explain.hpp"
#include "plugin/flight.hpp"
#include "plugin/sync/run.hpp"
#include "plugin/targets/target.hpp"
#include "plugin/tasks.hpp"
#include "web/control.hpp"

namespace playsync {

/// What a worker works with; all of it outlives the worker.
struct WorkerContext {
    Queue& queue;
    Clock& clock;
    Committer& committer;
    Tasks& tasks;
    Config const& config;
    web::Audience& audience;
    std::function<void(std::string_view)> log = {}; // a line for the host's log; may be empty
};

/// [engine-thread]
class Worker {
public:
    Worker(WorkerContext const& context, TargetFile file, TargetNo number,
           std::unique_ptr<Target> target);

    /// Until stop(), the end of what is in flight then, one last call, and its end.
    net::awaitable<void> run();
    void ring() { alarm_->ring(); }
    void stop();
    /// As stop(), without a last call: the target's settings are no longer wanted.
    void retire();
    /// Nobody wants its changes any more: those of the last batches that are not taken are
    /// discarded. After retire().
    void disown() noexcept { disowned_ = true; }
    void cancel();
    /// Takes over what a file that was saved does not change: a pause, and a limit.
    void succeed(Worker const& before);
    /// What a restart must not forget: a limit that was told before it, and which changes may have
    /// been in flight when the plugin ended. Throws as the queue does.
    void recall();
    bool ended() const noexcept { return ended_; }

    bool has_news() const { return context_.queue.counts(number_) != seen_; }
    /// Counts changed: the run goes on, begins or ends. Call after each commit.
    void note_counts();
    void set_offline(bool offline);
    /// By "host", "page" or, for this target alone, "target"; empty: not paused.
    void set_paused(std::string by);
    void nudge();
    /// Changes that wait for later are due now: of one item, or all. How many.
    std::size_t hasten(std::optional<ItemKey> item);

    std::string const& name() const noexcept { return file_.name; }
    TargetFile const& file() const noexcept { return file_; }
    TargetNo number() const noexcept { return number_; }
    TargetTraits const& traits() const noexcept { return target_->traits(); }
    bool wants_login() const noexcept { return target_->log_in() != nullptr; }
    /// A log-in under way, or its end. When somebody is let in, what waited goes out.
    void show_login(web::LoginView const& login);
    void logged_out();
    /// Told on, once, if the target wants it and nothing is in the way; else forgotten.
    void hear(Live live);
    web::Card card() const;
    web::TargetMeters const& meters() const noexcept { return meters_; }
    /// Why a pending change of this target is not sent, apart from its own wait.
    web::Why why() const;
    /// What explain() asks about a change of this target.
    Surroundings surroundings() const;

private:
    /// Until no batch is in flight and every outcome is on disk.
    net::awaitable<void> under_way();
    Steady fill_if_possible();
    Steady fill_lanes();
    Plan choose() const;
    Lease lane();
    void stumble() noexcept;
    void free_lane(Lease& lane);
    Steady next_look(std::optional<UnixMs> wall_time) const;
    net::awaitable<void> deliver(Flight flight, Lease lane);
    Verdict settle(std::vector<Claimed> const& batch, Outcome const& outcome, UnixMs began);
    void report(std::vector<Claimed> const& batch, Verdict const& verdict);
    void discard(std::vector<Claimed> const& batch);
    void meter(std::size_t changes, Outcome const& outcome, Steady began);
    void mark_uncertain(std::vector<Claimed>& batch) const;
    void note_conflicts(std::vector<ConflictNote> const& notes);
    void heed(Allowance const& allowance);
    void remember_limit();
    void recall_limit();
    void require_account();
    bool refresh_is_due() const;
    Steady refresh_look() const;
    net::awaitable<void> refresh(Lease lane);
    net::awaitable<void> tell_live(Lease telling);
    web::Throughput throughput() const;
    bool mend_clock_jump();
    void publish();
    void say_trouble();
    std::string state_word(web::Why const& why) const;

    WorkerContext context_;
    TargetFile file_;
    TargetNo number_;
    std::unique_ptr<Target> target_;
    std::unique_ptr<Alarm> alarm_;
    Session session_;
    unsigned lanes_ = 0;     // batches in flight
    unsigned unsettled_ = 0; // those whose outcome is not on disk
    bool stopping_ = false;
    bool last_call_ = true;
    bool disowned_ = false;
    bool ended_ = false;
    std::string paused_by_;
    std::optional<UnixMs> gather_until_;
    Pace pace_;
    bool paced_ = false; // the next batch waits for its token
    std::optional<Allowance> allowance_;
    Steady allowance_at_{};
    std::optional<Ulid> last_before_start_; // changes up to it may have been sent before
    Ulid newest_sent_;                      // of this run
    Steady stumbled_until_{};               // nothing is sent before
    Steady refresh_after_{};                // a refresh that failed is not tried before
    unsigned refresh_failures_ = 0;
    std::optional<web::LoginView> login_; // under way
    web::LoginView login_ended_;          // the last one
    std::optional<Live> live_;            // to be told; a newer one replaces it
    unsigned telling_ = 0;                // 1 while live_ is seen to
    std::unique_ptr<Alarm> live_alarm_;
    std::unordered_map<std::uint64_t, unsigned> uncertain_; // batches without an answer, by group

    std::uint64_t runs_ = 0;
    std::optional<Run> run_;
    Counts seen_;
    std::optional<UnixMs> last_success_;
    std::optional<web::TargetError> last_error_;
    web::Conflicts conflicts_;
    web::TargetMeters meters_;
    std::string state_;
    UnixMs since_ = 0;
    Gate trouble_ = Gate::open; // that was said in the log
    Steady trouble_since_{};
};

web::RunView view_of(Run const& run, UnixMs now, bool sending);

} // namespace playsync
