// SPDX-License-Identifier: MIT
#include "tests/receiver/batch.hpp"

#include <boost/json.hpp>
#include <boost/json/basic_parser_impl.hpp>

#include <algorithm>

namespace playsync::receiver {
namespace {

namespace json = boost::json;

constexpr std::string_view type = "playsync.changes";
constexpr std::string_view beginning = R"({"type":"playsync.changes",)";
constexpr std::string_view before_changes = R"("changes":[)";
constexpr std::string_view ending = "]}}";
constexpr std::string_view before_id = R"({"id":")";

/// Wants nothing of a document but that it is one.
struct Unheeding {
    static constexpr std::size_t max_object_size = static_cast<std::size_t>(-1);
    static constexpr std::size_t max_array_size = max_object_size;
    static constexpr std::size_t max_key_size = max_object_size;
    static constexpr std::size_t max_string_size = max_object_size;

    using Error = boost::system::error_code;
    using Text = json::string_view;

    bool on_document_begin(Error&) { return true; }
    bool on_document_end(Error&) { return true; }
    bool on_object_begin(Error&) { return true; }
    bool on_object_end(std::size_t, Error&) { return true; }
    bool on_array_begin(Error&) { return true; }
    bool on_array_end(std::size_t, Error&) { return true; }
    bool on_key_part(Text, std::size_t, Error&) { return true; }
    bool on_key(Text, std::size_t, Error&) { return true; }
    bool on_string_part(Text, std::size_t, Error&) { return true; }
    bool on_string(Text, std::size_t, Error&) { return true; }
    bool on_number_part(Text, Error&) { return true; }
    bool on_int64(std::int64_t, Text, Error&) { return true; }
    bool on_uint64(std::uint64_t, Text, Error&) { return true; }
    bool on_double(double, Text, Error&) { return true; }
    bool on_bool(bool, Error&) { return true; }
    bool on_null(Error&) { return true; }
    bool on_comment_part(Text, Error&) { return true; }
    bool on_comment(Text, Error&) { return true; }
};

bool is_json(std::string_view text)
{
    json::basic_parser<Unheeding> parser{json::parse_options{}};
    boost::system::error_code error;
    auto const parsed = parser.write_some(false, text.data(), text.size(), error);
    return !error && parsed == text.size();
}

/// Where the object that begins at `from` ends, or npos. Strings are skipped; nothing else in
/// JSON holds a brace.
std::size_t end_of_object(std::string_view text, std::size_t from)
{
    int depth = 0;
    for (auto i = from; i < text.size(); ++i) {
        char const c = text[i];
        if (c == '"') {
            do
                i = text.find('"', i + 1);
            while (i != std::string_view::npos && text[i - 1] == '\\' &&
                   (i - 1 - text.find_last_not_of('\\', i - 1)) % 2 == 1);
            if (i == std::string_view::npos)
                return i;
        } else if (c == '{') {
            ++depth;
        } else if (c == '}' && --depth <= 0) {
            return depth == 0 ? i + 1 : std::string_view::npos;
        }
    }
    return std::string_view::npos;
}

/// An id stands in answers as it is.
bool is_plain(std::string_view id)
{
    return !id.empty() && std::ranges::all_of(id, [](char c) {
        return static_cast<unsigned char>(c) >= 0x20 && c != '"' && c != '\\';
    });
}

json::value const* member(json::value const& value, std::string_view key)
{
    auto const* object = value.if_object();
    return object ? object->if_contains(key) : nullptr;
}

} // namespace

std::optional<Batch> Batch::read(std::string_view body, bool trusted)
{
    Batch batch;
    bool const in_our_order = body.starts_with(beginning) && (trusted || is_json(body));
    if (in_our_order && batch.scan(body))
        return batch;
    batch.changes_.clear();
    if (batch.parse(body))
        return batch;
    return std::nullopt;
}

bool Batch::scan(std::string_view body)
{
    auto at = body.find(before_changes);
    if (at == std::string_view::npos)
        return false;
    at += before_changes.size();
    if (body.substr(at) == ending)
        return true;
    for (;;) {
        auto const end = end_of_object(body, at);
        if (end == std::string_view::npos || !body.substr(at).starts_with(before_id))
            return false;
        auto const text = body.substr(at, end - at);
        auto const id =
            text.substr(before_id.size(), text.find('"', before_id.size()) - before_id.size());
        if (!is_plain(id))
            return false;
        changes_.push_back({id, text});
        if (body.substr(end) == ending)
            return true;
        if (end >= body.size() || body[end] != ',')
            return false;
        at = end + 1;
    }
}

bool Batch::parse(std::string_view body)
{
    boost::system::error_code error;
    auto const document = json::parse(body, error);
    auto const* const kind = error ? nullptr : member(document, "type");
    auto const* const data = error ? nullptr : member(document, "data");
    auto const* const changes = data ? member(*data, "changes") : nullptr;
    if (!kind || *kind != json::string_view{type} || !changes || !changes->is_array())
        return false;
    auto const& array = changes->get_array();
    owned_.reserve(2 * array.size()); // so that what was handed out stays where it is
    for (auto const& each : array) {
        auto const* const id = member(each, "id");
        if (!id || !id->is_string() || !is_plain(id->get_string()))
            return false;
        auto const& name = owned_.emplace_back(id->get_string());
        changes_.push_back({name, owned_.emplace_back(json::serialize(each))});
    }
    return true;
}

} // namespace playsync::receiver
