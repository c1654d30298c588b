// SPDX-License-Identifier: MIT
#include "plugin/sync/planner.hpp"
#include "storage/sometimes.hpp"

#include <set>

namespace playsync {

Plan plan(std::span<Due const> due, BatchLimits const& limits, UnixMs now)
{
    Plan plan;
    if (due.empty())
        return plan;
    auto const group = due.front().group;
    bool const alone = limits.alike && due.front().verb == Verb::progress;
    auto const most = alone ? 1 : limits.changes;
    std::set<ItemKey> items;
    std::size_t bytes = 0;
    for (auto const& each : due) {
        bool const first_of_item = each.verb == Verb::play || items.insert(each.item).second;
        if (!first_of_item)
            sometimes("planner.held_back");
        bool const fits = !limits.alike || each.verb == due.front().verb;
        if (each.group != group || !first_of_item || !fits)
            continue;
        if (plan.send.size() == most || (!plan.send.empty() && bytes + each.bytes > limits.bytes)) {
            plan.full = true;
            break;
        }
        plan.send.push_back(each.id);
        bytes += each.bytes;
    }
    plan.full = plan.full || plan.send.size() == most;
    auto const gathered_at = due.front().id.time_ms() + limits.gather_ms;
    // A clock that went back would make "later" last for ever: never wait longer than the window.
    bool const gathering = gathered_at > now && gathered_at <= now + limits.gather_ms;
    if (group == 0 && !plan.full && gathering) {
        sometimes("planner.gathering");
        plan.send.clear();
        plan.gather_until = gathered_at;
    }
    return plan;
}

} // namespace playsync
