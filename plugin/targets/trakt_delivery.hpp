// SPDX-License-Identifier: MIT
// One batch on its way to Trakt: changes of one verb, read back where that is needed, and told in
// one request.
#pragma once

#include <functional>
#include <span>
#include <string>
#include <vector>

#include "plugin/targets/trakt_codec.hpp"
#include "plugin/targets/trakt_service.hpp"
#include "plugin/targets/trakt_watches.hpp"
#include "storage/queue.hpp"

namespace playsync::trakt {

/// [engine-thread] Lives in the coroutine that awaits run().
class Delivery {
public:
    Delivery(Service& service, Watches& watches, Strategy strategy, Clock& clock,
             std::span<Claimed const> batch);

    /// No play goes out a second time before Trakt was asked whether it has it. Of what happened a
    /// while ago the state there is asked for too, where Trakt has one; nothing is told when it
    /// cannot be read. What needs no telling is `taken`, and says why.
    net::awaitable<Outcome> run();

private:
    using Entries = std::vector<Entry>;

    net::awaitable<void> tell_plays();
    net::awaitable<void> tell_removals();
    net::awaitable<void> tell_position();
    net::awaitable<void> save_position(Change change);
    net::awaitable<void> tell_left(Change change);
    net::awaitable<void> drop_left();
    void sort_in(Claimed const& claimed);
    void settle(Change const& change, std::string why);
    bool remember(std::function<void()> const& write);
    net::awaitable<void> tell(std::string path, std::string body);
    net::awaitable<void> drop_known(std::vector<Change> asked, ItemKind kind);
    net::awaitable<void> read_since(ItemKind kind, Entries& entries);
    net::awaitable<void> read_history(ItemKind kind, Window window, Entries& entries);
    net::awaitable<void> read(std::string path, Entries& entries);
    bool stands(Change const& change, TheirState const& theirs);
    bool failed() const noexcept;

    Service& service_;
    Watches& watches_;
    Strategy strategy_;
    Clock& clock_;
    std::vector<Change> changes_;       // to be told
    std::vector<Change> doubtful_;      // those that may be there already
    std::vector<ItemVerdict> verdicts_; // of those that are not told, and why
    std::vector<ConflictNote> conflicts_;
    Outcome outcome_;
};

} // namespace playsync::trakt
