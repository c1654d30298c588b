// SPDX-License-Identifier: MIT
// A server's library, read when it is needed and again when something is not found in it.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "plugin/targets/jellyfin_library.hpp"
#include "plugin/targets/jellyfin_server.hpp"

namespace playsync::jellyfin {

/// Whether a library read `since_read` ago is read again for an item it does not have, and that was
/// looked for in vain `since_missed` ago. What is new in a library is found within a minute or so;
/// what is never there costs a reading now and then.
bool is_worth_reading(Millis since_read, std::optional<Millis> since_missed,
                      Millis at_most_every) noexcept;

/// [engine-thread]
class Catalogue {
public:
    Catalogue(Server& server, Clock& clock, Millis at_most_every)
        : server_(server),
          clock_(clock),
          at_most_every_(at_most_every)
    {
    }

    /// The ids of all that are `item`; none when it is not there. What failed otherwise.
    net::awaitable<Outcome> find(Item const& item, std::vector<std::string>& ids);
    /// An id that was found is none any more.
    void distrust(ItemKind kind) { shelves_.erase(kind); }

private:
    struct Shelf {
        Library library;
        Steady read;
    };

    net::awaitable<Outcome> read(ItemKind kind);
    net::awaitable<Outcome> read_pages(std::string_view types, Library& library);
    net::awaitable<Outcome> read_missing_series(Library& library);
    net::awaitable<Outcome> read_page(http::Request request, Library& library, std::size_t& total);
    bool is_worth_another_look(ItemKind kind, ItemKey const& key) const;
    void forget_others();

    Server& server_;
    Clock& clock_;
    Millis at_most_every_;
    std::string whose_; // a user sees what he may see
    std::map<ItemKind, Shelf> shelves_;
    std::map<ItemKey, Steady> missed_;
};

} // namespace playsync::jellyfin
