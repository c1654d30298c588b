// SPDX-License-Identifier: MIT
// What met another state at a worker's service, for the log and the page.
#include "plugin/worker.hpp"

namespace playsync {
namespace {

constexpr std::size_t shown = 5;

} // namespace

void Worker::note_conflicts(std::vector<ConflictNote> const& notes)
{
    auto& [ours, theirs, both, last] = conflicts_;
    for (auto const& note : notes) {
        ++(note.resolution == Resolution::ours     ? ours
           : note.resolution == Resolution::theirs ? theirs
                                                   : both);
        last.insert(last.begin(), {context_.clock.wall(), note.item,
                                   std::string{name_of(note.resolution)}, note.sentence});
        if (context_.log)
            context_.log("target " + file_.name + ": " + note.sentence);
    }
    if (last.size() > shown)
        last.resize(shown);
}

} // namespace playsync
