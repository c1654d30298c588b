// SPDX-License-Identifier: MIT
// Where .nfo files may be, and the thin shell that reads them.
#include "host_api/media/nfo.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>

#include "host_api/media/address.hpp"
#include "host_api/media/names.hpp"

namespace playsync::media {
namespace {

class File {
public:
    /// Does not wait for a writer when the name is a pipe's.
    explicit File(std::string const& path) noexcept
        : descriptor_(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY))
    {
    }
    ~File()
    {
        if (descriptor_ >= 0)
            ::close(descriptor_);
    }
    File(File const&) = delete;
    File& operator=(File const&) = delete;

    /// Empty for what is no file, is too long, or cannot be read.
    std::string text() const
    {
        struct stat status {};
        if (descriptor_ < 0 || ::fstat(descriptor_, &status) != 0 || !S_ISREG(status.st_mode) ||
            status.st_size <= 0 || static_cast<std::size_t>(status.st_size) > longest_nfo)
            return {};
        std::string text(static_cast<std::size_t>(status.st_size), '\0');
        std::size_t length = 0;
        while (length < text.size()) {
            auto const count = ::read(descriptor_, text.data() + length, text.size() - length);
            if (count <= 0)
                break;
            length += static_cast<std::size_t>(count);
        }
        text.resize(length);
        return text;
    }

private:
    int descriptor_;
};

} // namespace

std::vector<NfoPath> nfo_candidates(std::string_view media_path)
{
    if (media_path.empty() || media_path.size() > longest_path || is_url(media_path))
        return {};
    auto const parts = split_path(media_path);
    if (parts.name.empty() || is_audio_extension(parts.extension) || is_extra(media_path))
        return {};
    std::filesystem::path const path{media_path};
    auto const folder = path.parent_path();
    auto const kind = media_of_path(media_path).kind;
    std::vector<NfoPath> candidates{
        {(folder / std::string{parts.stem}).string() + ".nfo", NfoOf::item}};
    if (kind != Kind::episode)
        candidates.push_back({(folder / "movie.nfo").string(), NfoOf::item});
    if (kind != Kind::movie) {
        candidates.push_back({(folder / "tvshow.nfo").string(), NfoOf::show});
        if (parts.folders.size() > 1)
            candidates.push_back({(folder.parent_path() / "tvshow.nfo").string(), NfoOf::show});
    }
    return candidates;
}

std::vector<Media> read_nfos(std::string_view media_path)
{
    std::vector<Media> found;
    bool has_item = false;
    bool has_show = false;
    for (auto const& [path, of] : nfo_candidates(media_path)) {
        bool& has = of == NfoOf::item ? has_item : has_show;
        if (has)
            continue;
        if (auto media = media_of_nfo(File{path}.text(), of)) {
            found.push_back(std::move(*media));
            has = true;
        }
    }
    return found;
}

} // namespace playsync::media
