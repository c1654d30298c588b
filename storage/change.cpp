// SPDX-License-Identifier: MIT
#include "storage/change.hpp"

#include <algorithm>
#include <charconv>

namespace playsync {
namespace {

constexpr std::array<std::string_view, 4> item_kinds{"video", "movie", "episode", "track"};
constexpr std::array<std::string_view, 4> verbs{"progress", "watched", "unwatched", "play"};
constexpr std::array<std::string_view, 4> states{"pending", "syncing", "synced", "failed"};
constexpr std::array<std::string_view, 11> error_classes{
    "none",          "transient", "rate_limited", "unreachable", "ambiguous", "auth",
    "misconfigured", "rejected",  "by_hand",      "no_match",    "expired"};

template <class Enum, std::size_t n>
std::optional<Enum> find(std::array<std::string_view, n> const& names, std::string_view name)
{
    auto const found = std::ranges::find(names, name);
    if (found == names.end())
        return std::nullopt;
    return static_cast<Enum>(found - names.begin());
}

/// FNV-1a over 128 bits (parameters: the FNV authors' page). Fields are separated, so that
/// ("ab", "c") and ("a", "bc") differ.
class Fnv128 {
public:
    void add(std::string_view text) noexcept
    {
        for (char const c : text)
            step(static_cast<unsigned char>(c));
        step(0);
    }

    void add(int number) noexcept
    {
        char text[12];
        auto const end = std::to_chars(text, text + sizeof text, number).ptr;
        add(std::string_view{text, static_cast<std::size_t>(end - text)});
    }

    ItemKey value() const noexcept
    {
        ItemKey key;
        for (std::size_t i = 0; i < key.size(); ++i)
            key[i] = static_cast<std::uint8_t>(hash_ >> (8 * (key.size() - 1 - i)));
        return key;
    }

private:
    __extension__ using Word = unsigned __int128;

    void step(unsigned char byte) noexcept { hash_ = (hash_ ^ byte) * prime; }

    static constexpr Word prime = (Word{1} << 88) | 0x13b;
    Word hash_ = (Word{0x6c62272e07bb0142} << 64) | 0x62b821756295c58d;
};

void append_number(std::string& out, char letter, int number)
{
    out += letter;
    if (number < 10)
        out += '0';
    out += std::to_string(number);
}

} // namespace

std::string_view name_of(ItemKind kind) noexcept
{
    return item_kinds[static_cast<unsigned>(kind)];
}
std::string_view name_of(Verb verb) noexcept
{
    return verbs[static_cast<unsigned>(verb)];
}
std::string_view name_of(State state) noexcept
{
    return states[static_cast<unsigned>(state)];
}
std::string_view name_of(ErrorClass kind) noexcept
{
    return error_classes[static_cast<unsigned>(kind)];
}

std::optional<ItemKind> item_kind_of(std::string_view name) noexcept
{
    return find<ItemKind>(item_kinds, name);
}
std::optional<Verb> verb_of(std::string_view name) noexcept
{
    return find<Verb>(verbs, name);
}
std::optional<State> state_of(std::string_view name) noexcept
{
    return find<State>(states, name);
}

std::string in_words(Item const& item)
{
    std::string words = !item.show.empty() ? item.show : item.artist;
    if (item.season >= 0 && item.episode >= 0) {
        words += words.empty() ? "" : " ";
        append_number(words, 'S', item.season);
        append_number(words, 'E', item.episode);
    }
    if (!item.title.empty()) {
        words += words.empty() ? "" : " ";
        words += item.title;
    }
    if (words.empty() && !item.ids.empty())
        words = item.ids.front().first + " " + item.ids.front().second;
    return words.empty() ? item.host_key : words;
}

namespace {

/// An id of what the item is a part of, which others have too.
bool is_of_many(std::string_view scheme) noexcept
{
    return scheme.starts_with("show.") || scheme == "mbid_artist" || scheme == "mbid_release" ||
           scheme == "mbid_release_group";
}

} // namespace

ItemKey item_key(std::string_view user, Item const& item) noexcept
{
    Fnv128 hash;
    hash.add(user);
    if (!item.host_key.empty()) {
        hash.add(item.host_key);
        return hash.value();
    }
    hash.add(static_cast<int>(item.kind));
    for (auto const& [scheme, value] : item.ids) {
        hash.add(scheme);
        hash.add(value);
    }
    if (std::ranges::all_of(item.ids, [](auto const& id) { return is_of_many(id.first); })) {
        for (std::string_view const text : {item.title, item.show, item.artist, item.album})
            hash.add(text);
        for (int const number : {item.year, item.season, item.episode})
            hash.add(number);
    }
    return hash.value();
}

} // namespace playsync
