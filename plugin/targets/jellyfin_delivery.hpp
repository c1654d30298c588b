// SPDX-License-Identifier: MIT
// One batch on its way to a Jellyfin server: what is meant is found, its states are read in one
// question, and what is to be told goes out one request an item, a few at a time.
#pragma once

#include <deque>
#include <exception>
#include <span>
#include <string>
#include <vector>

#include "plugin/targets/jellyfin_catalogue.hpp"
#include "plugin/targets/jellyfin_state.hpp"

namespace playsync::jellyfin {

/// [engine-thread] Lives in the coroutine that awaits run().
class Delivery {
public:
    Delivery(Server& server, Catalogue& catalogue, Strategy strategy, Clock& clock,
             std::span<Claimed const> batch);

    /// Nothing is told of an item whose state could not be read: the batch waits, as it is.
    net::awaitable<Outcome> run();

private:
    struct Errand {
        Ulid id;
        Change change;
        std::vector<std::string> items; // one, or each version of it
        bool lost = false;              // the server does not know one of them any more
        bool sought_twice = false;
        std::string refused; // why; empty: it was not
        std::string again;   // why to try later; empty: no need
        unsigned untold = 0;
        std::optional<ConflictNote> conflict;
    };
    struct Telling {
        Errand* errand;
        std::vector<Message> messages; // to one item
    };
    using Errands = std::vector<Errand*>;

    net::awaitable<void> find(Errand& errand);
    net::awaitable<void> read_states(Errands const& round);
    void decide(Errand& errand);
    net::awaitable<void> tell_all();
    void begin_lane(net::any_io_executor const& executor) noexcept;
    net::awaitable<void> tell_on();
    net::awaitable<void> tell(Telling& telling);
    bool is_proved(Errand& errand, Reply& reply, Proof const& proof);
    bool asks_for_rule() const noexcept;
    Errands take_round();
    net::awaitable<void> close(Errands const& round);
    void settle(Errand& errand);
    void note_told(Errand& errand);
    bool failed() const noexcept;

    Server& server_;
    Catalogue& catalogue_;
    Strategy strategy_;
    Clock& clock_;
    std::deque<Errand> errands_;
    Errands open_;
    std::map<std::string, ItemInfo> states_;
    std::vector<Telling> tellings_;
    std::size_t next_ = 0;
    unsigned lanes_ = 0;
    std::unique_ptr<Alarm> lane_ended_;
    std::exception_ptr thrown_;    // by a lane
    std::exception_ptr not_begun_; // why a lane is none
    Outcome outcome_;
};

} // namespace playsync::jellyfin
