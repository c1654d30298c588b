// SPDX-License-Identifier: MIT
#include "web/members.hpp"

#include <boost/json/basic_parser_impl.hpp>

#include <algorithm>
#include <cmath>
#include <limits>

namespace playsync::web {
namespace {

namespace json = boost::json;
using Error = boost::system::error_code;

/// What the parser tells becomes members; the first thing that must not be ends it.
class Reader {
public:
    static constexpr std::size_t max_object_size = 32;
    static constexpr std::size_t max_array_size = 0;
    static constexpr std::size_t max_key_size = 64;
    static constexpr std::size_t max_string_size = 4096;

    std::span<std::string_view const> allowed;
    std::map<std::string, Scalar, std::less<>> values;
    std::string wrong;

    bool on_document_begin(Error&) { return true; }
    bool on_document_end(Error&) { return true; }
    bool on_object_begin(Error& error)
    {
        return ++depth_ == 1 || refuse("member '" + key_ + "' must not be an object", error);
    }
    bool on_object_end(std::size_t, Error&) { return true; }
    bool on_array_begin(Error& error)
    {
        return refuse(depth_ == 0 ? "the body must be an object"
                                  : "member '" + key_ + "' must not be an array",
                      error);
    }
    bool on_array_end(std::size_t, Error&) { return true; }
    bool on_key_part(json::string_view part, std::size_t, Error&)
    {
        partial_.append(part.data(), part.size());
        return true;
    }
    bool on_key(json::string_view part, std::size_t, Error& error)
    {
        partial_.append(part.data(), part.size());
        key_ = std::exchange(partial_, {});
        if (std::ranges::find(allowed, key_) == allowed.end())
            return refuse("there is no member '" + key_ + "' here", error);
        return !values.contains(key_) || refuse("member '" + key_ + "' is there twice", error);
    }
    bool on_string_part(json::string_view part, std::size_t, Error&)
    {
        partial_.append(part.data(), part.size());
        return true;
    }
    bool on_string(json::string_view part, std::size_t, Error& error)
    {
        partial_.append(part.data(), part.size());
        return keep(std::exchange(partial_, {}), error);
    }
    bool on_number_part(json::string_view, Error&) { return true; }
    bool on_int64(std::int64_t number, json::string_view, Error& error)
    {
        return keep(number, error);
    }
    bool on_uint64(std::uint64_t number, json::string_view, Error& error)
    {
        return keep(static_cast<double>(number), error);
    }
    bool on_double(double number, json::string_view, Error& error)
    {
        return std::isfinite(number) ? keep(number, error)
                                     : refuse("member '" + key_ + "' is out of range", error);
    }
    bool on_bool(bool value, Error& error) { return keep(value, error); }
    bool on_null(Error& error) { return keep(nullptr, error); }
    bool on_comment_part(json::string_view, Error&) { return true; }
    bool on_comment(json::string_view, Error&) { return true; }

private:
    bool keep(Scalar value, Error& error)
    {
        if (depth_ == 0)
            return refuse("the body must be an object", error);
        values.insert_or_assign(key_, std::move(value));
        return true;
    }

    bool refuse(std::string what, Error& error)
    {
        wrong = std::move(what);
        error = make_error_code(json::error::syntax);
        return false;
    }

    int depth_ = 0;
    std::string key_;
    std::string partial_;
};

} // namespace

std::optional<Members> Members::read(std::string_view text,
                                     std::span<std::string_view const> allowed, std::string& wrong)
{
    json::parse_options options;
    options.max_depth = 2;
    json::basic_parser<Reader> parser{options};
    parser.handler().allowed = allowed;
    Error error;
    auto const used = parser.write_some(false, text.data(), text.size(), error);
    if (!error && used < text.size())
        error = make_error_code(json::error::extra_data);
    if (error) {
        wrong = parser.handler().wrong;
        if (wrong.empty())
            wrong = "at byte " + std::to_string(used) + ": " + error.message();
        return std::nullopt;
    }
    Members members;
    members.values_ = std::move(parser.handler().values);
    return members;
}

std::optional<std::string> Members::text(std::string_view name) const
{
    auto const found = values_.find(name);
    auto const* text = found == values_.end() ? nullptr : std::get_if<std::string>(&found->second);
    return text ? std::optional{*text} : std::nullopt;
}

std::optional<std::int64_t> Members::number(std::string_view name) const
{
    auto const found = values_.find(name);
    auto const* number =
        found == values_.end() ? nullptr : std::get_if<std::int64_t>(&found->second);
    return number ? std::optional{*number} : std::nullopt;
}

} // namespace playsync::web
