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
    static constexpr std::size_t max_object_size = 64;
    static constexpr std::size_t max_array_size = Members::most_texts;
    static constexpr std::size_t max_key_size = 64;
    static constexpr std::size_t max_string_size = 4096;

    std::span<std::string_view const> allowed;
    std::set<std::string, std::less<>> has;
    std::map<std::string, Scalar, std::less<>> values;
    std::map<std::string, Texts, std::less<>> lists;
    std::string wrong;

    bool on_document_begin(Error&) { return true; }
    bool on_document_end(Error&) { return true; }
    bool on_object_begin(Error& error)
    {
        if (++depth_ == 1)
            return true;
        if (depth_ > 2 || is_list_ || !allows_inside())
            return refuse("member '" + key_ + "' must not be an object", error);
        outer_ = key_ + '/';
        has.insert(key_);
        return true;
    }
    bool on_object_end(std::size_t, Error&)
    {
        --depth_;
        outer_.clear();
        return true;
    }
    bool on_array_begin(Error& error)
    {
        if (depth_ == 0)
            return refuse("the body must be an object", error);
        if (is_list_ || !allows("[]"))
            return refuse("member '" + key_ + "' must not be an array", error);
        is_list_ = true;
        has.insert(key_);
        lists[key_];
        return true;
    }
    bool on_array_end(std::size_t, Error&)
    {
        is_list_ = false;
        return true;
    }
    bool on_key_part(json::string_view part, std::size_t, Error&)
    {
        partial_.append(part.data(), part.size());
        return true;
    }
    bool on_key(json::string_view part, std::size_t, Error& error)
    {
        partial_.append(part.data(), part.size());
        auto const name = std::exchange(partial_, {});
        key_ = outer_ + name;
        if (name.find('/') != std::string::npos ||
            !(allows("") || allows("[]") || (outer_.empty() && allows_inside())))
            return refuse("there is no member '" + key_ + "' here", error);
        return !has.contains(key_) || refuse("member '" + key_ + "' is there twice", error);
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
    /// Whether a member of the key's name and this form may be here.
    bool allows(std::string_view form) const
    {
        auto const any = outer_ + '*' + std::string{form};
        return std::ranges::any_of(
            allowed, [&](auto each) { return each == any || each == key_ + std::string{form}; });
    }
    bool allows_inside() const
    {
        return std::ranges::any_of(allowed,
                                   [&](auto each) { return each.starts_with(key_ + '/'); });
    }

    bool keep(Scalar value, Error& error)
    {
        if (depth_ == 0)
            return refuse("the body must be an object", error);
        auto* const text = std::get_if<std::string>(&value);
        if (is_list_ && !text)
            return refuse("member '" + key_ + "' must be a list of texts", error);
        if (is_list_) {
            lists[key_].push_back(std::move(*text));
            return true;
        }
        if (!allows(""))
            return refuse("member '" + key_ + "' must be " +
                              (allows("[]") ? "a list of texts" : "an object"),
                          error);
        has.insert(key_);
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
    bool is_list_ = false;
    std::string outer_; // "filter/" within it
    std::string key_;   // with that
    std::string partial_;
};

} // namespace

std::optional<Members> Members::read(std::string_view text,
                                     std::span<std::string_view const> allowed, std::string& wrong)
{
    json::parse_options options;
    options.max_depth = 3;
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
    auto& read = parser.handler();
    members.has_ = std::move(read.has);
    members.values_ = std::move(read.values);
    members.lists_ = std::move(read.lists);
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

std::optional<bool> Members::flag(std::string_view name) const
{
    auto const found = values_.find(name);
    auto const* flag = found == values_.end() ? nullptr : std::get_if<bool>(&found->second);
    return flag ? std::optional{*flag} : std::nullopt;
}

Texts const& Members::texts(std::string_view name) const
{
    static Texts const none;
    auto const found = lists_.find(name);
    return found == lists_.end() ? none : found->second;
}

} // namespace playsync::web
