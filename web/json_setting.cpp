// SPDX-License-Identifier: MIT
#include "storage/json_text.hpp"
#include "web/json.hpp"

namespace playsync::web {
namespace {

struct Append {
    std::string& out;

    void operator()(bool flag) const { out += flag ? "true" : "false"; }
    void operator()(std::int64_t number) const { append_number(out, number); }
    void operator()(double real) const { append_real(out, real); }
    void operator()(std::string const& text) const { append_json_string(out, text); }
    void operator()(std::vector<std::string> const& texts) const
    {
        out += '[';
        for (auto const& each : texts) {
            out += out.back() == '[' ? "" : ",";
            append_json_string(out, each);
        }
        out += ']';
    }
};

} // namespace

void append_setting(std::string& out, Setting const& setting)
{
    std::visit(Append{out}, setting);
}

void append_in_force(std::string& out, InForce const& setting)
{
    auto const value = [&out](std::string_view key, std::optional<Setting> const& given) {
        append_key(out, key);
        if (given)
            append_setting(out, *given);
        else
            out += "null";
    };
    out += '{';
    append_member(out, "key", setting.key);
    value("value", setting.value);
    value("default", setting.otherwise);
    append_member(out, "origin", setting.origin);
    out += '}';
}

} // namespace playsync::web
