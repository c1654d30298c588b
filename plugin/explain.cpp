// SPDX-License-Identifier: MIT
#include "plugin/explain.hpp"

#include <algorithm>
#include <array>

namespace playsync {
namespace {

constexpr std::array<std::string_view, 6> held_back{"rate_limited", "unreachable", "offline",
                                                    "paused",       "needs_login", "halted"};

web::Why of_failed(Standing const& standing, unsigned attempts)
{
    web::Why why;
    why.detail = standing.error.message;
    switch (standing.error.kind) {
    case ErrorClass::rejected:
        why.code = "rejected";
        break;
    case ErrorClass::by_hand:
        why.code = "by_hand";
        break;
    case ErrorClass::no_match:
        why.code = "no_match";
        break;
    case ErrorClass::expired:
        why.code = "expired";
        break;
    case ErrorClass::none:
    case ErrorClass::transient:
    case ErrorClass::rate_limited:
    case ErrorClass::unreachable:
    case ErrorClass::ambiguous:
    case ErrorClass::auth:
    case ErrorClass::misconfigured:
        why.code = "spent";
        why.params = {{"attempt", standing.attempts}, {"of", attempts}};
        break;
    }
    return why;
}

/// One that is not due yet.
web::Why of_waiting(Standing const& standing, unsigned attempts)
{
    web::Why why;
    why.until = standing.next_attempt_at;
    why.detail = standing.error.message;
    bool const was_tried = standing.error.kind != ErrorClass::none;
    why.code = was_tried ? "backoff" : "scheduled";
    if (was_tried)
        why.params = {{"attempt", standing.attempts}, {"of", attempts}};
    return why;
}

web::Why of_pending(Standing const& standing, Surroundings const& around, UnixMs now)
{
    if (!around.refusing.empty())
        return {"store_refusing", {}, around.refusing, {}};
    if (!around.has_target)
        return {"no_target", {}, {}, {}};
    if (std::ranges::find(held_back, around.target.code) != held_back.end())
        return around.target;
    if (standing.next_attempt_at > now)
        return of_waiting(standing, around.attempts);
    if (around.target.code == "gathering")
        return around.target;
    return {"behind", {}, standing.error.message, {{"n", around.in_flight}}};
}

} // namespace

web::Why explain(Standing const& standing, Surroundings const& around, UnixMs now)
{
    switch (standing.state) {
    case State::syncing:
        return {"in_flight", {}, {}, {}};
    case State::synced:
        return {"synced", {}, standing.error.message, {}};
    case State::failed:
        return of_failed(standing, around.attempts);
    case State::pending:
        break;
    }
    return of_pending(standing, around, now);
}

} // namespace playsync
