// SPDX-License-Identifier: MIT
#include "plugin/setting_text.hpp"

#include <algorithm>

#include "storage/json_text.hpp"

namespace playsync {
namespace {

constexpr std::string_view head = "# Written by the admin page; it may be changed by hand too.\n\n";

/// TOML's strings are JSON's, but for DEL, which has to be escaped (toml.io v1.0.0, "String").
void append_text(std::string& out, std::string_view text)
{
    std::string quoted;
    append_json_string(quoted, text);
    for (char const c : quoted)
        if (c == 0x7f)
            out += "\\u007f";
        else
            out += c;
}

void append_key_of(std::string& out, std::string_view key)
{
    bool const is_bare = !key.empty() && std::ranges::all_of(key, [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
               c == '_' || c == '-';
    });
    if (is_bare)
        out += key;
    else
        append_text(out, key);
}

struct Append {
    std::string& out;

    void operator()(bool flag) const { out += flag ? "true" : "false"; }
    void operator()(std::int64_t number) const { append_number(out, number); }
    void operator()(double real) const
    {
        auto const before = out.size();
        append_real(out, real);
        auto const shortest = std::string_view{out}.substr(before);
        if (shortest.find_first_of(".en") == std::string_view::npos)
            out += ".0";
    }
    void operator()(std::string const& text) const { append_text(out, text); }
    void operator()(std::vector<std::string> const& texts) const
    {
        out += '[';
        for (auto const& each : texts) {
            out += out.back() == '[' ? "" : ", ";
            append_text(out, each);
        }
        out += ']';
    }
};

void append_line(std::string& out, std::string_view key, ConfigValue const& value)
{
    append_key_of(out, key);
    out += " = ";
    std::visit(Append{out}, value);
    out += '\n';
}

} // namespace

std::string setting_text(ConfigValues const& values)
{
    std::string out{head};
    if (auto const type = values.find("type"); type != values.end())
        append_line(out, "type", type->second);
    for (auto const& [key, value] : values)
        if (key != "type")
            append_line(out, key, value);
    return out;
}

} // namespace playsync
