// SPDX-License-Identifier: MIT
#include "host_api/media/tracks.hpp"

#include <boost/regex.hpp>

#include <string>
#include <utility>

#include "host_api/media/text.hpp"
#include "host_api/media/titles.hpp"

namespace playsync::media {
namespace {

/// Without its number: "01 Title", "1-05 - Title", "12. Title". A number that is not padded and
/// has no mark after it may be the title's: "99 Luftballons".
std::pair<std::string, bool> without_number(std::string const& name)
{
    static boost::regex const pattern{R"((?:[0-9]{1,2}-[0-9]{2}[ ._-]{1,8}|0[0-9]{1,2}[ ._-]{1,8}|)"
                                      R"([0-9]{1,3}(?:[._]|[ ]{0,8}-)[ ._-]{0,8})(.*[^ ._-].*))"};
    boost::smatch match;
    if (!boost::regex_match(name, match, pattern))
        return {name, false};
    return {match[1].str(), true};
}

void drop_prefix(std::string& text, std::string const& artist)
{
    auto const prefix = artist + " - ";
    if (!artist.empty() && text.size() > prefix.size() &&
        lower(text.substr(0, prefix.size())) == lower(prefix))
        text.erase(0, prefix.size());
}

/// "Album (1994)" or "1994 - Album".
Label album_of(std::string_view folder)
{
    static boost::regex const dated{R"(((?:19|20)[0-9]{2})[ ]*-[ ]*(.+))"};
    auto label = read_label(folder);
    boost::smatch match;
    if (label.year == 0 && boost::regex_match(label.title, match, dated)) {
        label.year = number_of(match[1].str()).value_or(0);
        label.certain = true;
        label.title = match[2].str();
    }
    return label;
}

bool is_disc(std::string_view folder)
{
    static boost::regex const pattern{"(?:cd|disc|disk)[ ._-]*[0-9]{1,2}", boost::regex::icase};
    return boost::regex_match(folder.begin(), folder.end(), pattern);
}

} // namespace

Media track_of(PathParts const& parts)
{
    Media media;
    media.kind = Kind::track;
    auto [name, numbered] = without_number(unbracketed(parts.stem).text);
    media.title = clean_title(name);
    auto folders = parts.folders;
    if (!folders.empty() && is_disc(folders.back()))
        folders.pop_back();
    auto const album = folders.empty() ? Label{} : album_of(folders.back());
    if (folders.size() >= 2 && (numbered || album.certain)) {
        media.artist = read_label(folders[folders.size() - 2]).title;
        media.album = album.title;
        media.year = album.year;
        drop_prefix(media.album, media.artist);
        drop_prefix(media.title, media.artist);
    } else if (auto const dash = media.title.find(" - "); dash != std::string::npos) {
        media.artist = media.title.substr(0, dash);
        media.title.erase(0, dash + 3);
    }
    return media;
}

} // namespace playsync::media
