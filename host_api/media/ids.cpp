// SPDX-License-Identifier: MIT
#include "host_api/media/ids.hpp"

#include <boost/regex.hpp>

#include <algorithm>
#include <array>
#include <utility>

#include "host_api/media/text.hpp"
#include "host_api/text/cut.hpp"
#include "host_api/text/uuids.hpp"

namespace playsync::media {
namespace {

constexpr std::string_view show_prefix = "show.";
constexpr std::string_view artists_scheme = "mbid_artist"; // of each, with ";" between them
/// Long texts are comments of people; ids stand near their start.
constexpr std::size_t longest_text = 16 * 1024;
constexpr std::size_t longest_artists = 4096;

struct Spelling {
    std::string_view folded_name;
    std::string_view scheme;
};

// clang-format off
constexpr std::array<Spelling, 18> spellings{{
    {"imdb",                 "imdb"},
    {"imdbid",               "imdb"},
    {"imdbnumber",           "imdb"},
    {"tmdb",                 "tmdb"},
    {"tmdbid",               "tmdb"},
    {"themoviedb",           "tmdb"},
    {"tvdb",                 "tvdb"},
    {"tvdb2",                "tvdb"},
    {"tvdbid",               "tvdb"},
    {"thetvdb",              "tvdb"},
    // Picard's names: what it calls track id is the recording's.
    {"musicbrainztrackid",     "mbid"},
    {"musicbrainzrecordingid", "mbid"},
    {"mbid",                   "mbid"},
    {"musicbrainzalbumid",     "mbid_release"},
    {"musicbrainzreleaseid",   "mbid_release"},
    {"mbidrelease",            "mbid_release"},
    {"musicbrainzartistid",    artists_scheme},
    {"mbidartist",             artists_scheme},
}};

/// What stands before the number in "movie/949".
struct Section {
    std::string_view name;
    bool of_show;
    Kind kind;
};
constexpr std::array<Section, 8> sections{{
    {"movie",    false, Kind::movie},
    {"movies",   false, Kind::movie},
    {"tv",       true,  Kind::video},
    {"series",   true,  Kind::video},
    {"show",     true,  Kind::video},
    {"episode",  false, Kind::episode},
    {"episodes", false, Kind::episode},
    {"title",    false, Kind::video},
}};
// clang-format on

std::string_view scheme_of(std::string_view catalogue)
{
    auto const name = folded(catalogue);
    auto const* found = std::ranges::find(spellings, name, &Spelling::folded_name);
    return found != spellings.end() ? found->scheme : std::string_view{};
}

bool looks_right(std::string_view scheme, std::string const& value)
{
    static boost::regex const imdb{"tt[0-9]{5,10}"};
    static boost::regex const number{"[1-9][0-9]{0,9}"};
    static boost::regex const uuid{"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}"};
    auto const& pattern = scheme == "imdb" ? imdb : scheme.starts_with("mbid") ? uuid : number;
    return boost::regex_match(value, pattern);
}

/// However players and taggers put them into one value.
std::optional<FoundId> artists_in(std::string_view value)
{
    auto ids = uuids_joined(cut_text(value, longest_artists));
    if (ids.empty())
        return std::nullopt;
    return FoundId{{std::string{artists_scheme}, std::move(ids)}};
}

} // namespace

std::optional<FoundId> read_id(std::string_view catalogue, std::string_view value)
{
    constexpr std::size_t longest_value = 256;
    value = trimmed(value);
    if (scheme_of(catalogue) == artists_scheme)
        return artists_in(value);
    if (value.size() > longest_value)
        return std::nullopt;
    if (value.find("://") != std::string_view::npos) {
        auto found = ids_in_text(value);
        return found.empty() ? std::nullopt : std::optional{std::move(found.front())};
    }
    FoundId found{{std::string{scheme_of(catalogue)}, lower(value)}};
    auto& [scheme, number] = found.id;
    bool show = false;
    if (auto const slash = number.find('/'); slash != std::string::npos) {
        auto const* section = std::ranges::find(sections, number.substr(0, slash), &Section::name);
        if (section == sections.end())
            return std::nullopt;
        number.erase(0, slash + 1);
        number.resize(std::min(number.size(), number.find('/')));
        found.kind = section->kind;
        show = section->of_show;
    }
    if (scheme.empty() || !looks_right(scheme, number))
        return std::nullopt;
    if (show)
        found.id = of_show(std::move(found.id));
    return found;
}

std::vector<FoundId> ids_in_text(std::string_view text)
{
    // 1 catalogue, 2 dereferrer, 3 section and number, 4 season, 5 episode.
    static boost::regex const url{
        R"((imdb|themoviedb|tmdb|thetvdb|tvdb)(?:\.com|\.org)?(?::/)?/)"
        R"((?:(dereferrer)/|[a-z]{2}-[a-z]{2}/)?)"
        R"(((?:(?:title|movies?|tv|series|episodes?)/)?(?:tt)?[0-9]{1,10})(?![0-9a-z]))"
        R"((?:[^/\s<>"]*/season/([0-9]{1,4})/episode/([0-9]{1,4}))?)",
        boost::regex::icase};
    static boost::regex const query{
        R"(thetvdb\.com/\S{0,64}?[?&]tab=series\S{0,64}?[?&]id=([0-9]{1,10}))",
        boost::regex::icase};
    text = text.substr(0, longest_text);
    std::vector<FoundId> ids;
    boost::cregex_iterator const end;
    for (boost::cregex_iterator each{text.begin(), text.end(), url}; each != end; ++each) {
        // The numbers in TheTVDB's plain addresses are names: /series/24 is the show "24".
        bool const is_name = folded((*each)[1].str()) == "thetvdb" && !(*each)[2].matched;
        auto found = is_name ? std::nullopt : read_id((*each)[1].str(), (*each)[3].str());
        if (!found)
            continue;
        if (is_of_show(found->id) && (*each)[5].matched) {
            found->kind = Kind::episode;
            found->season = number_of((*each)[4].str()).value_or(-1);
            found->episode = number_of((*each)[5].str()).value_or(-1);
        }
        ids.push_back(std::move(*found));
    }
    for (boost::cregex_iterator each{text.begin(), text.end(), query}; each != end; ++each)
        if (auto found = read_id("tvdb", "series/" + (*each)[1].str()))
            ids.push_back(std::move(*found));
    return ids;
}

void add_id(std::vector<Id>& ids, Id id)
{
    auto const known = std::ranges::find(ids, id.first, &Id::first);
    if (known == ids.end())
        ids.push_back(std::move(id));
    else if (id.first == artists_scheme)
        known->second =
            uuids_joined(cut_text(known->second + ";" + std::move(id.second), longest_artists));
}

Id of_show(Id id)
{
    if (!is_of_show(id))
        id.first.insert(0, show_prefix);
    return id;
}

bool is_of_show(Id const& id) noexcept
{
    return id.first.starts_with(show_prefix);
}

} // namespace playsync::media
