// SPDX-License-Identifier: MIT
#include "plugin/explain.hpp"

namespace playsync {

web::Why explain(Standing const& standing, UnixMs now)
{
    web::Why why;
    switch (standing.state) {
    case State::syncing:
        why.code = "in_flight";
        return why;
    case State::synced:
        why.code = "synced";
        return why;
    case State::failed:
        why.code = standing.error.kind == ErrorClass::rejected ? "rejected" : "spent";
        break;
    case State::pending:
        why.code = standing.next_attempt_at > now ? "backoff" : "due";
        if (standing.next_attempt_at > now)
            why.until = standing.next_attempt_at;
        break;
    }
    why.detail = standing.error.message;
    return why;
}

} // namespace playsync
