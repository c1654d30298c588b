// SPDX-License-Identifier: MIT
#include "host_api/media/episodes.hpp"

#include <boost/regex.hpp>

#include <algorithm>
#include <vector>

#include "host_api/media/ids.hpp"
#include "host_api/media/text.hpp"
#include "host_api/media/titles.hpp"

namespace playsync::media {
namespace {

/// Where in a name the numbers are, and which.
struct Mark {
    std::size_t begin = 0;
    std::size_t end = 0;
    int season = -1;
    int episode = -1;
    int last = -1;    // of several in a row
    std::string date; // "2024-01-31" where shows are told apart by day
};

Mark mark_of(boost::smatch const& match)
{
    Mark mark;
    mark.begin = static_cast<std::size_t>(match.position());
    mark.end = mark.begin + static_cast<std::size_t>(match.length());
    return mark;
}

/// The last of several episodes that follow each other; -1: it is one, or who knows which. Two
/// numbers with a hyphen are from … to; all others are said one by one.
int last_of(std::vector<int> const& said, bool hyphen)
{
    constexpr int most_episodes = 32; // of one file; more is a year or a resolution
    auto const more = said.back() - said.front();
    bool const in_a_row = more == static_cast<int>(said.size()) - 1 && std::ranges::is_sorted(said);
    bool const from_to = hyphen && said.size() == 2;
    return more > 0 && more < most_episodes && (in_a_row || from_to) ? said.back() : -1;
}

/// How names go on after the first episode: what stands between, the season once more, the number.
void read_further(std::string const& text, boost::regex const& next, Mark& mark)
{
    std::vector<int> said{mark.episode};
    bool hyphen = false;
    boost::smatch match;
    for (auto begin = text.begin() + static_cast<std::ptrdiff_t>(mark.end); boost::regex_search(
             begin, text.end(), match, next, boost::regex_constants::match_continuous);
         begin = match[0].second) {
        auto const between = match[1].str();
        auto const season = number_of(match[2].str()).value_or(mark.season);
        auto const episode = number_of(match[3].str()).value_or(-1);
        // "_" stands for a space, too: "1x02_24 Hours".
        if (season != mark.season || (between == "_" && episode != said.back() + 1))
            break;
        said.push_back(episode);
        hyphen = hyphen || between.find('-') != std::string::npos;
        mark.end = static_cast<std::size_t>(match[0].second - text.begin());
    }
    mark.last = last_of(said, hyphen);
}

struct Naming {
    boost::regex first; // season, episode
    boost::regex next;  // between, season, episode
};

std::optional<Mark> numbered(std::string const& text)
{
    constexpr auto icase = boost::regex::icase;
    static Naming const namings[] = {
        {boost::regex{R"((?<![a-z0-9])s([0-9]{1,4})[ ._-]?ep?([0-9]{1,5})(?:v[0-9])?)"
                      R"((?![a-df-rt-z0-9]|e(?!p?[0-9])|s(?![0-9]+[ ._-]?e)))",
                      icase},
         boost::regex{R"((?|([ ._]{0,3}(?:[-&+][ ._]{0,3})?|[ ._]and[ ._]))"
                      R"((?:s([0-9]{1,4})[ ._-]?)?ep?([0-9]{1,5})|(-)()([0-9]{1,4}))(?:v[0-9])?)"
                      R"((?![a-df-rt-z0-9]|e(?!p?[0-9])|s(?![0-9]+[ ._-]?e)))",
                      icase}},
        {boost::regex{R"((?<![a-z0-9])([0-9]{1,2})x([0-9]{2,3}|[0-9](?=[ ._-]{0,3}\1x[0-9])))"
                      R"((?![a-wyz0-9]|x(?![0-9])))",
                      icase},
         boost::regex{R"((?|([ ._]{0,3}[-&+][ ._]{0,3}|[ ._]?)([0-9]{1,2})x([0-9]{1,3}))"
                      R"(|(-?)()x([0-9]{1,3})|([-_])()([0-9]{2,3}))(?![a-wyz0-9]|x(?![0-9])))",
                      icase}},
        {boost::regex{R"((?<![a-z0-9])season[ ._-]*([0-9]{1,4})[ ._,-]*episode[ ._-]*)"
                      R"(([0-9]{1,4})(?![a-z0-9]))",
                      icase},
         boost::regex{R"((-)()([0-9]{1,4})(?![a-z0-9]))", icase}},
    };
    for (auto const& [first, next] : namings) {
        boost::smatch match;
        if (!boost::regex_search(text, match, first))
            continue;
        auto mark = mark_of(match);
        mark.season = number_of(match[1].str()).value_or(-1);
        mark.episode = number_of(match[2].str()).value_or(-1);
        read_further(text, next, mark);
        return mark;
    }
    return std::nullopt;
}

std::optional<Mark> dated(std::string const& text)
{
    static boost::regex const pattern{R"((?<![0-9])((?:19|20)[0-9]{2})([-._ ])(0[1-9]|1[0-2])\2)"
                                      R"((0[1-9]|[12][0-9]|3[01])(?![0-9]))"};
    boost::smatch match;
    // Without a show before it, it is the date of a holiday's video.
    if (!boost::regex_search(text, match, pattern) || folded(match.prefix().str()).empty())
        return std::nullopt;
    auto mark = mark_of(match);
    mark.date = match[1].str() + '-' + match[3].str() + '-' + match[4].str();
    return mark;
}

/// "05 - Title", "Episode 5", "Show - 05", "02-05 - Title": enough inside a season's folder.
std::optional<Mark> numbered_in_season(std::string const& text, int season)
{
    static boost::regex const pattern{
        R"((?:^|[ ._]-[ ._])[ ._]{0,4}(?:episode|ep|e)?[ ._-]{0,4}([0-9]{1,3})(?:v[0-9])?(?![a-z0-9]))"
        R"((?:-(?:ep?)?([0-9]{1,3})(?=[ ._]{0,4}(?:-|$)|[.]))?)",
        boost::regex::icase};
    boost::smatch match;
    if (!boost::regex_search(text, match, pattern))
        return std::nullopt;
    auto mark = mark_of(match);
    mark.season = season;
    mark.episode = number_of(match[1].str()).value_or(-1);
    if (auto const last = number_of(match[2].str()))
        mark.last = last_of({mark.episode, *last}, true);
    return mark;
}

/// Numbers of episodes in [] are no remark: "Show - [02x01x02] - Title".
std::string with_numbers(std::string_view stem)
{
    static boost::regex const pattern{
        R"(\[((?:s[0-9]{1,4}[ ._-]?e[0-9]{1,5}|[0-9]{1,2}x[0-9]{2,3})[sex0-9 ._-]{0,64})\])",
        boost::regex::icase};
    return boost::regex_replace(std::string{stem}, pattern, " $1 ");
}

/// The show's folder: above the season's, or the file's own when it has the same name.
std::optional<Label> show_folder(PathParts const& parts, bool in_season, Label const& before)
{
    auto const levels = in_season ? 2u : 1u;
    if (parts.folders.size() < levels)
        return std::nullopt;
    auto label = read_label(parts.folders[parts.folders.size() - levels]);
    if (label.title.empty())
        return std::nullopt;
    bool const fits =
        in_season || before.title.empty() || folded(label.title) == folded(before.title);
    return fits ? std::optional{std::move(label)} : std::nullopt;
}

/// Ids left of the numbers stand with the show's name and are the show's, and so is one that its
/// folder has too.
void add_ids(std::vector<Id>& ids, Unbracketed const& name, Mark const& mark, Label const& show)
{
    for (auto const& id : show.ids)
        add_id(ids, of_show(id));
    for (auto const& [id, at] : name.ids) {
        bool const known = std::ranges::find(show.ids, id) != show.ids.end();
        if (at <= mark.begin && mark.begin > 0)
            add_id(ids, of_show(id));
        else if (!known)
            add_id(ids, id);
    }
}

} // namespace

std::optional<int> season_of_folder(std::string_view folder)
{
    static boost::regex const pattern{
        R"((?:season[ ._-]*([0-9]{1,4})|s([0-9]{1,2}))(?![0-9a-z]).*)", boost::regex::icase};
    auto const name = unbracketed(folder).text;
    if (folded(name) == "specials")
        return 0;
    boost::smatch match;
    if (!boost::regex_match(name, match, pattern))
        return std::nullopt;
    return number_of(match[1].matched ? match[1].str() : match[2].str());
}

std::optional<Media> episode_of(PathParts const& parts)
{
    auto const name = unbracketed(with_numbers(parts.stem));
    auto const season =
        parts.folders.empty() ? std::nullopt : season_of_folder(parts.folders.back());
    auto mark = numbered(name.text);
    if (!mark)
        mark = dated(name.text);
    if (!mark && season)
        mark = numbered_in_season(name.text, *season);
    if (!mark)
        return std::nullopt;
    auto const before = read_label(name.text.substr(0, mark->begin));
    auto const show = show_folder(parts, season.has_value(), before).value_or(before);
    Media media;
    media.kind = Kind::episode;
    media.show = show.title;
    media.year = show.year != 0 ? show.year : before.year;
    media.season = mark->season;
    media.episode = mark->episode;
    media.episode_end = mark->last;
    auto const rest = trimmed(std::string_view{name.text}.substr(mark->end), " .:_-");
    media.title = clean_title(before_release_words(rest));
    if (media.title.empty())
        media.title = mark->date;
    add_ids(media.ids, name, *mark, show);
    return media;
}

} // namespace playsync::media
