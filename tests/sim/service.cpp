// SPDX-License-Identifier: MIT
#include "tests/sim/service.hpp"

#include "plugin/http/answer.hpp"
#include "storage/codec.hpp"

namespace playsync::sim {
namespace {

using namespace std::chrono_literals;

std::string words_of(Outcome const& outcome)
{
    static constexpr char const* classes[] = {"yes",       "not now", "too much",      "nothing",
                                              "(unclear)", "log in",  "wrong address", "no"};
    return classes[unsigned(outcome.error.kind)];
}

} // namespace

Service::Service(unsigned number, Chance& chance, Faults const& faults, Oracle const& oracle,
                 Trace& trace)
    : name_("service" + std::to_string(number)),
      chance_(chance),
      faults_(faults),
      oracle_(oracle),
      trace_(trace)
{
    traits_.service = "sim";
    traits_.address = name_;
    traits_.keeps = chance.one_in(2) ? Keeps::state : Keeps::plays;
    traits_.limits.changes = static_cast<std::size_t>(chance.between(1, 20));
    traits_.limits.bytes = 1 << 16;
    traits_.lanes = static_cast<unsigned>(chance.between(1, 3));
    traits_.needs_network = !chance.one_in(4);
    traits_.users = {chance.one_in(3) ? "user" + std::to_string(chance.below(2)) : "*"};
    honours_ids_ = chance.one_in(2);
    tells_items_ = chance.one_in(2);
    // Not drawn: the seeds that once failed must mean what they meant.
    traits_.counts_watches = traits_.keeps == Keeps::state && traits_.limits.changes % 2 == 0;
    traits_.limits.alike = traits_.counts_watches;
}

TargetTraits Service::traits() const
{
    return traits_;
}

UnixMs Service::mark_of(std::string const& user, std::string const& title) const
{
    auto const found = items_.find({user, title});
    return found == items_.end() ? 0 : found->second.mark;
}

UnixMs Service::position_of(std::string const& user, std::string const& title) const
{
    auto const found = items_.find({user, title});
    return found == items_.end() ? 0 : found->second.position;
}

Steady Service::limited_until(Steady now) const
{
    return limit_known_ ? any_limit_until_ : std::max(any_limit_until_, now + 24h);
}

unsigned Service::spent(Ulid id) const
{
    auto const found = spent_.find(id);
    return found == spent_.end() ? 0 : found->second;
}

Service::Reply Service::take(std::span<Claimed const> batch, unsigned asked_by, Steady now,
                             UnixMs wall)
{
    judge_arrival(batch, asked_by, now);
    ++requests_;
    Reply reply;
    reply.probe = open_;
    probes_flying_[asked_by] += reply.probe ? 1 : 0;
    reply.latency = Millis{chance_.magnitude(1, 2000)};
    if (chance_.happens(faults_.rate(Fault::slow)))
        reply.latency = Millis{chance_.between(10'000, 29'000)};
    reply.outcome = answer(batch, now, wall, reply);
    std::string story = name_ + " is asked:";
    for (auto const& change : batch)
        story += " " + text_of(change) + " (.." + change.id.text().substr(18) + "),";
    trace_.say(story + " and will say " + words_of(reply.outcome) + " in " +
               std::to_string(reply.latency.count()) + " ms");
    trace_.reach("outcome." + std::to_string(unsigned(reply.outcome.error.kind)));
    return reply;
}

Outcome Service::failed(ErrorClass kind, char const* what)
{
    Outcome outcome;
    outcome.error = {kind, 0, what};
    return outcome;
}

Outcome Service::status(unsigned code, UnixMs wall)
{
    http::Response response;
    response.status = code;
    if (code == 429 || code == 503) {
        auto const how = chance_.below(4);
        if (how == 0)
            response.headers = {{"retry-after", std::to_string(chance_.between(1, 300))}};
        else if (how == 1)
            response.headers = {{"retry-after", "86400000"}};
        else if (how == 2)
            response.headers = {{"retry-after", "soon"}};
    }
    trace_.reach("status." + std::to_string(code));
    return http::outcome_of(response, wall);
}

Outcome Service::answer(std::span<Claimed const> batch, Steady, UnixMs wall, Reply& reply)
{
    auto const happens = [&](Fault fault) { return chance_.happens(faults_.rate(fault)); };
    if (happens(Fault::refuse))
        return failed(ErrorClass::unreachable, "connection refused");
    if (happens(Fault::reset_before))
        return failed(ErrorClass::ambiguous, "the connection was reset");
    if (happens(Fault::late_answer)) {
        reply.latency = 30s;
        reply.applied_late = true;
        return failed(ErrorClass::ambiguous, "no answer in time");
    }
    if (!logged_in || happens(Fault::error_401)) {
        logged_in = false;
        return status(401, wall);
    }
    for (auto const& [fault, code] :
         {std::pair{Fault::error_500, 500u}, std::pair{Fault::error_503, 503u},
          std::pair{Fault::error_429, 429u}, std::pair{Fault::error_404, 404u},
          std::pair{Fault::error_409, 409u}})
        if (happens(fault))
            return status(code, wall);
    bool const poisoned =
        std::ranges::any_of(batch, [&](auto const& each) { return poisons(each); });
    if (poisoned && !tells_items_)
        return status(chance_.one_in(2) ? 400 : 422, wall);
    auto outcome = tells_items_ ? item_results(batch) : Outcome{};
    for (auto const& change : batch) {
        auto const said = std::ranges::find(outcome.items, change.id, &ItemVerdict::id);
        if (said == outcome.items.end() || said->kind == ItemVerdict::Kind::taken)
            apply_one(change);
    }
    if (happens(Fault::reset_after))
        return failed(ErrorClass::ambiguous, "the connection was reset");
    if (happens(Fault::garbage))
        return failed(ErrorClass::ambiguous, "the answer is not HTTP");
    return outcome;
}

Outcome Service::item_results(std::span<Claimed const> batch)
{
    Outcome outcome;
    for (auto const& change : batch) {
        auto kind = ItemVerdict::Kind::taken;
        if (poisons(change) || chance_.happens(faults_.rate(Fault::item_refused) / 10))
            kind = ItemVerdict::Kind::refused;
        else if (chance_.happens(faults_.rate(Fault::item_again)))
            kind = ItemVerdict::Kind::again;
        if (kind != ItemVerdict::Kind::taken || chance_.one_in(2))
            outcome.items.push_back({change.id, kind, "said so"});
    }
    return outcome;
}

bool Service::poisons(Claimed const& change) const
{
    return change.body.find("Poison") != std::string::npos;
}

void Service::apply_one(Claimed const& change)
{
    auto const known = decode_body(change.id, change.body);
    if (!known)
        return;
    bool const repeat = !applied_.insert(change.id).second;
    if (repeat && honours_ids_)
        return;
    if (known->verb == Verb::play) {
        plays_.insert(known->occurred_at);
        return;
    }
    auto& item = items_[{known->user, known->item.title}];
    if (known->verb == Verb::unwatched)
        item.taken_back = std::max(item.taken_back, known->occurred_at);
    if (counts_watches() && known->verb == Verb::watched) {
        judge_taken_back(change, known->occurred_at, item.taken_back);
        plays_.insert(known->occurred_at);
        item.mark = std::max(item.mark, known->occurred_at);
        return;
    }
    auto& slot = known->verb == Verb::progress ? item.position : item.mark;
    auto const newest =
        known->verb == Verb::progress ? std::max(item.position, item.mark) : item.mark;
    trace_.require(known->occurred_at >= newest, 6,
                   name_ + " was told " + text_of(change) + ", which is older than what it knows");
    if (known->verb != Verb::progress)
        judge_overtaken(change, known->occurred_at, item.position);
    slot = std::max(slot, known->occurred_at);
}

void Service::apply(std::span<Claimed const> batch)
{
    for (auto const& change : batch)
        if (!poisons(change))
            apply_one(change);
}

/// What the plugin knows of us now, if it asked by the settings in force.
void Service::note_standing(Outcome const& outcome, Steady now)
{
    auto const kind = outcome.error.kind;
    if (kind == ErrorClass::unreachable || kind == ErrorClass::ambiguous)
        open_ = true;
    else if (kind == ErrorClass::none || kind == ErrorClass::rejected)
        open_ = false;
    halted_ = kind == ErrorClass::auth || (halted_ && kind == ErrorClass::misconfigured);
    if (kind != ErrorClass::rate_limited || !outcome.retry_after)
        return;
    auto const before = limit_known_ ? limited_until_.value_or(Steady{}) : Steady{};
    limited_until_ = std::max(before, now + std::min<Millis>(*outcome.retry_after, 24h));
    limit_certain_ = limit_known_ = true;
}

void Service::answered(std::span<Claimed const> batch, Outcome const& outcome, unsigned asked_by,
                       Steady now)
{
    auto const kind = outcome.error.kind;
    if (kind == ErrorClass::rate_limited && outcome.retry_after)
        any_limit_until_ =
            std::max(any_limit_until_, now + std::min<Millis>(*outcome.retry_after, 24h));
    if (asked_by == generation && exists)
        note_standing(outcome, now);
    for (auto const& change : batch) {
        auto const said = std::ranges::find(outcome.items, change.id, &ItemVerdict::id);
        auto const verdict = said == outcome.items.end() ? ItemVerdict::Kind::taken : said->kind;
        bool const taken = kind == ErrorClass::none && verdict == ItemVerdict::Kind::taken;
        bool const refused = (kind == ErrorClass::rejected && batch.size() == 1) ||
                             (kind == ErrorClass::none && verdict == ItemVerdict::Kind::refused);
        if (taken)
            confirmed_[change.id] = life;
        if (refused)
            if (auto const known = decode_body(change.id, change.body))
                refused_.insert(known->occurred_at);
        if (kind == ErrorClass::transient || refused || verdict == ItemVerdict::Kind::again)
            ++spent_[change.id];
    }
}

void Service::over(std::span<Claimed const> batch, unsigned asked_by, bool probe)
{
    --requests_flying_[asked_by];
    probes_flying_[asked_by] -= probe ? 1 : 0;
    for (auto const& change : batch) {
        flying_.erase(change.id);
        std::erase_if(items_flying_, [&](auto const& each) { return each.second == change.id; });
    }
}

void Service::settings_changed(bool noted_all)
{
    was_gone_ = was_gone_ || !exists;
    if (!exists || !there_) // the clock may jump while it is away
        limit_known_ = limit_known_ && limit_certain_ && noted_all;
    there_ = exists;
    halted_ = open_ = false;
}

void Service::plugin_died(bool noted_all)
{
    ++life;
    limit_known_ = limit_known_ && limit_certain_ && noted_all;
    halted_ = open_ = false;
}

} // namespace playsync::sim
