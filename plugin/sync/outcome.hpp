// SPDX-License-Identifier: MIT
// What came of sending a batch, whatever the service.
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <vector>

#include "plugin/sync/conflict.hpp"
#include "storage/change.hpp"

namespace playsync {

using Millis = std::chrono::milliseconds;

/// What a service said of one change inside an answer to all.
struct ItemVerdict {
    enum class Kind : std::uint8_t {
        taken,
        again,    // later; spends an attempt
        refused,  // never
        no_match, // the service does not know the item
        expired,  // too old for it
        held,     // nothing is wrong with it, another was in the way: at once, spends nothing
    };
    Ulid id;
    Kind kind = Kind::taken;
    std::string message; // of `taken`: why nothing had to be told, if so; kept with the change
};

/// What a service says it will still take before it asks us to wait.
struct Allowance {
    std::uint64_t left = 0;
    Millis resets_in{0}; // until it is full again
};

/// A change that met another state at the service, and what became of it.
struct ConflictNote {
    Ulid id;
    Resolution resolution = Resolution::ours;
    std::string item;     // what it is called
    std::string sentence; // in_words() of the decision
};

/// `error.kind` none: the batch was taken, but for what `items` say. Else it speaks for all.
struct Outcome {
    LastError error;
    std::optional<Millis> retry_after; // the service's own word
    std::optional<Allowance> allowance;
    std::vector<ItemVerdict> items;
    std::vector<ConflictNote> conflicts; // only those that are done with, whatever the error
    bool cancelled = false; // we gave up because we stop; nothing is known, nothing is settled
};

} // namespace playsync
