// SPDX-License-Identifier: MIT
// What a service will take and when; and what of it a restart must not forget.
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

void Worker::heed(Allowance const& allowance)
{
    auto const now = context_.clock.steady();
    allowance_ = allowance;
    allowance_at_ = now;
    session_.allow(allowance, now);
    if (allowance.left == 0)
        remember_limit();
}

void Worker::recall()
{
    recall_limit();
    Look look;
    look.limit = 1;
    auto const newest = context_.queue.list(look);
    if (!newest.entries.empty())
        last_before_start_ = newest.entries.front().id;
}

/// A process that died with a batch in flight left no note of it.
void Worker::mark_uncertain(std::vector<Claimed>& batch) const
{
    for (auto& change : batch)
        if (last_before_start_ && change.id <= *last_before_start_)
            change.uncertain = true;
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
