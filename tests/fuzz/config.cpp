// SPDX-License-Identifier: MIT
// What people write into the configuration: the main file, and a target's.
#include "plugin/config.hpp"
#include "plugin/config_table.hpp"
#include "plugin/targets/account.hpp"
#include "plugin/targets/target.hpp"
#include "tests/fuzz/fuzz.hpp"

using namespace playsync;

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size)
{
    auto const text = fuzz::text(data, size);
    std::vector<std::string> errors;
    auto const config = parse_config(text, "playsync.toml", errors);
    fuzz::require(config.poll_ms > 0 && config.store_limit > 0, "settings that can be worked with");
    ConfigTable table{text, "target.toml"};
    net::io_context io;
    auto const clock = make_system_clock(io);
    Accounts accounts{"/nonexistent", *clock};
    auto const target = make_target(table, {io, ".", "home", *clock, accounts});
    fuzz::require(target || !table.errors().empty(), "no target without a reason");
    for (auto const& error : table.errors())
        fuzz::require(error.find("target.toml") != std::string::npos, "an error says where");
    return 0;
}
