// SPDX-License-Identifier: MIT
#include "plugin/targets/listenbrainz.hpp"

#include <algorithm>

#include "plugin/config_table.hpp"
#include "plugin/http/answer.hpp"
#include "plugin/targets/http_settings.hpp"

namespace playsync {
namespace {

using listenbrainz::Clash;

/// "the server's 30 in 10 s", with room for what else comes from this address.
constexpr PaceLimit own_pace{25, Millis{10'000}};
constexpr std::size_t largest_batch = 1000;
constexpr std::size_t largest_bytes = 4 * 1024 * 1024; // the service takes ten
/// Seconds after a listen's own that are tried when other clients have them.
constexpr unsigned most_moves = 100;

class ListenBrainz : public Target {
public:
    ListenBrainz(TargetTraits traits, HttpSettings settings, std::unique_ptr<http::Client> client,
                 Secret token, std::string agent, Clock& clock)
        : traits_(std::move(traits)),
          settings_(std::move(settings)),
          dialect_(listenbrainz::dialect_of(settings_.url)),
          client_(std::move(client)),
          token_(std::move(token)),
          agent_(std::move(agent)),
          clock_(clock)
    {
    }

    TargetTraits const& traits() const noexcept override { return traits_; }
    void cancel() noexcept override { client_->cancel(); }

    net::awaitable<Outcome> send(std::span<Claimed const> batch) override
    {
        std::vector<ItemVerdict> refused;
        auto listens = listens_of(batch, refused);
        bool const may_be_there = std::ranges::any_of(batch, &Claimed::uncertain);
        Outcome outcome;
        if (!listens.empty())
            outcome = co_await submit(std::move(listens), may_be_there);
        // The others must not lose an attempt to it, nor it be tried again with them.
        if (outcome.error.kind == ErrorClass::none)
            outcome.items.insert(outcome.items.end(), refused.begin(), refused.end());
        co_return outcome;
    }

    net::awaitable<void> tell(Live live) override
    {
        auto const& track = live.item;
        bool const plays = live.kind == Live::Kind::started && track.kind == ItemKind::track;
        if (!plays || track.artist.empty() || track.title.empty())
            co_return;
        auto request =
            submission(listenbrainz::encode_playing_now(track, live.duration_ms, dialect_));
        co_await client_->send(std::move(request));
    }

    net::awaitable<std::vector<TestStep>> test() override
    {
        auto steps = co_await probe(*client_);
        if (!all_well(steps))
            co_return steps;
        auto const began = clock_.steady();
        auto request = request_to("GET", "/1/validate-token");
        auto const answer = co_await client_->send(std::move(request));
        TestStep step{"account", false, Millis{0}, {}};
        if (auto const* failure = std::get_if<http::Failure>(&answer))
            step.detail = failure->message;
        else
            step = listenbrainz::decode_token(std::get<http::Response>(answer));
        if (!step.ok && std::holds_alternative<http::Response>(answer))
            step.detail += listenbrainz::advice_on(settings_.url);
        step.took = std::chrono::duration_cast<Millis>(clock_.steady() - began);
        steps.push_back(std::move(step));
        co_return steps;
    }

private:
    /// A listen whose second is another client's goes to the next that is free. The seconds are
    /// tried in the same order each time, and a server that keeps one listen a second knows a
    /// repeat of it, so that what arrived without our hearing of it is found and not told twice.
    /// Where a 409 may be of our own listen, because no answer came before, it is that.
    net::awaitable<Outcome> submit(std::vector<Change> listens, bool may_be_there)
    {
        Outcome outcome;
        for (unsigned moved = 0; moved <= most_moves; ++moved) {
            auto request = submission(listenbrainz::encode(listens, dialect_));
            auto const answer = co_await client_->send(std::move(request));
            outcome = outcome_of(answer, listens);
            auto const clash = clash_in(answer);
            if (clash == Clash::none || listens.size() > 1)
                break;
            if (clash == Clash::unnamed && may_be_there && moved == 0) {
                outcome.error = {ErrorClass::none, outcome.error.http_status, {}};
                break;
            }
            listens.front().occurred_at += 1000;
        }
        co_return outcome;
    }

    static Clash clash_in(http::Answer const& answer)
    {
        auto const* response = std::get_if<http::Response>(&answer);
        return response ? listenbrainz::clash_of(*response) : Clash::none;
    }

    std::vector<Change> listens_of(std::span<Claimed const> batch,
                                   std::vector<ItemVerdict>& refused) const
    {
        std::vector<Change> listens;
        for (auto const& each : batch) {
            auto change = decode_body(each.id, each.body);
            auto fault =
                change ? listenbrainz::fault_of(*change, clock_.wall()) : "its record is damaged";
            if (fault.empty())
                listens.push_back(std::move(*change));
            else
                refused.push_back({each.id, ItemVerdict::Kind::refused, std::move(fault)});
        }
        return listens;
    }

    Outcome outcome_of(http::Answer const& answer, std::span<Change const> listens) const
    {
        auto const* failure = std::get_if<http::Failure>(&answer);
        auto outcome = failure ? http::outcome_of(*failure)
                               : listenbrainz::decode(std::get<http::Response>(answer), listens,
                                                      clock_.wall());
        // It blocks by not answering, and says why nowhere else.
        if (failure && failure->kind == ErrorClass::unreachable && !agent_.empty())
            outcome.error.message += "; if that lasts, it may have blocked \"" + agent_ + '"';
        if (outcome.error.kind == ErrorClass::misconfigured && outcome.error.http_status != 403)
            outcome.error.message += listenbrainz::advice_on(settings_.url);
        return outcome;
    }

    http::Request request_to(char const* method, std::string_view path) const
    {
        http::Request request;
        request.method = method;
        request.path = settings_.path(path);
        request.repeatable = true; // it knows a listen by its second and its track
        request.headers = {{"Authorization", "Token " + token_.reveal()},
                           {"Accept", "application/json"}};
        if (!agent_.empty())
            request.headers.emplace_back("User-Agent", agent_);
        return request;
    }
    http::Request submission(std::string body) const
    {
        auto request = request_to("POST", "/1/submit-listens");
        request.headers.emplace_back("Content-Type", "application/json");
        request.body = std::move(body);
        return request;
    }

    TargetTraits traits_;
    HttpSettings settings_;
    listenbrainz::Dialect dialect_;
    std::unique_ptr<http::Client> client_;
    Secret token_;
    std::string agent_; // empty: the client's own
    Clock& clock_;
};

/// MetaBrainz turns away whoever does not say whom to write to.
std::string read_agent(ConfigTable& table, bool is_official)
{
    auto const contact = table.text("contact", "");
    bool const plain = std::ranges::all_of(
        contact, [](char c) { return c > 0x20 && c < 0x7f && c != '(' && c != ')'; });
    if (!plain)
        table.complain("contact", "must be one mail or web address");
    if (contact.empty() && is_official)
        table.complain("contact", "is missing: the service blocks programs that do not say whom to "
                                  "write to; your mail or web address");
    return contact.empty() ? "" : "playsync/" PLAYSYNC_VERSION_TEXT " ( " + contact + " )";
}

} // namespace

std::unique_ptr<Target> make_listenbrainz(ConfigTable& table, TargetContext const& context)
{
    auto traits = read_service_traits(table, Keeps::plays);
    auto settings = read_http(table, "url", "https://api.listenbrainz.org");
    auto const dialect = listenbrainz::dialect_of(settings.url);
    auto const asked =
        table.number("batch", 1, largest_batch, dialect.official ? std::int64_t{largest_batch} : 1);
    auto const batch = dialect.one_by_one ? 1 : asked;
    auto token = table.secret("token");
    if (token.empty())
        table.complain("token", "is missing: your user token of the service");
    auto agent = read_agent(table, dialect.official);
    traits.service = "listenbrainz";
    traits.address = settings.url.text();
    traits.limits.changes = static_cast<std::size_t>(batch);
    traits.limits.bytes = largest_bytes;
    traits.needs_network = !settings.url.origin.is_loopback();
    traits.kinds = {ItemKind::track};
    traits.takes_back = false;
    traits.distinct_seconds = true;
    traits.live = table.flag("now_playing", true);
    if (dialect.official)
        traits.pace = own_pace;
    if (!table.errors().empty())
        return nullptr;
    auto client = make_client(table, context, settings.options);
    if (!client)
        return nullptr;
    return std::make_unique<ListenBrainz>(std::move(traits), std::move(settings), std::move(client),
                                          std::move(token), std::move(agent), context.clock);
}

} // namespace playsync
