// SPDX-License-Identifier: MIT
#include "plugin/watch_book.hpp"

#include <algorithm>
#include <functional>

namespace playsync {
namespace {

constexpr std::size_t watches_a_step = 500;
constexpr Millis longest_step{5};
constexpr std::size_t most_users = 100;

WatchName name_of(WatchSpan const& span)
{
    return {span.at, span.item};
}

} // namespace

/// What comes in after it began is not touched: it begins at what is the newest then.
class WatchBook::Work : public web::Forgetting {
public:
    Work(WatchBook& book, web::ForgetOrder order) : book_(book), order_(std::move(order))
    {
        auto const newest = book_.queue_.history().newest(1);
        if (newest.empty())
            is_over_ = true;
        else
            from_ = begin_ = text_of(name_of(newest.front()));
    }

    bool step() override
    {
        if (is_over_)
            return true;
        auto const names = next();
        if (!counted_)
            count(names.size());
        else
            forget(names);
        return is_over_;
    }

    web::ForgetResult const& result() const override { return result_; }

private:
    std::vector<WatchName> next()
    {
        WatchLook look{order_.filter, from_, watches_a_step, {}};
        look.enough = [clock = &book_.clock_, end = book_.clock_.steady() + longest_step] {
            return clock->steady() >= end;
        };
        auto const page = book_.queue_.history().list(look);
        from_ = page.next;
        std::vector<WatchName> names;
        for (auto const& entry : page.entries)
            names.push_back(name_of(entry.span));
        return names;
    }

    void count(std::size_t more)
    {
        result_.matched += more;
        if (!order_.dry_run && result_.matched > order_.expect) {
            result_.end = web::ForgetResult::End::unexpected;
            is_over_ = true;
        } else if (from_.empty()) {
            counted_ = true;
            is_over_ = order_.dry_run;
            from_ = begin_;
        }
    }

    void forget(std::vector<WatchName> const& names)
    {
        auto const taken =
            names.empty() ? std::optional<std::size_t>{0} : book_.forget(std::span{names});
        result_.forgotten += taken.value_or(0);
        if (!taken)
            result_.end = web::ForgetResult::End::refused;
        is_over_ = !taken || from_.empty();
    }

    WatchBook& book_;
    web::ForgetOrder order_;
    web::ForgetResult result_;
    std::string begin_;
    std::string from_;
    bool counted_ = false;
    bool is_over_ = false;
};

WatchPage WatchBook::list(web::WatchQuery const& query) const
{
    WatchLook look{query.filter, query.from, query.limit, {}};
    look.enough = [this, end = clock_.steady() + Millis{query.longest_ms}] {
        return clock_.steady() >= end;
    };
    return queue_.history().list(look);
}

std::optional<std::size_t> WatchBook::forget(std::span<WatchName const> names)
{
    return committer_.attempt([&] { return std::optional{queue_.history().forget(names)}; },
                              std::optional<std::size_t>{});
}

std::optional<bool> WatchBook::forget(WatchName const& name)
{
    auto const taken = forget({&name, 1});
    return taken ? std::optional{*taken > 0} : std::nullopt;
}

std::unique_ptr<web::Forgetting> WatchBook::begin(web::ForgetOrder order)
{
    return std::make_unique<Work>(*this, std::move(order));
}

std::vector<web::Kept> WatchBook::kept(std::uint64_t& all) const
{
    std::vector<web::Kept> users;
    all = 0;
    for (auto const& [user, watches] : queue_.history().unsent()) {
        users.push_back({user, watches});
        all += watches;
    }
    std::ranges::stable_sort(users, std::greater{}, &web::Kept::watches);
    users.resize(std::min(users.size(), most_users));
    return users;
}

bool WatchBook::prune(UnixMs kept_ms)
{
    if (kept_ms == 0)
        return false;
    auto const before = clock_.wall() - kept_ms;
    return committer_.attempt([&] { return queue_.history().prune(before, watches_a_step); },
                              std::size_t{0}) > 0;
}

} // namespace playsync
