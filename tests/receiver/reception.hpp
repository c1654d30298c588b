// SPDX-License-Identifier: MIT
// Requests to answers: the receiver without its sockets and its clock.
#pragma once

#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>

#include "tests/receiver/behaviour.hpp"
#include "tests/receiver/signature.hpp"
#include "tests/receiver/store.hpp"

namespace playsync::receiver {

struct Request {
    bool post = false;
    bool keep_alive = true;
    std::string_view target = {};
    std::string_view body = {};
    Signed signature = {};
};

/// What the connection does.
struct Reply {
    enum class Way : std::uint8_t {
        answer,  // writes `bytes`, then goes on
        drip,    // the same, a byte each `pace`
        hang_up, // writes `bytes`, then ends
        reset,   // ends at once, by a reset
        silence, // stays open and says nothing
    };
    Way way = Way::answer;
    std::chrono::milliseconds delay{0}; // before the first byte
    std::chrono::milliseconds pace{0};
    std::string bytes = {};
};

class Reception {
public:
    /// `secret` empty: signatures are not asked for. `trusting`: bodies are not checked to be JSON
    /// throughout. `store` must outlive this. Throws std::invalid_argument for a bad secret.
    Reception(Store& store, std::string_view secret, bool trusting);

    /// Throws what the store throws.
    Reply answer(Request const& request, std::int64_t now_s);

private:
    struct Answer {
        unsigned status = 200;
        std::string body;
        std::string_view type = "application/json";
    };
    Reply hook(Request const& request, std::int64_t now_s);
    Reply settle(Request const& request, Behaviour const& behaviour, std::int64_t now_s);
    std::string take(Batch const& batch, Behaviour const& behaviour);
    Answer other(Request const& request);
    Answer seen(bool with_ids) const;
    Answer behave(std::string_view body);
    Answer reset();

    Store& store_;
    Script script_;
    std::string key_;
    bool trusting_;
    std::uint64_t requests_ = 0;
    std::uint64_t bad_signatures_ = 0;
};

} // namespace playsync::receiver
