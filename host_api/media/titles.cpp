// SPDX-License-Identifier: MIT
#include "host_api/media/titles.hpp"

#include <boost/regex.hpp>

#include <algorithm>

#include "host_api/media/ids.hpp"
#include "host_api/media/text.hpp"

namespace playsync::media {
namespace {

constexpr int first_film = 1870;
constexpr int last_plausible_year = 2099;

bool is_spaced(std::string_view text) noexcept
{
    return text.find(' ') != std::string_view::npos;
}

bool has_letters(std::string_view text)
{
    return !folded(text).empty();
}

bool is_year(std::string_view text)
{
    auto const number = text.size() == 4 ? number_of(text).value_or(0) : 0;
    return number >= first_film && number <= last_plausible_year;
}

/// "imdbid-tt0113277", "tmdb=949"
std::optional<Id> id_of_bracket(std::string_view content)
{
    auto const separator = content.find_first_of("-=");
    if (separator == std::string_view::npos)
        return std::nullopt;
    auto found = read_id(content.substr(0, separator), content.substr(separator + 1));
    return found ? std::optional{std::move(found->id)} : std::nullopt;
}

struct Year {
    std::size_t title_end;
    int year;
};

/// The last match with a title before it, so that "Blade.Runner.2049.2017" and "1984 (1984)" keep
/// the years in their titles.
std::optional<Year> last_year(std::string_view text, boost::regex const& pattern)
{
    std::optional<Year> found;
    boost::cregex_iterator const end;
    for (boost::cregex_iterator each{text.begin(), text.end(), pattern}; each != end; ++each) {
        auto const title_end = static_cast<std::size_t>(each->position());
        if (is_year((*each)[1].str()) && has_letters(text.substr(0, title_end)))
            found = Year{title_end, number_of((*each)[1].str()).value_or(0)};
    }
    return found;
}

Label label_of(std::string_view text)
{
    static boost::regex const in_brackets{R"(\(([0-9]{4})(?:\s*-\s*(?:[0-9]{4})?)?\))"};
    static boost::regex const bare{R"([ ._]((?:19|20)[0-9]{2})(?=[ ._]|$))"};
    Label label;
    auto const name = before_release_words(text);
    bool const release =
        name.size() < text.size() || (!is_spaced(text) && text.find('.') != std::string_view::npos);
    auto year = last_year(text, in_brackets);
    // A bare year in a name that people wrote may belong to the title: "Wonder Woman 1984".
    if (!year && release)
        year = last_year(name, bare);
    label.certain = year.has_value();
    label.year = year ? year->year : 0;
    label.title = clean_title(year ? text.substr(0, year->title_end) : name);
    return label;
}

} // namespace

Unbracketed unbracketed(std::string_view name)
{
    Unbracketed result;
    while (!name.empty()) {
        auto const open = std::min(name.size(), name.find_first_of("[{"));
        result.text += name.substr(0, open);
        name.remove_prefix(open);
        if (name.empty())
            break;
        auto const close = name.find(name.front() == '[' ? ']' : '}');
        if (close == std::string_view::npos) {
            result.text += name;
            break;
        }
        auto const content = name.substr(1, close - 1);
        if (auto id = id_of_bracket(content))
            result.ids.push_back({std::move(*id), result.text.size()});
        else if (is_year(content))
            result.text.append("(").append(content).append(")");
        name.remove_prefix(close + 1);
    }
    return result;
}

Label read_label(std::string_view name)
{
    auto const plain = unbracketed(name);
    auto label = label_of(plain.text);
    bool const year_alone = trimmed(plain.text).starts_with('(');
    if (year_alone || !has_letters(label.title)) { // "[REC] (2007)" is a title after all
        std::string text{name};
        std::erase_if(text, [](char c) { return c == '[' || c == ']'; });
        if (auto with_brackets = label_of(text); has_letters(with_brackets.title))
            label = std::move(with_brackets);
    }
    for (auto const& placed : plain.ids)
        add_id(label.ids, placed.id);
    return label;
}

std::string_view before_release_words(std::string_view text)
{
    static boost::regex const sure{
        R"((?:^|[ ._(\[-])(?:[0-9]{3,4}[pi]|4k|uhd|blu-?ray|bd-?rip|br-?rip|bdremux|web-?dl|)"
        R"(web-?rip|web[ ._][xh]\.?26[45]|hdtv|dvd-?rip|hd-?rip|[xh]\.?26[45]|hevc|xvid|divx))"
        R"((?![a-z0-9]))",
        boost::regex::icase};
    // Words too common to mean anything but right before one of the above.
    static boost::regex const before{
        R"((?:[ ._](?:PROPER|REPACK|INTERNAL|UNCUT|EXTENDED|REMASTERED|AMZN|NF|DSNP|ATVP|WEB))+$)"};
    boost::cmatch match;
    if (!boost::regex_search(text.begin(), text.end(), match, sure))
        return text;
    text = text.substr(0, static_cast<std::size_t>(match.position()));
    if (boost::regex_search(text.begin(), text.end(), match, before))
        text = text.substr(0, static_cast<std::size_t>(match.position()));
    return text;
}

std::string clean_title(std::string_view text)
{
    constexpr std::string_view loose_ends = " \t-_,(";
    std::string spaced{text};
    if (!is_spaced(trimmed(text)))
        std::ranges::replace_if(
            spaced, [](char c) { return c == '.' || c == '_'; }, ' ');
    std::string title;
    for (char const c : trimmed(spaced, loose_ends))
        if (c != ' ' || title.back() != ' ')
            title.push_back(c);
    return title;
}

} // namespace playsync::media
