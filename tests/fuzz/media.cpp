// SPDX-License-Identifier: MIT
// What a file is called, what its tags say, and the .nfo beside it.
#include "host_api/media/identify.hpp"
#include "host_api/media/nfo.hpp"
#include "tests/fuzz/fuzz.hpp"

using namespace playsync;

/// The first line is the address, the second the title, the rest an .nfo and a tag's text.
extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size)
{
    auto rest = fuzz::text(data, size);
    auto const line = [&] {
        auto const end = std::min(rest.find('\n'), rest.size());
        std::string const found{rest.substr(0, end)};
        rest.remove_prefix(std::min(end + 1, rest.size()));
        return found;
    };
    media::Known known;
    known.address = line();
    known.shown_title = line();
    for (auto const of : {media::NfoOf::item, media::NfoOf::show})
        if (auto found = media::media_of_nfo(rest, of))
            known.nfos.push_back(std::move(*found));
    known.tags = {{"title", std::string{rest}}, {known.shown_title, std::string{rest}}};
    static_cast<void>(media::identify(known));
    static_cast<void>(media::nfo_candidates(known.address));
    return 0;
}
