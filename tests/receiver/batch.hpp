// SPDX-License-Identifier: MIT
// A batch as the webhook target sends it. No I/O.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace playsync::receiver {

struct Received {
    std::string_view id;
    std::string_view json; // the change as it was sent
};

/// The changes of a batch.
class Batch {
public:
    /// Nothing when `body`, which must outlive the batch, is no batch. A body of the order of
    /// members that playsync writes is read without building a document: the receiver is the other
    /// end of benchmarks. `trusted`: what is in the changes is not looked at.
    static std::optional<Batch> read(std::string_view body, bool trusted);

    Batch(Batch&&) = default;
    Batch& operator=(Batch&&) = default;

    std::vector<Received> const& changes() const noexcept { return changes_; }

private:
    Batch() = default;
    bool scan(std::string_view body);
    bool parse(std::string_view body);

    std::vector<Received> changes_;
    std::vector<std::string> owned_; // what changes_ points to, when it is not the body
};

} // namespace playsync::receiver
