// SPDX-License-Identifier: MIT
#include "plugin/targets/trakt_watches.hpp"

#include <algorithm>
#include <charconv>
#include <cstdlib>
#include <iterator>

#include "plugin/targets/json_read.hpp"
#include "plugin/targets/trakt_codec.hpp"
#include "storage/data_dir.hpp"
#include "storage/json_text.hpp"

namespace playsync::trakt {
namespace {

constexpr std::size_t most_lefts = 64;
constexpr std::size_t most_told = 64;
constexpr std::size_t largest_file = 64 * 1024;
/// Left here, and stopped here again after a night.
constexpr std::int64_t one_place = 60'000;
/// The intake's beginning: a twentieth.
constexpr int beginning = 500;

std::string hex_of(ItemKey const& key)
{
    constexpr std::string_view digits = "0123456789abcdef";
    std::string out;
    for (auto const byte : key) {
        out += digits[byte >> 4];
        out += digits[byte & 15];
    }
    return out;
}

std::optional<ItemKey> key_in(std::string_view text)
{
    ItemKey key{};
    if (text.size() != 2 * key.size())
        return std::nullopt;
    for (std::size_t i = 0; i < key.size(); ++i) {
        auto const* const at = text.data() + 2 * i;
        auto const [end, error] = std::from_chars(at, at + 2, key[i], 16);
        if (error != std::errc{} || end != at + 2)
            return std::nullopt;
    }
    return key;
}

std::vector<Left> parse(std::string_view text)
{
    std::vector<Left> lefts;
    auto const object = object_in(text);
    auto const* const list = array_at(object, "left");
    for (auto const& each : list ? *list : boost::json::array{}) {
        auto const* const one = each.if_object();
        auto const key = one ? key_in(text_at(*one, "item")) : std::nullopt;
        if (key && lefts.size() < most_lefts)
            lefts.push_back({*key, number_at(*one, "at"), number_at(*one, "position_ms"),
                             number_at(*one, "closed_at")});
    }
    return lefts;
}

std::string text_of(std::vector<Left> const& lefts)
{
    std::string out = "{";
    append_key(out, "left");
    out += '[';
    for (auto const& left : lefts) {
        out += out.back() == '[' ? "{" : ",{";
        append_member(out, "item", hex_of(left.item));
        append_member(out, "at", left.at);
        append_member(out, "position_ms", left.position_ms);
        append_member(out, "closed_at", left.closed_at);
        out += '}';
    }
    return out += "]}\n";
}

} // namespace

ItemKey key_of(Item const& item) noexcept
{
    return item_key({}, item);
}

bool is_told(Left const& left, Change const& mark) noexcept
{
    auto const passed = mark.occurred_at - left.at;
    if (passed < 0 || passed > one_viewing)
        return false;
    if (left.closed_at != 0 && mark.occurred_at > left.closed_at)
        return false; // that viewing had its mark
    auto const way = std::max(mark.position_ms, left.position_ms);
    return !left.begun || mark.occurred_at - *left.begun < way / 2;
}

bool is_told(UnixMs played, Left const* left, Change const& rest) noexcept
{
    auto const passed = rest.occurred_at - played;
    if (passed < rest.position_ms || !rest.restart)
        return true;
    return left && std::llabs(left->position_ms - rest.position_ms) <= one_place;
}

void Watches::load()
{
    if (loaded_)
        return;
    auto const text = read_file(file_).value_or("");
    lefts_ = parse(std::string_view{text}.substr(0, largest_file));
    loaded_ = true;
}

void Watches::save(std::vector<Left> lefts)
{
    if (lefts.size() > most_lefts)
        lefts.erase(lefts.begin());
    write_private_file(file_, text_of(lefts));
    lefts_ = std::move(lefts);
}

Left const* Watches::left(ItemKey const& item)
{
    load();
    auto const found = std::ranges::find(lefts_, item, &Left::item);
    return found == lefts_.end() ? nullptr : &*found;
}

void Watches::leave(Change const& rest)
{
    load();
    auto const key = key_of(rest.item);
    auto lefts = lefts_;
    std::erase_if(lefts, [&](Left const& each) { return each.item == key; });
    lefts.push_back({key, rest.occurred_at, rest.position_ms});
    save(std::move(lefts));
}

void Watches::close(Left const& left, UnixMs mark)
{
    auto lefts = lefts_;
    auto const found = std::ranges::find(lefts, left.item, &Left::item);
    if (found == lefts.end() || found->closed_at == mark)
        return;
    found->closed_at = mark;
    save(std::move(lefts));
}

void Watches::forget(ItemKey const& item)
{
    if (!left(item))
        return;
    auto lefts = lefts_;
    std::erase_if(lefts, [&](Left const& each) { return each.item == item; });
    save(std::move(lefts));
}

void Watches::started(Item const& item, int progress, UnixMs at)
{
    load();
    auto const key = key_of(item);
    std::erase_if(told_,
                  [&](Told const& each) { return each.item == key && progress < each.progress; });
    auto const found = std::ranges::find(lefts_, key, &Left::item);
    if (found != lefts_.end() && progress < beginning)
        found->begun = at;
}

void Watches::told(Change const& mark)
{
    auto const key = key_of(mark.item);
    std::erase_if(told_, [&](Told const& each) { return each.item == key; });
    auto const progress = progress_of(mark.position_ms, mark.duration_ms);
    told_.push_back(
        {key, std::min(progress.value_or(counts_as_play), counts_as_play), mark.occurred_at});
    if (told_.size() > most_told)
        told_.erase(told_.begin());
}

std::optional<UnixMs> Watches::told_before(Change const& position) const noexcept
{
    auto const found = std::ranges::find(told_, key_of(position.item), &Told::item);
    if (found == told_.end())
        return std::nullopt;
    auto const passed = position.occurred_at - found->at;
    bool const same = passed >= 0 && passed < position.position_ms;
    return same ? std::optional{found->at} : std::nullopt;
}

bool Watches::was_told(Item const& item) const noexcept
{
    return std::ranges::find(told_, key_of(item), &Told::item) != told_.end();
}

} // namespace playsync::trakt
