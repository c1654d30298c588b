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
    /// A series, which gives its names to its episodes, comes before them.
    void add(ItemInfo const& item);
    /// After the last add() and before the first find().
    void seal();

    /// All that are `item`, by the first of these that names any: its own ids; its series' ids and
    /// its number; where it lies (folder and file); what it is called. Films of one name and
    /// different years are not guessed between.
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

    void name(std::uint32_t item, std::string const& text);
    void name_single_films();
    void collect(std::string const& text, std::vector<std::uint32_t>& found) const;
    std::vector<std::string> ids_of(std::vector<std::uint32_t> found) const;

    std::vector<std::array<char, 32>> ids_;
    std::vector<Name> names_;
    std::unordered_map<std::string, std::vector<std::string>> series_; // until sealed
    std::vector<Film> films_;                                          // until sealed
};

/// Lower-case words with single spaces, for titles that differ in marks only.
std::string plain_title(std::string_view title);

/// The library's types that may be an item of this kind, as includeItemTypes takes them; episodes
/// have their series' before.
std::vector<std::string_view> types_of(ItemKind kind);

} // namespace playsync::jellyfin
