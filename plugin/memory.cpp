// SPDX-License-Identifier: MIT
#include "plugin/memory.hpp"

#include <chrono>
#include <new>
#include <thread>

namespace playsync {
namespace {

#ifdef PLAYSYNC_OWN_RUNTIME
constexpr std::chrono::milliseconds moment{10};
constexpr int most_tries = 20;

struct Patience {
    bool any = false;
    int tries = 0;
    std::chrono::steady_clock::time_point last{};
};

thread_local Patience patience;

void wait_for_memory()
{
    auto const now = std::chrono::steady_clock::now();
    if (now - patience.last > 2 * moment)
        patience.tries = 0; // what was wanted then was had
    if (!patience.any || ++patience.tries > most_tries)
        throw std::bad_alloc{};
    std::this_thread::sleep_for(moment);
    patience.last = std::chrono::steady_clock::now();
}
#endif

} // namespace

void be_patient_for_memory() noexcept
{
#ifdef PLAYSYNC_OWN_RUNTIME
    patience.any = true;
    std::set_new_handler(wait_for_memory);
#endif
}

} // namespace playsync
