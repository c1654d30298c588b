// SPDX-License-Identifier: MIT
// JSON objects as pages send them: flat, every member known, none twice. Pure.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <variant>

namespace playsync::web {

using Scalar = std::variant<std::nullptr_t, bool, std::int64_t, double, std::string>;

class Members {
public:
    /// Nothing when `text` is not such an object; `wrong` then says what and where.
    static std::optional<Members>
    read(std::string_view text, std::span<std::string_view const> allowed, std::string& wrong);

    bool has(std::string_view name) const { return values_.contains(name); }
    /// Nothing when it is missing or of another type.
    std::optional<std::string> text(std::string_view name) const;
    std::optional<std::int64_t> number(std::string_view name) const;

private:
    std::map<std::string, Scalar, std::less<>> values_;
};

} // namespace playsync::web
