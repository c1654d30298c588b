// SPDX-License-Identifier: MIT
// A server's items by all that may name one. The server finds no item by a provider's id
// (ItemsController), so its library is read once and kept here. No I/O.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "plugin/targets/jellyfin_api.hpp"

namespace playsync::jellyfin {

/// Items of one kind. Kept small, since a library may hold a hundred thousand: an item costs 32
/// bytes and each of its names 16.
class Library {
public:
    /// A series gives its names to its episodes, whichever comes first.
    void add(ItemInfo const& item);
    /// Ids of series that have episodes here and are not here themselves.
    std::vector<std::string> missing_series() const;
    /// After the last add() and before the first find().
    void seal();

    /// All that are `item`, by the first of these that names any: its own ids; its series' ids and
    /// its number; where it lies (folder and file); what it is called. Films, and series, of one
    /// name and different years are not guessed between. An item with several episodes is each of
    /// them.
    std::vector<std::string> find(Item const& item) const;
    std::size_t size() const noexcept { return ids_.size(); }

private:
    struct Name {
        std::uint64_t hash = 0;
        std::uint32_t item = 0;
    };
    struct Film {
        Name name; // without its year
        int year = 0;
    };
    struct Series {
        std::vector<std::string> names;
        std::string title; // as plain_title() has it
        int year = 0;
        bool here = false;
    };
    struct Numbered {
        std::uint32_t item = 0;
        std::uint32_t series = 0;
        int season = 0;
        int first = 0;
        int last = 0;
    };

    void name(std::uint32_t item, std::string const& text);
    Series& series_of(std::string const& id);
    void add_series(ItemInfo const& item);
    void add_episode(std::uint32_t number, ItemInfo const& item);
    void add_track(std::uint32_t number, ItemInfo const& item);
    void name_single_films();
    void name_series();
    void name_episodes();
    void find_in_series(Item const& item, std::vector<std::uint32_t>& found) const;
    void find_by_title(Item const& item, std::vector<std::uint32_t>& found) const;
    void collect(std::string const& text, std::vector<std::uint32_t>& found) const;
    std::vector<std::string> ids_of(std::vector<std::uint32_t> found) const;

    std::vector<std::array<char, 32>> ids_;
    std::vector<Name> names_;
    // Until sealed:
    std::vector<Series> series_;
    std::unordered_map<std::string, std::uint32_t> series_by_id_;
    std::vector<Numbered> numbered_;
    std::vector<Film> films_;
};

/// Whether an id of this scheme and value can tell one item from others. What an item belongs to (a
/// release, an artist, a collection) has ids that all of its items share; 0 and -1 stand for
/// "none".
bool is_own_id(std::string_view scheme, std::string_view value) noexcept;

/// Lower-case words with single spaces, for titles that differ in marks only.
std::string plain_title(std::string_view title);

/// The library's types that may be an item of this kind, as includeItemTypes takes them; episodes
/// have their series' before.
std::vector<std::string_view> types_of(ItemKind kind);

} // namespace playsync::jellyfin
