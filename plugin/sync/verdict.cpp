// SPDX-License-Identifier: MIT
#include "plugin/sync/verdict.hpp"
#include "storage/sometimes.hpp"

#include <unordered_map>

namespace playsync {
namespace {

constexpr unsigned uncertain_before_split = 2;

class Judge {
public:
    Judge(std::span<Claimed const> batch, Outcome const& outcome, AttemptPolicy const& policy,
          Circumstances const& circumstances)
        : batch_(batch),
          outcome_(outcome),
          policy_(policy),
          at_(circumstances)
    {
    }

    Verdict verdict()
    {
        switch (outcome_.error.kind) {
        case ErrorClass::none:
            by_item();
            break;
        case ErrorClass::transient:
            sometimes(at_.target_in_doubt ? "verdict.target_in_doubt" : "verdict.transient");
            at_.target_in_doubt ? keep_together(batch_) : try_again(batch_);
            break;
        case ErrorClass::ambiguous:
            if (batch_.size() > 1 && at_.times_uncertain >= uncertain_before_split) {
                sometimes("verdict.uncertain_split");
                split();
            } else
                keep_together(batch_);
            break;
        case ErrorClass::rejected:
        case ErrorClass::no_match:
        case ErrorClass::expired:
        case ErrorClass::by_hand:
            batch_.size() > 1 ? split() : dead(batch_.front(), outcome_.error);
            break;
        case ErrorClass::rate_limited:
        case ErrorClass::unreachable:
        case ErrorClass::auth:
        case ErrorClass::misconfigured:
            for (auto const& change : batch_)
                verdict_.release.push_back(change.id);
            break;
        }
        return std::move(verdict_);
    }

private:
    Settlement base(Claimed const& change) const
    {
        Settlement settlement;
        settlement.id = change.id;
        settlement.attempts = change.attempts;
        settlement.at = at_.now;
        settlement.began = at_.began;
        settlement.next_attempt_at = at_.now;
        return settlement;
    }

    void by_item()
    {
        std::unordered_map<Ulid, ItemVerdict const*> said;
        for (auto const& item : outcome_.items)
            said.emplace(item.id, &item);
        for (auto const& change : batch_) {
            auto const found = said.find(change.id);
            auto const kind = found == said.end() ? ItemVerdict::Kind::taken : found->second->kind;
            by_word(change, kind, found == said.end() ? nullptr : found->second);
        }
    }

    void by_word(Claimed const& change, ItemVerdict::Kind kind, ItemVerdict const* said)
    {
        switch (kind) {
        case ItemVerdict::Kind::taken:
            synced(change, said);
            break;
        case ItemVerdict::Kind::held:
            verdict_.release.push_back(change.id);
            break;
        case ItemVerdict::Kind::again:
            one_again(change, error_of(*said, ErrorClass::transient), 0);
            break;
        case ItemVerdict::Kind::refused:
            dead(change, error_of(*said, ErrorClass::rejected));
            break;
        case ItemVerdict::Kind::no_match:
            dead(change, error_of(*said, ErrorClass::no_match));
            break;
        case ItemVerdict::Kind::expired:
            dead(change, error_of(*said, ErrorClass::expired));
            break;
        }
    }

    LastError error_of(ItemVerdict const& item, ErrorClass kind) const
    {
        return {kind, outcome_.error.http_status, item.message};
    }

    void synced(Claimed const& change, ItemVerdict const* said)
    {
        auto settlement = base(change);
        settlement.state = State::synced;
        settlement.error.http_status = outcome_.error.http_status;
        if (said)
            settlement.error.message = said->message;
        verdict_.settlements.push_back(std::move(settlement));
    }

    void dead(Claimed const& change, LastError error)
    {
        auto settlement = base(change);
        settlement.state = State::failed;
        settlement.attempts = static_cast<std::uint8_t>(change.attempts + 1);
        settlement.error = std::move(error);
        verdict_.settlements.push_back(std::move(settlement));
    }

    void one_again(Claimed const& change, LastError const& error, std::uint64_t group)
    {
        auto const attempts = change.attempts + 1u;
        if (attempts >= policy_.attempts) {
            sometimes("verdict.attempts_spent");
            auto settlement = base(change);
            settlement.state = State::failed;
            settlement.attempts = static_cast<std::uint8_t>(attempts);
            settlement.error = error;
            verdict_.settlements.push_back(std::move(settlement));
            return;
        }
        auto wait = delay_after(attempts, policy_.backoff, at_.chance);
        if (outcome_.retry_after)
            wait = std::max(wait, std::min(*outcome_.retry_after, longest_wait(policy_.backoff)));
        auto settlement = base(change);
        settlement.attempts = static_cast<std::uint8_t>(attempts);
        settlement.next_attempt_at = at_.now + wait.count();
        settlement.group = group;
        settlement.error = error;
        verdict_.settlements.push_back(std::move(settlement));
    }

    void try_again(std::span<Claimed const> changes)
    {
        auto const group = group_of(changes);
        for (auto const& change : changes)
            one_again(change, outcome_.error, group);
    }

    /// No attempt is spent. The changes go out as one again, so that a service that has the first
    /// message knows the second for the same; the target's own wait holds them back.
    void keep_together(std::span<Claimed const> changes)
    {
        auto const group = group_of(changes);
        for (auto const& change : changes) {
            auto settlement = base(change);
            settlement.group = group;
            settlement.error = outcome_.error;
            verdict_.settlements.push_back(std::move(settlement));
        }
    }

    /// The culprit is alone after log2(n) rounds; its neighbours are taken on the way.
    void split()
    {
        auto const half = batch_.size() / 2;
        keep_together(batch_.first(half));
        keep_together(batch_.subspan(half));
    }

    std::span<Claimed const> batch_;
    Outcome const& outcome_;
    AttemptPolicy const& policy_;
    Circumstances const& at_;
    Verdict verdict_;
};

} // namespace

Verdict judge(std::span<Claimed const> batch, Outcome const& outcome, AttemptPolicy const& policy,
              Circumstances const& circumstances)
{
    return Judge{batch, outcome, policy, circumstances}.verdict();
}

std::uint64_t group_of(std::span<Claimed const> batch) noexcept
{
    std::uint64_t group = 0xcbf29ce484222325; // FNV-1a, 64 bits
    for (auto const& change : batch)
        for (auto const byte : change.id.bytes)
            group = (group ^ byte) * 0x100000001b3;
    return group == 0 ? 1 : group;
}

} // namespace playsync
