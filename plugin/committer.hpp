// SPDX-License-Identifier: MIT
// Group commit: everything that came in and everything that was settled since the last commit
// goes to disk in one transaction, and who waited for it goes on.
#pragma once

#include <functional>
#include <list>
#include <memory>
#include <string>
#include <vector>

#include "plugin/clock.hpp"
#include "plugin/intake/intake.hpp"
#include "plugin/mailbox.hpp"
#include "storage/queue.hpp"
#include "web/meters.hpp"

namespace playsync {

/// [engine-thread]
class Committer {
public:
    struct Hooks {
        std::function<void(Event&)> complete;            // fills in what the host's library knows
        std::function<void()> committed;                 // counts may have changed
        std::function<void()> store_changed;             // refusing() began, changed or ended
        std::function<void(Event const&)> accepted = {}; // its position is its playback's
    };

    Committer(net::io_context& io, Queue& queue, Mailbox& mailbox, Intake& intake, Clock& clock,
              Hooks hooks);

    /// Until stop() and nothing is left to commit, or abandon().
    net::awaitable<void> run();
    /// Returns when the settlements are on disk: true; or when they were given up. `urgent`:
    /// nothing else is sent until then.
    net::awaitable<bool> settle(std::vector<Settlement> settlements, bool urgent);

    void ring() { alarm_->ring(); }
    /// Whether everything that came in is on disk.
    bool idle() const;
    void stop();
    /// Gives up what a store that refuses would have taken.
    void abandon();

    /// Runs a write of somebody else; one that fails puts the whole store in doubt: it is opened
    /// again, and `otherwise` is what came of the write.
    template <class Write, class Result>
    Result attempt(Write&& write, Result otherwise)
    {
        try {
            return write();
        } catch (StoreFull const& error) {
            doubt(error.what(), true);
        } catch (std::exception const& error) {
            doubt(error.what(), false);
        }
        return otherwise;
    }

    /// Why nothing is taken; empty when all is well. What was accepted waits in memory.
    std::string const& refusing() const noexcept { return refusing_; }
    /// In seconds.
    web::Histogram const& commit_times() const noexcept { return commit_times_; }

private:
    struct Waiter {
        std::unique_ptr<Alarm> alarm;
        bool done = false;
    };

    /// Stands among those who wait, until it goes out of scope.
    class Place {
    public:
        Place(std::list<Waiter*>& all, Waiter& waiter)
            : all_(all),
              at_(all.insert(all.end(), &waiter))
        {
        }
        ~Place() { all_.erase(at_); }
        Place(Place const&) = delete;
        Place& operator=(Place const&) = delete;

    private:
        std::list<Waiter*>& all_;
        std::list<Waiter*>::iterator at_;
    };

    void take_events();
    bool commit();
    void recover(std::string const& what, bool full);
    void doubt(std::string const& what, bool full);

    net::io_context& io_;
    Queue& queue_;
    Mailbox& mailbox_;
    Intake& intake_;
    Clock& clock_;
    Hooks hooks_;
    std::unique_ptr<Alarm> alarm_;

    // What the next commit holds; kept over one that fails.
    std::vector<std::unique_ptr<Event>> taken_;
    std::size_t read_ = 0; // of taken_, and part of drafts_
    std::vector<Draft> drafts_;
    std::vector<Settlement> settlements_;
    WatchChanges watched_;
    std::list<Waiter*> waiters_;
    web::Histogram commit_times_{web::commit_bounds};

    bool urgent_ = false; // somebody waits
    Steady gather_until_{};
    std::string refusing_;
    unsigned failures_ = 0;
    bool stopping_ = false;
    bool abandoned_ = false;
};

} // namespace playsync
