// SPDX-License-Identifier: MIT
#include "host_api/media/nfo.hpp"

#include <boost/property_tree/ptree.hpp>
#include <boost/property_tree/xml_parser.hpp>

#include <algorithm>
#include <array>
#include <exception>
#include <sstream>
#include <utility>
#include <vector>

#include "host_api/media/ids.hpp"
#include "host_api/media/text.hpp"
#include "host_api/media/xml_depth.hpp"

namespace playsync::media {
namespace {

namespace pt = boost::property_tree;

constexpr std::string_view byte_order_mark = "\xEF\xBB\xBF";
constexpr int deepest = 64; // of a media centre's .nfo: about six

std::string text_of(pt::ptree const& node, char const* name)
{
    auto const child = node.get_child_optional(name);
    return child ? as_utf8(trimmed(child->data())) : std::string{};
}

int number_in(pt::ptree const& node, char const* name)
{
    return number_of(text_of(node, name)).value_or(-1);
}

int year_in(pt::ptree const& node)
{
    for (auto const* name : {"year", "premiered", "releasedate"})
        if (auto const year = year_of(text_of(node, name)); year != 0)
            return year;
    return 0;
}

/// The default id first, as it is the one the media centre looks the item up by.
std::vector<FoundId> ids_in(pt::ptree const& root)
{
    std::vector<FoundId> ids;
    for (auto const& [name, child] : root) {
        // In old files the plain <id> is some catalogue's; only IMDb's can be told.
        auto const catalogue = name == "uniqueid" ? child.get("<xmlattr>.type", std::string{})
                               : name == "id"     ? std::string{"imdb"}
                                                  : name;
        auto found = read_id(catalogue, child.data());
        if (!found)
            continue;
        bool const first = lower(child.get("<xmlattr>.default", std::string{})) == "true";
        ids.insert(first ? ids.begin() : ids.end(), std::move(*found));
    }
    return ids;
}

void add_ids(Media& media, std::vector<FoundId> ids, bool of_a_show)
{
    for (auto& found : ids) {
        add_id(media.ids, of_a_show ? of_show(std::move(found.id)) : std::move(found.id));
        if (of_a_show)
            continue;
        if (media.kind == Kind::video)
            media.kind = found.kind;
        if (media.season < 0 && media.episode < 0) {
            media.season = found.season;
            media.episode = found.episode;
        }
    }
}

Media media_of_root(std::string const& name, pt::ptree const& root, NfoOf of)
{
    Media media;
    bool const of_a_show = of == NfoOf::show || name == "tvshow";
    auto const title = text_of(root, "title");
    if (of_a_show) {
        media.show = title;
    } else {
        media.kind = name == "movie" ? Kind::movie : Kind::episode;
        media.title = title;
    }
    if (media.kind == Kind::episode) {
        media.show = text_of(root, "showtitle");
        media.season = number_in(root, "season");
        media.episode = number_in(root, "episode");
    } else {
        media.year = year_in(root); // an episode's own year would be taken for its show's
    }
    add_ids(media, ids_in(root), of_a_show);
    return media;
}

/// A file that holds several episodes has a root for each. Only where they follow each other is the
/// first one told as several.
Media of_several(std::vector<Media> roots)
{
    auto const numbers = [](Media const& each) { return std::pair{each.season, each.episode}; };
    auto media = roots.front();
    if (media.kind != Kind::episode || media.season < 0 || media.episode < 0)
        return media;
    std::ranges::stable_sort(roots, {}, numbers);
    for (auto expected = roots.front().episode; auto const& each : roots)
        if (each.kind != Kind::episode || each.season != media.season || each.episode != expected++)
            return media;
    media = roots.front();
    if (roots.size() > 1)
        media.episode_end = roots.back().episode;
    return media;
}

std::optional<Media> media_of_xml(std::string_view xml, NfoOf of)
{
    constexpr std::array<std::string_view, 3> roots{"movie", "episodedetails", "tvshow"};
    if (!nests_at_most(xml, deepest))
        return std::nullopt;
    std::istringstream stream{std::string{xml}};
    pt::ptree document;
    pt::read_xml(stream, document, pt::xml_parser::no_comments);
    std::vector<Media> found;
    for (auto const& [name, root] : document)
        if (std::ranges::find(roots, name) != roots.end())
            found.push_back(media_of_root(name, root, of));
    return found.empty() ? std::nullopt : std::optional{of_several(std::move(found))};
}

std::optional<Media> media_of_urls(std::string_view text, NfoOf of)
{
    auto ids = ids_in_text(text);
    if (ids.empty())
        return std::nullopt;
    Media media;
    add_ids(media, std::move(ids), of == NfoOf::show);
    return media;
}

std::optional<Media> read(std::string_view text, NfoOf of)
{
    if (text.starts_with(byte_order_mark))
        text.remove_prefix(byte_order_mark.size());
    text = trimmed(text);
    if (!text.starts_with('<'))
        return media_of_urls(text, of);
    // Media centres allow a URL after the XML, which an XML parser does not.
    auto const end = text.rfind('>') + 1;
    auto media = media_of_xml(text.substr(0, end), of);
    if (media)
        add_ids(*media, ids_in_text(text.substr(end)),
                of == NfoOf::show || (media->title.empty() && !media->show.empty()));
    return media;
}

} // namespace

std::optional<Media> media_of_nfo(std::string_view text, NfoOf of) noexcept
{
    if (text.size() > longest_nfo)
        return std::nullopt;
    try {
        return read(text, of);
    } catch (std::exception const&) { // the parser's word for malformed text
        return std::nullopt;
    }
}

} // namespace playsync::media
