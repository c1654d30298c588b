// SPDX-License-Identifier: MIT
// A JSON object read member by member, with errors a person can act on.
#pragma once

#include <boost/json/object.hpp>
#include <boost/json/value.hpp>

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace playsync::standalone {

/// Throws std::invalid_argument.
[[noreturn]] void refuse(std::string const& what);

/// The document, in memory of `storage`. Throws std::invalid_argument with the column.
boost::json::value parse_document(std::string_view text, boost::json::storage_ptr storage);

/// The readers throw std::invalid_argument that names the member.
class Members {
public:
    /// `path` goes before names in messages: "item.". The object must outlive this.
    Members(boost::json::object const& object, std::string_view path) : object_(object), path_(path)
    {
    }

    boost::json::value const* find(std::string_view key);
    /// "" when it is not there.
    std::string text(std::string_view key);
    /// For both: without `otherwise` the member must be there.
    std::int64_t number(std::string_view key, std::int64_t least, std::int64_t most,
                        std::optional<std::int64_t> otherwise);
    bool flag(std::string_view key, std::optional<bool> otherwise);
    /// Members nobody asked for are mistakes: most likely misspelt.
    void refuse_others() const;

    std::string name(std::string_view key) const;

private:
    template <class Value>
    Value otherwise_or_missing(std::string_view key, std::optional<Value> otherwise) const;

    static constexpr std::size_t most_asked = 24;

    boost::json::object const& object_;
    std::string_view path_;
    std::array<std::string_view, most_asked> asked_{};
    std::size_t asked_count_ = 0;
    std::size_t found_count_ = 0;
};

/// Text for the C ABI: no NUL inside, which would end it there. `name` is for the message.
std::string c_text(boost::json::value const& value, std::string const& name);

} // namespace playsync::standalone
