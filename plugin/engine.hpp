// SPDX-License-Identifier: MIT
// The workers, the intake and the committer together, and what host and page may ask of them.
#pragma once

#include <atomic>
#include <list>
#include <map>
#include <memory>
#include <vector>

#include "playsync/ext/library.h"
#include "plugin/audiences.hpp"
#include "plugin/committer.hpp"
#include "plugin/desk.hpp"
#include "plugin/log.hpp"
#include "plugin/log_in.hpp"
#include "plugin/targets/account.hpp"
#include "plugin/watch_book.hpp"
#include "plugin/worker.hpp"

namespace playsync {

struct EngineHost {
    std::string name;
    std::string version;
    playsync_host_library const* library = nullptr; // offered by the host, or null
    void* host_data = nullptr;
};

/// How a target's file becomes a target; the simulation has its own services.
using MakeTarget =
    std::function<std::unique_ptr<Target>(ConfigTable& table, TargetContext const& context)>;

/// [engine-thread] but for shared_totals() and takes_progress().
class Engine : public web::Control {
public:
    Engine(net::io_context& io, Queue& queue, Mailbox& mailbox, Clock& clock, Log& log,
           EngineHost host, std::filesystem::path data_dir, MakeTarget make = make_target);

    /// Takes the configuration in force; targets whose file did not change go on undisturbed.
    /// Returns what is wrong with a target's file; such a target goes on as it was.
    std::vector<std::string> configure(ConfigRead const& read);
    void start();
    void ring() { committer_.ring(); }
    /// What was accepted goes to disk, each target gets one last call, and all tasks end.
    void stop();
    /// Cancels what is in flight.
    void cancel();
    /// Says what went wrong where nobody expected it.
    void complain(std::exception_ptr error) noexcept;
    Tasks& tasks() noexcept { return tasks_; }
    Audiences& audiences() noexcept { return audiences_; }
    Desk& desk() noexcept { return desk_; }
    WatchBook& watch_book() noexcept { return watch_book_; }
    /// Why the store takes nothing; empty when all is well.
    std::string const& refusing() const noexcept { return committer_.refusing(); }
    /// Who reads the configuration when the page asks for it.
    void on_reload(std::function<std::vector<std::string>()> reload)
    {
        reload_ = std::move(reload);
    }
    /// Makes a target of a file's text, as configure() would; nothing is sent to it by itself.
    std::unique_ptr<Target> try_target(ConfigTable& table, TargetFile const& file);
    /// The target is gone for good, and was retired: nobody is let in by what its log-in brought,
    /// which is taken back at the service as far as that answers.
    void forget_account(std::string_view target);
    void set_notice(std::string notice) { notice_ = std::move(notice); }
    /// Where no target may point to.
    void set_page_port(std::uint16_t port) noexcept { page_port_ = port; }

    void set_network(bool online, bool metered);
    void pause_by(std::string_view target, std::string const& by);
    void resume_by(std::string_view target, std::string const& by);
    void sync_item(Item const* item);

    struct Totals {
        std::atomic<std::uint64_t> pending{0}, synced{0}, failed{0};
    };
    /// [any-thread]
    Totals const& shared_totals() const noexcept { return totals_; }
    bool takes_progress() const noexcept { return takes_progress_.load(std::memory_order_relaxed); }

    UnixMs now() const override { return clock_.wall(); }
    web::Status status() const override;
    std::optional<web::Card> card(std::string_view target) const override;
    bool pause(std::string_view target) override;
    bool resume(std::string_view target) override;
    bool sync_now(std::string_view target) override;
    void disown(std::string_view target) override;
    void process_queue() override;
    std::vector<std::string> reload_config() override
    {
        return reload_ ? reload_() : std::vector<std::string>{};
    }
    /// How many dead changes of `target` (empty: all) became pending again.
    std::optional<std::uint64_t> retry_failed(std::string_view target);
    net::awaitable<Tested> test(std::string target) override;
    net::awaitable<LoggedIn> log_in(std::string target, web::LoginGiven given) override;
    net::awaitable<Refusal> log_out(std::string target) override;
    Refusal cancel_log_in(std::string_view target) override;
    web::Meters meters() const override;
    std::vector<web::Ailment> ailments() const override;

private:
    using LogIns = std::map<std::string, std::shared_ptr<LogInRun>, std::less<>>;
    class LogInPlace;

    Worker* find(std::string_view target) const;
    void reconcile(std::vector<TargetFile> const& files, std::vector<std::string>& errors);
    void start_worker(TargetFile const& file, std::vector<std::string>& errors);
    std::unique_ptr<Worker> make_worker(TargetFile const& file, std::unique_ptr<Target> target,
                                        Worker const* before);
    void retire(std::unique_ptr<Worker>& worker);
    TargetContext context_for(TargetFile const& file);
    std::unique_ptr<Target> errand_for(Worker const& worker, std::string& wrong);
    net::awaitable<void> follow(std::shared_ptr<LogInRun> run, LogInPlace place);
    net::awaitable<void> see_off(std::string name, std::unique_ptr<Target> target,
                                 net::awaitable<Outcome> words);
    void note_log_out(std::string const& name, Outcome const& outcome);
    void note_login(std::string const& name, web::LoginView const& login);
    void end_errands();
    void tell_live(Event const& event);
    void after_store_changed();
    std::vector<Addressee> addressees() const;
    void after_commit();
    void complete(Event& event) const;
    void update_totals();
    Surroundings around(TargetNo target) const;
    /// False when there is no such target; empty: all.
    bool for_targets(std::string_view target, std::function<void(Worker&)> const& action);
    net::awaitable<void> prune_now_and_then();
    bool history_overflows() const;
    net::awaitable<void> work(Worker& worker);
    net::awaitable<void> wind_down();
    bool anybody_works() const;

    net::io_context& io_;
    Queue& queue_;
    Mailbox& mailbox_;
    Clock& clock_;
    Log& log_;
    EngineHost host_;
    std::filesystem::path data_dir_;
    MakeTarget make_target_;
    Config config_;
    ConfigRead configured_;        // what config_ and the workers were made of
    bool waits_for_store_ = false; // a target could not be made
    Audiences audiences_;
    Intake intake_;
    Tasks tasks_;
    Committer committer_;
    Accounts accounts_;
    LogIns log_ins_;             // by target
    std::list<Target*> errands_; // tests and log-outs
    std::map<std::string, Steady> last_tests_;
    Desk desk_;
    WatchBook watch_book_;
    std::vector<std::unique_ptr<Worker>> workers_;  // by name
    std::vector<std::unique_ptr<Worker>> retiring_; // their last batches are in flight
    std::unique_ptr<Alarm> care_;
    std::unique_ptr<Alarm> winding_down_;
    bool stopping_ = false;
    bool cancelled_ = false;
    bool online_ = true;
    bool metered_ = false;
    std::string paused_by_;
    std::string notice_;
    std::uint16_t page_port_ = 0; // 0: there is no page
    std::function<std::vector<std::string>()> reload_;
    UnixMs started_ = 0;
    Totals totals_;
    std::atomic<bool> takes_progress_{true};
};

} // namespace playsync
