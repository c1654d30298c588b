// SPDX-License-Identifier: MIT
// What happened, told to every open page; a page that was away for a moment is told what it
// missed. No sockets: a client pulls frames and is rung when there is something.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "web/control.hpp"
#include "web/log_book.hpp"
#include "web/outbox.hpp"

namespace playsync::web {

/// Where a page says it stands.
struct Standpoint {
    std::string epoch;
    std::uint64_t since = 0;
};

/// Whether all since `at` is still at hand: `floor` is the newest message that is not.
bool can_resume(Standpoint const& at, std::string_view epoch, std::uint64_t floor,
                std::uint64_t newest) noexcept;

/// [engine-thread]
class Feed final : public Audience {
public:
    static constexpr std::size_t ring_messages = 4096;
    static constexpr std::size_t ring_bytes = 4 << 20;
    static constexpr SteadyMs memory_ms = 60'000; // how long a page that left counts as present

    /// One page's view. Ends with its destruction; the feed must outlive it.
    class Client {
    public:
        /// `ring` is called, from within what publishes, when next() may have something.
        Client(Feed& feed, int max_hz, std::optional<Standpoint> const& at,
               std::function<void()> ring);
        ~Client();
        Client(Client const&) = delete;
        Client& operator=(Client const&) = delete;

        /// False: the page must be given a snapshot, which next() then adds to.
        bool is_resumed() const noexcept { return resumed_; }
        Outbox& outbox()
        {
            feed_.tell_counts();
            return outbox_;
        }
        bool is_overrun() const noexcept { return outbox_.is_overrun(); }
        std::optional<SteadyMs> ready_at(SteadyMs now) const { return outbox_.ready_at(now); }
        /// Whether it wants the lines of the log too.
        void follow_log(bool wanted) noexcept { follows_log_ = wanted; }
        /// Up to which seq the page has been told everything.
        std::uint64_t reached() const noexcept { return outbox_.reached(feed_.seq_); }

    private:
        friend class Feed;
        bool replay(std::uint64_t since);

        Feed& feed_;
        Outbox outbox_;
        std::function<void()> ring_;
        bool resumed_ = false;
        bool follows_log_ = false;
    };

    explicit Feed(std::function<SteadyMs()> clock);

    std::string const& epoch() const noexcept { return epoch_; }
    std::uint64_t seq() const noexcept { return seq_; }
    /// How many follow it.
    std::size_t pages() const noexcept { return clients_.size(); }

    void target_changed(Card const& card) override;
    void target_removed(std::string_view target) override;
    void sync_started(std::string_view target, RunView const& run) override;
    void sync_progress(std::string_view target, RunView const& run) override;
    void sync_completed(std::string_view target, RunView const& run, UnixMs took_ms) override;
    void item_synced(ChangeView const& change) override;
    void sync_failed(ChangeView const& change, bool final) override;
    void paused(std::string_view target, std::string_view by) override;
    void resumed(std::string_view target, std::string_view by) override;
    void network(bool online, bool metered) override;
    void login_progress(std::string_view target, LoginView const& login) override;
    void store(std::string_view refusing) override;
    bool present() const override;
    /// To those who want it. Nobody is told again: the log itself remembers.
    void log(LogEntry const& entry);

private:
    /// Whether it is worth writing a message; its seq is taken either way.
    bool begin();
    void publish(Message::Kind kind, std::string_view target, std::string_view type,
                 std::string rest);
    void publish_item(ChangeView const& change, std::string_view type, std::string_view more);
    void share() noexcept;
    bool is_too_many();
    void count_item(std::string const& target);
    void tell_counts();
    void send(MessagePtr const& message);
    void keep(MessagePtr const& message);
    void replace(Message::Kind kind, std::string const& target);
    void forget_oldest();
    void forget_all();
    void tell_pause(std::string_view type, std::string_view target, std::string_view by);

    std::function<SteadyMs()> clock_;
    std::string epoch_;
    std::uint64_t seq_ = 0;
    std::uint64_t floor_ = 0;
    std::map<std::uint64_t, MessagePtr> ring_; // by seq
    std::map<std::pair<Message::Kind, std::string>, std::uint64_t> latest_;
    std::size_t bytes_ = 0;
    /// Items that are only counted, and the seq of the last one, by target; told in one piece, so
    /// that a fast run costs no more the more pages look.
    struct Counted {
        std::uint64_t items = 0;
        std::uint64_t seq = 0;
    };
    std::map<std::string, Counted> counted_;
    SteadyMs second_ = 0; // begin of the second that items are counted in
    unsigned items_ = 0;
    std::vector<Client*> clients_;
    std::optional<SteadyMs> left_; // when the last page did
};

} // namespace playsync::web
