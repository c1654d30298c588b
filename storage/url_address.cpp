// SPDX-License-Identifier: MIT
#include "storage/url_address.hpp"

#include <algorithm>
#include <array>
#include <cstdint>
#include <cstring>
#include <utility>

#include "storage/url_parameters.hpp"

namespace playsync {
namespace {

constexpr std::string_view after_scheme = "://";
/// Schemes of lists of addresses.
constexpr std::array<std::string_view, 2> lists{"edl", "slice"};

std::string lower(std::string_view text)
{
    std::string result{text};
    std::ranges::transform(result, result.begin(), [](char c) {
        return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
    });
    return result;
}

std::size_t user_info_end(std::string_view rest)
{
    auto const authority = rest.substr(0, rest.find_first_of("/?#\\"));
    auto const sign = authority.rfind('@');
    auto const encoded = lower(authority).rfind("%40");
    if (sign != none || encoded != none)
        return std::max(sign == none ? 0 : sign + 1, encoded == none ? 0 : encoded + 3);
    auto const colon = authority.find(':');
    bool const port = colon == none || authority.starts_with('[') ||
                      authority.find_first_not_of("0123456789", colon + 1) == none;
    // A password with a slash in it: what stands before that is no port.
    auto const later = port ? none : rest.find('@');
    return later == none ? 0 : later + 1;
}

/// An address in parts. What `parameters` and `fragment` hold is secret.
struct Parts {
    std::string place; // scheme, server and path, without secrets
    std::string_view parameters;
    std::string_view fragment;
    std::string of_path; // parameters that the path had
};

/// Takes credentials out of "/a.mkv;jsessionid=x/b".
std::string without_path_parameters(std::string_view path)
{
    std::string kept;
    while (!path.empty()) {
        auto const part = path.substr(0, path.find_first_of(";/", 1));
        path.remove_prefix(part.size());
        auto const name = parameter_name(part.substr(1));
        if (part.front() != ';' || !name || !is_volatile(*name))
            kept += part;
    }
    return kept;
}

/// Moves what the path hides of a query, encoded once or more, to `of_path`.
std::string plain_path(std::string_view path, std::string& of_path)
{
    constexpr int most_rounds = 3;
    auto const options = path.find('|'); // what a player adds to say how to ask for it
    if (options != none && parameter_name(path.substr(options + 1)))
        path = path.substr(0, options);
    std::string decoded{path};
    for (int round = 0; round < most_rounds && decoded.find('%') != none; ++round) {
        decoded = url_decoded(decoded);
        if (auto const at = decoded.find('?'); at != none && parameters_begin(decoded) == at) {
            of_path = decoded.substr(at);
            return without_path_parameters(decoded.substr(0, at));
        }
    }
    return without_path_parameters(path);
}

Parts parts_of(std::string_view address, std::size_t authority)
{
    Parts parts;
    auto rest = address.substr(authority);
    rest.remove_prefix(user_info_end(rest));
    auto const fragment = std::min(rest.size(), rest.find('#'));
    parts.fragment = rest.substr(fragment);
    rest = rest.substr(0, fragment);
    auto const query = std::min(rest.size(), rest.find('?'));
    parts.parameters = rest.substr(query);
    rest = rest.substr(0, query);
    auto const server = rest.substr(0, rest.find_first_of("/;|"));
    parts.place.append(address.substr(0, authority)).append(server);
    parts.place += plain_path(rest.substr(server.size()), parts.of_path);
    return parts;
}

/// A path, or a key of a host's own, that ends as a URL does: "/library/parts/1?X-Plex-Token=x".
Parts parts_without_server(std::string_view text)
{
    Parts parts;
    auto const end = std::min(parameters_begin(text), text.size());
    parts.parameters = text.substr(end);
    parts.place = plain_path(text.substr(0, end), parts.of_path);
    return parts;
}

std::string rewritten(std::string_view address, As as, int depth);

/// The second "scheme://" of an address before its query begins: where that scheme begins.
std::size_t nested_begin(std::string_view address, std::size_t authority)
{
    auto const end = std::min(address.size(), address.find_first_of("?#", authority));
    auto const mark = address.substr(0, end).find(after_scheme, authority);
    auto const encoded = encoded_mark(address.substr(0, end));
    auto const first = std::min(mark, encoded);
    return first == none ? none : scheme_begin(address, first);
}

std::string with_nested(std::string_view address, std::size_t begin, As as, int depth)
{
    auto const outer = rewritten(address.substr(0, begin), as, depth - 1);
    auto const inner = address.substr(begin);
    auto decoded = std::string{inner};
    while (scheme_of(decoded).empty() && decoded.find('%') != none) {
        auto next = url_decoded(decoded);
        if (next == decoded)
            break;
        decoded = std::move(next);
    }
    auto const plain = rewritten(decoded, as, depth - 1);
    return outer + (plain == decoded ? std::string{inner} : plain);
}

/// "edl://%14%http://host/a?x,0,10;…": which addresses there are, in a hash.
std::string list_key(std::string_view scheme, std::string_view list, int depth)
{
    std::string all;
    while (!list.empty()) {
        auto const mark = list.find(after_scheme);
        auto const begin = mark == none ? none : scheme_begin(list, mark);
        if (begin == none)
            break;
        auto before = list.substr(0, begin);
        // The length before an address is another with another token.
        before = before.substr(0, before.find_last_not_of("%0123456789") + 1);
        list.remove_prefix(begin);
        auto const address = list.substr(0, list.find_first_of(",;! "));
        all.append(before).append(rewritten(address, As::key, depth - 1));
        list.remove_prefix(address.size());
    }
    return std::string{scheme} + std::string{after_scheme} + hash_mark(all.append(list));
}

std::string rewritten(std::string_view address, As as, int depth)
{
    if (is_plain(address))
        return std::string{address};
    if (depth == 0)
        return as == As::key ? hash_mark(address) : std::string{};
    auto const scheme = scheme_of(address);
    bool const has_server = !scheme.empty() || address.starts_with("//");
    auto const authority = scheme.empty() ? 2 : scheme.size() + after_scheme.size();
    if (std::ranges::find(lists, lower(scheme)) != lists.end()) {
        auto const list = address.substr(authority);
        bool const made_here = list.starts_with('~') && list.find_first_of("/?#@:") == none;
        return made_here       ? std::string{address}
               : as == As::key ? list_key(scheme, list, depth)
                               : std::string{scheme} + std::string{after_scheme};
    }
    auto const nested = nested_begin(address, has_server ? authority : 0);
    if (nested != none && nested > 0)
        return with_nested(address, nested, as, depth);
    auto const parts = has_server ? parts_of(address, authority) : parts_without_server(address);
    auto const lasting =
        as == As::key
            ? lasting_parameters(parts.of_path + std::string{parts.parameters}, parts.fragment)
            : std::string{};
    if (lasting.empty() && parts.place.empty() && as == As::key)
        return hash_mark(address); // it has no place: what it says is all that names it
    return lasting.empty() ? parts.place : parts.place + hash_mark(lasting);
}

constexpr auto is_sign = [] {
    std::array<bool, 256> table{};
    for (unsigned char const c : {'?', '%', '#', '=', '|', ';'})
        table[c] = true;
    return table;
}();

constexpr std::size_t block_width = 16;

/// Of sixteen bytes, with the one behind them, at a time: all that a host tells is looked at, on
/// the host's thread.
bool has_sign(char const* at) noexcept
{
    using Block = unsigned char __attribute__((vector_size(block_width)));
    Block block;
    Block next;
    std::memcpy(&block, at, block_width);
    std::memcpy(&next, at + 1, block_width);
    auto const signs = (block == '?') | (block == '%') | (block == '#') | (block == '=') |
                       (block == '|') | (block == ';') | ((block == '/') & (next == '/'));
    std::array<std::uint64_t, 2> halves;
    std::memcpy(halves.data(), &signs, block_width);
    return (halves[0] | halves[1]) != 0;
}

} // namespace

bool is_of_scheme(char c) noexcept
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '+' ||
           c == '-' || c == '.' || c == '_';
}

std::size_t scheme_begin(std::string_view text, std::size_t mark)
{
    auto begin = mark;
    while (begin > 0 && is_of_scheme(text[begin - 1]))
        --begin;
    return mark - begin >= 2 ? begin : none;
}

std::string_view scheme_of(std::string_view text)
{
    auto const mark = text.find(after_scheme);
    return mark != none && scheme_begin(text, mark) == 0 ? text.substr(0, mark)
                                                         : std::string_view{};
}

std::size_t encoded_mark(std::string_view text)
{
    for (auto at = text.find('%'); at != none; at = text.find('%', at + 1))
        for (auto const* form : {"%3a%2f%2f", "%3a//", "%253a%252f%252f"})
            if (lower(text.substr(at, std::string_view{form}.size())) == form)
                return at;
    return none;
}

bool is_plain(std::string_view text)
{
    bool sign = false;
    if (text.size() <= block_width) {
        for (std::size_t i = 0; i < text.size(); ++i)
            sign |= is_sign[static_cast<unsigned char>(text[i])] ||
                    (text[i] == '/' && i > 0 && text[i - 1] == '/');
        return !sign;
    }
    auto const last = text.size() - block_width - 1;
    for (std::size_t at = 0; at < last; at += block_width)
        sign |= has_sign(text.data() + at);
    // Once more what was looked at, up to the end; its last byte is no block's first.
    return !(sign || has_sign(text.data() + last) ||
             is_sign[static_cast<unsigned char>(text.back())]);
}

/// Once more until nothing changes: an address inside another may come to light only when that one
/// has lost something.
std::string rewritten(std::string_view address, As as)
{
    constexpr int most_nested = 8;
    std::string before{address};
    for (int round = 0; round < most_nested; ++round) {
        auto after = rewritten(before, as, most_nested);
        if (after == before)
            return after;
        before = std::move(after);
    }
    return as == As::key ? hash_mark(address) : std::string{};
}

} // namespace playsync
