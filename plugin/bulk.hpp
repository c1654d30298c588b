// SPDX-License-Identifier: MIT
// Bulk orders in small steps: look for a few milliseconds, write one transaction, let others on.
#pragma once

#include "plugin/desk.hpp"

namespace playsync {

/// A retry or a discard. What comes in after it began is not touched.
class BulkWork : public web::Bulk {
public:
    BulkWork(Desk& desk, web::BulkOrder order);

    bool step() override;
    web::BulkResult const& result() const override { return result_; }

private:
    std::vector<Ulid> next(bool& over);
    bool count();
    bool judge_count();
    bool work();
    bool work_on(std::vector<Ulid> const& ids);
    void finish();

    Desk& desk_;
    web::BulkOrder order_;
    web::BulkResult result_;
    std::optional<Look> look_;
    std::string begin_;     // the newest change's place when it began
    std::size_t given_ = 0; // of order_.ids
    bool counted_ = false;
    std::uint64_t batch_ = 0;
};

/// Brings back what one discard took out.
class UndoWork : public web::Bulk {
public:
    UndoWork(Desk& desk, std::string const& token);

    bool step() override;
    web::BulkResult const& result() const override { return result_; }

private:
    Desk& desk_;
    web::BulkResult result_;
    std::uint64_t batch_ = 0;
};

} // namespace playsync
