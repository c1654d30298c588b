// SPDX-License-Identifier: MIT
// JSON objects as pages send them: every member known, none twice, at most one object or list of
// texts inside. Pure.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace playsync::web {

using Scalar = std::variant<std::nullptr_t, bool, std::int64_t, double, std::string>;

using Texts = std::vector<std::string>;

/// A member of an object inside is called "outer/inner".
class Members {
public:
    static constexpr std::size_t most_texts = 1000; // in a list

    /// `allowed` names members; "a/b" one of an object inside, "a[]" a list of texts; "*" in place
    /// of a name allows any. Nothing when `text` is not such an
    /// object; `wrong` then says what and where.
    static std::optional<Members>
    read(std::string_view text, std::span<std::string_view const> allowed, std::string& wrong);

    /// A value, a list or an object of that name.
    bool has(std::string_view name) const { return has_.contains(name); }
    /// Nothing when it is missing or of another type.
    std::optional<std::string> text(std::string_view name) const;
    std::optional<std::int64_t> number(std::string_view name) const;
    std::optional<bool> flag(std::string_view name) const;
    /// Empty when there is no such list.
    Texts const& texts(std::string_view name) const;

    std::map<std::string, Scalar, std::less<>> const& values() const noexcept { return values_; }
    std::map<std::string, Texts, std::less<>> const& lists() const noexcept { return lists_; }

private:
    std::set<std::string, std::less<>> has_;
    std::map<std::string, Scalar, std::less<>> values_;
    std::map<std::string, Texts, std::less<>> lists_;
};

} // namespace playsync::web
