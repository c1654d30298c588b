// SPDX-License-Identifier: MIT
#include "host_api/media/episodes.hpp"

#include <boost/regex.hpp>

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
    std::string date; // "2024-01-31" where shows are told apart by day
};

Mark mark_of(boost::smatch const& match)
{
    Mark mark;
    mark.begin = static_cast<std::size_t>(match.position());
    mark.end = mark.begin + static_cast<std::size_t>(match.length());
    return mark;
}

std::optional<Mark> numbered(std::string const& text)
{
    static boost::regex const patterns[] = {
        boost::regex{R"((?<![a-z0-9])s([0-9]{1,4})[ ._-]?e([0-9]{1,4}))"
                     R"((?:(?:[ ._-]?e|-)[0-9]{1,4})*(?:v[0-9])?(?![a-z0-9]))",
                     boost::regex::icase},
        boost::regex{R"((?<![a-z0-9])([0-9]{1,2})x([0-9]{2,3}))"
                     R"((?:-(?:[0-9]{1,2}x)?[0-9]{2,3})*(?![a-z0-9]))",
                     boost::regex::icase},
        boost::regex{R"((?<![a-z0-9])season[ ._-]*([0-9]{1,4})[ ._,-]*episode[ ._-]*([0-9]{1,4}))"
                     R"((?![a-z0-9]))",
                     boost::regex::icase},
    };
    for (auto const& pattern : patterns) {
        boost::smatch match;
        if (!boost::regex_search(text, match, pattern))
            continue;
        auto mark = mark_of(match);
        mark.season = number_of(match[1].str()).value_or(-1);
        mark.episode = number_of(match[2].str()).value_or(-1);
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

/// "05 - Title", "Episode 5", "Show - 05": enough inside a season's folder.
std::optional<Mark> numbered_in_season(std::string const& text, int season)
{
    static boost::regex const pattern{
        R"((?:^|[ ._]-[ ._])[ ._]{0,4}(?:episode|ep|e)?[ ._-]{0,4}([0-9]{1,3})(?:v[0-9])?(?![a-z0-9]))",
        boost::regex::icase};
    boost::smatch match;
    if (!boost::regex_search(text, match, pattern))
        return std::nullopt;
    auto mark = mark_of(match);
    mark.season = season;
    mark.episode = number_of(match[1].str()).value_or(-1);
    return mark;
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
    auto const name = unbracketed(parts.stem);
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
    auto const rest = trimmed(std::string_view{name.text}.substr(mark->end), " .:_-");
    media.title = clean_title(before_release_words(rest));
    if (media.title.empty())
        media.title = mark->date;
    add_ids(media.ids, name, *mark, show);
    return media;
}

} // namespace playsync::media
