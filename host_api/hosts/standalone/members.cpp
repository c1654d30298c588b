// SPDX-License-Identifier: MIT
#include "host_api/hosts/standalone/members.hpp"

#include <boost/json/parser.hpp>

#include <algorithm>
#include <stdexcept>

namespace playsync::standalone {

namespace json = boost::json;

void refuse(std::string const& what)
{
    throw std::invalid_argument{what};
}

namespace {

/// Whether the text is UTF-8 as far as lead and continuation bytes go.
bool is_utf8(std::string_view text)
{
    for (std::size_t i = 0; i < text.size(); ++i) {
        auto const lead = static_cast<unsigned char>(text[i]);
        int const more = lead < 0x80                    ? 0
                         : lead >= 0xc2 && lead <= 0xdf ? 1
                         : lead >= 0xe0 && lead <= 0xef ? 2
                         : lead >= 0xf0 && lead <= 0xf4 ? 3
                                                        : -1;
        if (more < 0 || text.size() - i <= static_cast<std::size_t>(more))
            return false;
        for (int k = 0; k < more; ++k)
            if ((static_cast<unsigned char>(text[++i]) & 0xc0) != 0x80)
                return false;
    }
    return true;
}

} // namespace

json::value parse_document(std::string_view text, json::storage_ptr storage)
{
    json::parser parser{std::move(storage)};
    boost::system::error_code error;
    auto const parsed = parser.write(text, error);
    if (error)
        refuse("not JSON: " + (is_utf8(text) ? error.message() : "not UTF-8") + " at column " +
               std::to_string(parsed + 1));
    return parser.release();
}

std::string c_text(json::value const& value, std::string const& name)
{
    if (!value.is_string())
        refuse(name + " must be a text");
    auto const& text = value.get_string();
    if (text.find('\0') != json::string::npos)
        refuse(name + " must not hold the character U+0000");
    return {text.data(), text.size()};
}

std::string Members::name(std::string_view key) const
{
    return std::string{'\''}.append(path_).append(key).append("'");
}

json::value const* Members::find(std::string_view key)
{
    asked_.at(asked_count_++) = key;
    auto const* value = object_.if_contains(key);
    found_count_ += value ? 1 : 0;
    return value;
}

std::string Members::text(std::string_view key)
{
    auto const* value = find(key);
    return value ? c_text(*value, name(key)) : std::string{};
}

template <class Value>
Value Members::otherwise_or_missing(std::string_view key, std::optional<Value> otherwise) const
{
    if (!otherwise)
        refuse(name(key) + " is missing");
    return *otherwise;
}

std::int64_t Members::number(std::string_view key, std::int64_t least, std::int64_t most,
                             std::optional<std::int64_t> otherwise)
{
    auto const* value = find(key);
    if (!value)
        return otherwise_or_missing(key, otherwise);
    if (!value->is_int64() || value->get_int64() < least || value->get_int64() > most)
        refuse(name(key) + " must be a whole number from " + std::to_string(least) + " to " +
               std::to_string(most));
    return value->get_int64();
}

bool Members::flag(std::string_view key, std::optional<bool> otherwise)
{
    auto const* value = find(key);
    if (!value)
        return otherwise_or_missing(key, otherwise);
    if (!value->is_bool())
        refuse(name(key) + " must be true or false");
    return value->get_bool();
}

void Members::refuse_others() const
{
    if (found_count_ == object_.size())
        return;
    auto const* const end = asked_.data() + asked_count_;
    for (auto const& each : object_)
        if (std::find(asked_.data(), end, std::string_view{each.key()}) == end)
            refuse("there is no member " + name(each.key()) + " here");
}

} // namespace playsync::standalone
