// SPDX-License-Identifier: MIT
#include "storage/attempts.hpp"

#include <boost/endian/arithmetic.hpp>

#include <algorithm>
#include <cstring>
#include <optional>

namespace playsync {
namespace {

struct Head {
    boost::endian::little_int64_t at;
    boost::endian::little_uint32_t ms; // all ones: not known
    boost::endian::little_uint16_t http_status;
    boost::endian::little_uint16_t bytes; // of the message that follows
    std::uint8_t kind;
};
static_assert(sizeof(Head) == 17);

constexpr std::uint32_t not_known = 0xffffffff;

/// The next one, which is taken off; nothing when there is no whole one.
std::optional<std::string_view> take(std::string_view& record, Head& head)
{
    if (record.size() < sizeof head)
        return std::nullopt;
    std::memcpy(&head, record.data(), sizeof head);
    if (record.size() < sizeof head + head.bytes ||
        head.kind > static_cast<std::uint8_t>(last_error_class))
        return std::nullopt;
    auto const message = record.substr(sizeof head, head.bytes);
    record.remove_prefix(sizeof head + head.bytes);
    return message;
}

/// Cut where a character ends.
std::string_view cut(std::string_view text)
{
    if (text.size() <= longest_message)
        return text;
    auto size = longest_message;
    while (size > 0 && (static_cast<unsigned char>(text[size]) & 0xc0) == 0x80)
        --size;
    return text.substr(0, size);
}

} // namespace

std::vector<Attempt> decode_attempts(std::string_view record)
{
    std::vector<Attempt> attempts;
    Head head;
    while (auto const message = take(record, head)) {
        Attempt attempt;
        attempt.at = head.at;
        attempt.ms = head.ms == not_known ? -1 : std::int64_t{head.ms};
        attempt.error = {static_cast<ErrorClass>(head.kind), head.http_status,
                         std::string{*message}};
        attempts.push_back(std::move(attempt));
    }
    return attempts;
}

std::string with_attempt(std::string_view record, Attempt const& attempt)
{
    std::size_t kept = 0;
    Head head;
    for (auto rest = record; take(rest, head);)
        ++kept;
    for (; kept >= most_attempts; --kept)
        take(record, head);
    auto const message = cut(attempt.error.message);
    head.at = attempt.at;
    head.ms = attempt.ms < 0 ? not_known
                             : static_cast<std::uint32_t>(std::min(attempt.ms, longest_attempt));
    head.http_status = attempt.error.http_status;
    head.bytes = static_cast<std::uint16_t>(message.size());
    head.kind = static_cast<std::uint8_t>(attempt.error.kind);
    std::string out{record};
    out.append(reinterpret_cast<char const*>(&head), sizeof head);
    return out.append(message);
}

std::string last_message(std::string_view record, ErrorClass kind)
{
    std::string_view last;
    Head head;
    while (auto const message = take(record, head))
        last = head.kind == static_cast<std::uint8_t>(kind) ? *message : std::string_view{};
    return std::string{last};
}

} // namespace playsync
