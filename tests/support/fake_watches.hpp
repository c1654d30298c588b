// SPDX-License-Identifier: MIT
// A watch history that shows what a test put into it and remembers what it was told to do.
#pragma once

#include <vector>

#include "web/watches.hpp"

namespace playsync::test {

inline WatchEntry watch_entry(std::string user, UnixMs at)
{
    WatchEntry entry;
    entry.user = std::move(user);
    entry.item.kind = ItemKind::movie;
    entry.item.title = "Heat";
    entry.span = {item_key(entry.user, entry.item), at, at - 5000, at + 2000, false};
    return entry;
}

class FakeWatches : public web::Watches {
public:
    std::vector<WatchEntry> known; // the newest first
    mutable web::WatchQuery query; // the last one
    std::optional<bool> was_there = true;
    std::vector<WatchName> asked; // to be forgotten
    std::vector<web::ForgetOrder> orders;
    web::ForgetResult result;
    unsigned steps = 3; // that forgetting many takes

    WatchPage list(web::WatchQuery const& given) const override
    {
        query = given;
        WatchPage page;
        auto const from = watch_name_of(given.from);
        for (auto const& entry : known) {
            WatchName const name{entry.span.at, entry.span.item};
            if (from && name.at > from->at)
                continue;
            if (page.entries.size() == given.limit) {
                page.next = text_of(name);
                break;
            }
            page.entries.push_back(entry);
        }
        return page;
    }

    std::optional<bool> forget(WatchName const& name) override
    {
        asked.push_back(name);
        return was_there;
    }

    std::unique_ptr<web::Forgetting> begin(web::ForgetOrder order) override
    {
        orders.push_back(std::move(order));
        return std::make_unique<Steps>(*this);
    }

private:
    class Steps : public web::Forgetting {
    public:
        explicit Steps(FakeWatches& owner) : owner_(owner) {}
        bool step() override { return ++taken_ >= owner_.steps; }
        web::ForgetResult const& result() const override { return owner_.result; }

    private:
        FakeWatches& owner_;
        unsigned taken_ = 0;
    };
};

} // namespace playsync::test
