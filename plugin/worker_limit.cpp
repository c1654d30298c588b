// SPDX-License-Identifier: MIT
// A rate limit over restarts.
#include <charconv>

#include "plugin/worker.hpp"
#include "storage/sometimes.hpp"

namespace playsync {
namespace {

std::string limit_key(TargetNo number)
{
    return "limit." + std::to_string(number);
}

} // namespace

/// A limit is kept as when it was told and how long it is, so that a clock set back between two
/// starts does not stretch it.
void Worker::remember_limit()
{
    auto const until = session_.limited_until();
    if (!until)
        return;
    auto const left = std::chrono::duration_cast<Millis>(*until - context_.clock.steady()).count();
    auto const note = std::to_string(context_.clock.wall()) + " " + std::to_string(left);
    context_.committer.attempt([&] { return context_.queue.note(limit_key(number_), note), true; },
                               false);
}

void Worker::recall_limit()
{
    auto const text = context_.queue.noted(limit_key(number_));
    UnixMs told = 0;
    UnixMs length = 0;
    auto const* const end = text.data() + text.size();
    auto const first = std::from_chars(text.data(), end, told);
    if (first.ec != std::errc{} || first.ptr == end ||
        std::from_chars(first.ptr + 1, end, length).ec != std::errc{})
        return;
    auto const passed = std::max<UnixMs>(context_.clock.wall() - told, 0);
    if (passed < length) {
        sometimes("worker.limit_recalled");
        session_.limit(context_.clock.steady() + Millis{length - passed});
    }
}

} // namespace playsync
