// SPDX-License-Identifier: MIT
#include "host_api/media/xml_depth.hpp"

namespace playsync::media {
namespace {

constexpr std::string_view name_characters =
    "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_:.-";
constexpr std::string_view spaces = " \t\r\n";

/// Drops `opening` characters, then all up to the end of `closing`; false when that never comes.
bool skip_past(std::string_view& xml, std::size_t opening, std::string_view closing) noexcept
{
    auto const at = xml.find(closing, opening);
    xml.remove_prefix(at == std::string_view::npos ? xml.size() : at + closing.size());
    return at != std::string_view::npos;
}

enum class Tag { opens, stands_alone, broken };

/// Drops a start tag. A ">" inside an attribute's quotes does not end it.
Tag skip_start_tag(std::string_view& xml) noexcept
{
    auto const name = xml.find_first_not_of(name_characters, 1);
    if (name == std::string_view::npos || name == 1 ||
        (spaces.find(xml[name]) == std::string_view::npos && xml[name] != '/' && xml[name] != '>'))
        return Tag::broken;
    xml.remove_prefix(name);
    char before = ' ';
    while (!xml.empty()) {
        char const c = xml.front();
        xml.remove_prefix(1);
        if (c == '>')
            return before == '/' ? Tag::stands_alone : Tag::opens;
        if (c == '<')
            return Tag::broken;
        if ((c == '"' || c == '\'') && before == '=' && !skip_past(xml, 0, {&c, 1}))
            return Tag::broken;
        if (spaces.find(c) == std::string_view::npos)
            before = c;
    }
    return Tag::broken;
}

} // namespace

bool nests_at_most(std::string_view xml, int most) noexcept
{
    int depth = 0;
    for (auto at = xml.find('<'); at != std::string_view::npos; at = xml.find('<')) {
        xml.remove_prefix(at);
        bool closed = true;
        if (xml.starts_with("<!--")) {
            closed = skip_past(xml, 4, "-->");
        } else if (xml.starts_with("<![CDATA[")) {
            closed = skip_past(xml, 9, "]]>");
        } else if (xml.starts_with("<?")) {
            closed = skip_past(xml, 2, "?>");
        } else if (xml.starts_with("<!")) {
            closed = false;
        } else if (xml.starts_with("</")) {
            closed = skip_past(xml, 2, ">") && depth-- > 0;
        } else {
            auto const tag = skip_start_tag(xml);
            depth += tag == Tag::opens ? 1 : 0;
            closed = tag != Tag::broken;
        }
        if (!closed || depth > most)
            return false;
    }
    return depth == 0;
}

} // namespace playsync::media
