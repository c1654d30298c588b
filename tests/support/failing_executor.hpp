// SPDX-License-Identifier: MIT
// An executor that has no room for some of the work that is begun while other work runs on it: so
// co_spawn fails where nothing else does.
#pragma once

#include <boost/asio/execution.hpp>
#include <boost/asio/require.hpp>

#include <new>
#include <utility>

#include "plugin/net.hpp"

namespace playsync::test {

class FailingExecutor {
public:
    struct Plan {
        bool armed = false;
        unsigned room = 0; // pieces of work from within that still find room
        unsigned refused = 0;
        unsigned depth = 0;
    };

    FailingExecutor(net::io_context::executor_type inner, Plan& plan) : inner_(inner), plan_(&plan)
    {
    }

    template <class Work>
    void execute(Work work) const
    {
        if (plan_->armed && plan_->depth > 0 && plan_->room-- == 0) {
            plan_->armed = false;
            ++plan_->refused;
            throw std::bad_alloc{};
        }
        inner_.execute([plan = plan_, work = std::move(work)]() mutable {
            ++plan->depth;
            std::move(work)();
            --plan->depth;
        });
    }

    net::execution_context& query(net::execution::context_t) const noexcept
    {
        return inner_.context();
    }
    FailingExecutor require(net::execution::blocking_t::never_t never) const
    {
        return {net::require(inner_, never), *plan_};
    }
    bool operator==(FailingExecutor const&) const noexcept = default;

private:
    net::io_context::executor_type inner_;
    Plan* plan_;
};

} // namespace playsync::test
