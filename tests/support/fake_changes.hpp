// SPDX-License-Identifier: MIT
// A queue that shows what a test put into it and remembers what it was told to do.
#pragma once

#include <map>

#include "tests/support/fake_control.hpp"
#include "web/changes.hpp"

namespace playsync::test {

class FakeChanges : public web::Changes {
public:
    std::map<Ulid, web::ChangeView> known;
    std::vector<Attempt> tries;
    mutable web::ChangeQuery query; // the last one
    std::optional<Fate> fate = Fate::done;
    std::vector<web::BulkOrder> orders;
    web::BulkResult result;
    unsigned steps = 3; // that a bulk order takes
    std::vector<std::string> asked;

    std::optional<web::ChangeList> list(web::ChangeQuery const& asked_for) const override
    {
        query = asked_for;
        if (asked_for.target && *asked_for.target != "home")
            return std::nullopt;
        web::ChangeList list;
        for (auto const& [id, view] : known)
            list.items.insert(list.items.begin(), view);
        if (list.items.size() > asked_for.limit) {
            list.items.resize(asked_for.limit);
            auto const& last = list.items.back().entry.id.bytes;
            list.next.assign(last.begin(), last.end());
        }
        return list;
    }

    web::ChangeDetail find(Ulid id) const override
    {
        auto const found = known.find(id);
        if (found == known.end())
            return {{}, {}, id.bytes[15] == 0};
        return {found->second, tries, true};
    }

    std::optional<Fate> retry(Ulid id) override { return told("retry", id); }
    std::optional<Fate> park(Ulid id) override { return told("park", id); }
    std::optional<Fate> rematch(Ulid& id, web::Ids const& ids) override
    {
        return told("match " + ids.front().first + ":" + ids.front().second, id);
    }

    std::optional<std::vector<TargetNo>>
    targets(std::optional<std::string> const& name) const override
    {
        if (name && *name != "home")
            return std::nullopt;
        return name ? std::vector<TargetNo>{1} : std::vector<TargetNo>{1, 2};
    }
    std::vector<Minute> minutes(TargetNo target, std::uint32_t from,
                                std::uint32_t to) const override
    {
        std::vector<Minute> found;
        for (auto const& each : happened.at(target))
            if (each.minute < from)
                found.assign(1, each);
            else if (each.minute < to)
                found.push_back(each);
        return found;
    }
    std::map<TargetNo, std::vector<Minute>> happened{{1, {}}, {2, {}}}; // in order

    std::unique_ptr<web::Bulk> begin(web::BulkOrder order) override
    {
        orders.push_back(std::move(order));
        return std::make_unique<Steps>(*this);
    }

private:
    class Steps : public web::Bulk {
    public:
        explicit Steps(FakeChanges& owner) : owner_(owner) {}
        bool step() override { return ++taken_ >= owner_.steps; }
        web::BulkResult const& result() const override { return owner_.result; }

    private:
        FakeChanges& owner_;
        unsigned taken_ = 0;
    };

    std::optional<Fate> told(std::string const& what, Ulid id)
    {
        if (!known.contains(id))
            return Fate::not_found;
        asked.push_back(what);
        return fate;
    }
};

} // namespace playsync::test
