// SPDX-License-Identifier: MIT
// How the receiver is to answer the next batches. No I/O.
#pragma once

#include <cstdint>
#include <deque>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace playsync::receiver {

enum class Do : std::uint8_t {
    ok,
    delay,
    status,
    apply_status,
    refuse,
    reject_if,
    reset_before,
    reset_after,
    hang,
    garbage,
    cut,
    drip,
};

struct Behaviour {
    Do what = Do::ok;
    std::int64_t times = 1; // 0: for ever
    std::int64_t ms = 0;
    unsigned status = 200;
    std::vector<std::pair<std::string, std::string>> headers;
    std::string body;
    std::string match;
    std::string item_status = "rejected"; // in JSON, as it is
    std::string error;
};

/// A list of README.md's objects. Throws std::invalid_argument with what is wrong.
std::vector<Behaviour> parse_behaviours(std::string_view json);

/// Used up in order; usual behaviour when empty.
class Script {
public:
    void append(std::vector<Behaviour> behaviours);
    void clear() { waiting_.clear(); }
    Behaviour next();

private:
    std::deque<Behaviour> waiting_;
};

} // namespace playsync::receiver
