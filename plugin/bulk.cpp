// SPDX-License-Identifier: MIT
#include "plugin/bulk.hpp"

#include <algorithm>

namespace playsync {
namespace {

constexpr std::size_t changes_a_step = 500;
constexpr Millis longest_step{5};

std::string code_of(Fate fate)
{
    switch (fate) {
    case Fate::done:
        break;
    case Fate::not_found:
        return "not_found";
    case Fate::in_flight:
        return "in_flight";
    case Fate::settled:
        return "settled";
    case Fate::due:
        return "due";
    case Fate::replaced:
        return "replaced";
    case Fate::not_pending:
        return "not_pending";
    }
    return {};
}

std::string_view key_of(Ulid const& id) noexcept
{
    return {reinterpret_cast<char const*>(id.bytes.data()), id.bytes.size()};
}

} // namespace

BulkWork::BulkWork(Desk& desk, web::BulkOrder order) : desk_(desk), order_(std::move(order))
{
    if (!order_.filter)
        return;
    look_ = desk_.look_of(*order_.filter);
    if (!look_) {
        result_.end = web::BulkResult::End::no_target;
        return;
    }
    look_->order = Order::newest;
    look_->limit = changes_a_step;
    Look newest;
    newest.limit = 1;
    auto const page = desk_.queue_.list(newest);
    if (page.entries.empty())
        look_.reset();
    else
        begin_ = std::string{key_of(page.entries.front().id)};
    if (look_)
        look_->from = begin_;
}

bool BulkWork::step()
{
    if (result_.end != web::BulkResult::End::done)
        return true;
    if (!counted_ && (order_.dry_run || order_.expect)) {
        counted_ = count();
        return counted_ && judge_count();
    }
    if (!work())
        return false;
    finish();
    return true;
}

/// The next ids that are meant, at most so many as a step may have; `over` when they are the last.
std::vector<Ulid> BulkWork::next(bool& over)
{
    std::vector<Ulid> ids;
    if (!order_.filter) {
        auto const rest = order_.ids.size() - given_;
        auto const from = order_.ids.begin() + static_cast<std::ptrdiff_t>(given_);
        ids.assign(from, from + static_cast<std::ptrdiff_t>(std::min(rest, changes_a_step)));
        given_ += ids.size();
        over = given_ == order_.ids.size();
        return ids;
    }
    over = !look_;
    if (over)
        return ids;
    look_->enough = [clock = &desk_.clock_, end = desk_.clock_.steady() + longest_step] {
        return clock->steady() >= end;
    };
    auto const page = desk_.queue_.list(*look_);
    for (auto const& entry : page.entries)
        ids.push_back(entry.id);
    look_->from = page.next;
    over = page.next.empty();
    return ids;
}

bool BulkWork::count()
{
    bool over = false;
    for (auto const& id : next(over))
        result_.matched += order_.filter || desk_.queue_.find(id) ? 1 : 0;
    return over;
}

/// True when that was all.
bool BulkWork::judge_count()
{
    auto const matched = result_.matched;
    auto const expect = order_.expect.value_or(matched);
    auto const apart = std::max(matched, expect) - std::min(matched, expect);
    if (apart > expect / 10)
        result_.end = web::BulkResult::End::unexpected;
    if (order_.dry_run || result_.end != web::BulkResult::End::done)
        return true;
    result_.matched = given_ = 0;
    if (look_)
        look_->from = begin_;
    return false;
}

bool BulkWork::work()
{
    bool over = false;
    auto const ids = next(over);
    result_.matched += ids.size();
    return !work_on(ids) || over;
}

/// False when the store refuses.
bool BulkWork::work_on(std::vector<Ulid> const& ids)
{
    if (ids.empty())
        return true;
    auto& queue = desk_.queue_;
    bool const discards = order_.deed == web::Deed::discard;
    if (discards && batch_ == 0)
        batch_ = desk_.new_batch();
    auto const write = [&] {
        return discards ? queue.discard(ids, batch_) : queue.retry(ids, desk_.clock_.wall());
    };
    auto const fates = desk_.committer_.attempt(write, std::vector<Fate>{});
    for (auto const fate : fates)
        if (fate == Fate::done)
            ++result_.done;
        else
            ++result_.skipped[code_of(fate)];
    desk_.hooks_.changed();
    if (!fates.empty())
        return true;
    result_.skipped["store_refusing"] += ids.size();
    return false;
}

void BulkWork::finish()
{
    if (order_.deed == web::Deed::discard && result_.done > 0)
        result_.undo = desk_.offer_undo(batch_);
}

UndoWork::UndoWork(Desk& desk, std::string const& token) : desk_(desk)
{
    using End = web::BulkResult::End;
    auto const batch = desk_.take_undo(token);
    if (batch)
        batch_ = *batch;
    else
        result_.end = desk_.was_undo(token) ? End::too_late : End::no_undo;
}

bool UndoWork::step()
{
    if (batch_ == 0)
        return true;
    auto const seen = desk_.committer_.attempt(
        [&] { return desk_.queue_.undo(batch_, changes_a_step, result_.done); }, std::size_t{0});
    result_.matched += seen;
    desk_.hooks_.changed();
    return seen < changes_a_step;
}

} // namespace playsync
