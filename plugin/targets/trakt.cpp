// SPDX-License-Identifier: MIT
#include "plugin/targets/trakt.hpp"

#include <algorithm>

#include "plugin/config_table.hpp"
#include "plugin/http/answer.hpp"
#include "plugin/targets/trakt_delivery.hpp"

namespace playsync {
namespace {

/// "1 call per second" for what writes (docs.trakt.tv, rate limiting), and a little less.
constexpr PaceLimit own_pace{1, Millis{1100}};
/// Not documented; what plugins of media servers use, and Trakt lives with.
constexpr std::int64_t largest_batch = 100;

class Trakt : public Target, public LogIn {
public:
    Trakt(TargetTraits traits, std::unique_ptr<trakt::Service> service,
          std::filesystem::path watches, Strategy strategy, Clock& clock)
        : traits_(std::move(traits)),
          service_(std::move(service)),
          watches_(std::move(watches)),
          strategy_(strategy),
          clock_(clock)
    {
    }

    TargetTraits const& traits() const noexcept override { return traits_; }
    void cancel() noexcept override { service_->cancel(); }

    net::awaitable<Outcome> send(std::span<Claimed const> batch) override
    {
        trakt::Delivery delivery{*service_, watches_, strategy_, clock_, batch};
        co_return co_await delivery.run();
    }
    net::awaitable<void> tell(Live live) override;
    net::awaitable<std::vector<TestStep>> test() override;

    LogIn* log_in() noexcept override { return this; }
    bool is_in() const noexcept override { return service_->is_in(); }
    std::string user() const override { return service_->user(); }
    std::optional<UnixMs> until() const override { return service_->until(); }
    std::optional<UnixMs> refresh_at() const override { return service_->refresh_at(); }
    net::awaitable<Outcome> refresh() override { return service_->renew(); }
    net::awaitable<LogInStep> begin(LogInRequest request) override;
    net::awaitable<LogInStep> poll() override { return service_->poll(); }
    net::awaitable<Outcome> log_out() override { return service_->leave(); }

private:
    TargetTraits traits_;
    std::unique_ptr<trakt::Service> service_;
    trakt::Watches watches_;
    Strategy strategy_;
    Clock& clock_;
};

/// What ends as a play is told by the queue, with its time: a stop that Trakt takes for a play
/// would make it two. "Watching" ends there by itself. What is there as watched gets no position.
char const* call_for(Live::Kind kind, int progress, bool was_told) noexcept
{
    if (kind == Live::Kind::started)
        return "/scrobble/start";
    if (was_told || progress < trakt::least_progress || progress >= trakt::counts_as_play)
        return nullptr;
    return kind == Live::Kind::paused ? "/scrobble/pause" : "/scrobble/stop";
}

net::awaitable<void> Trakt::tell(Live live)
{
    auto const progress = trakt::progress_of(live.position_ms, live.duration_ms);
    if (progress && live.kind == Live::Kind::started)
        watches_.started(live.item, *progress, clock_.wall());
    auto const* const path =
        progress ? call_for(live.kind, *progress, watches_.was_told(live.item)) : nullptr;
    if (!path || !trakt::fault_of(live.item).empty())
        co_return;
    http::Request request;
    request.path = path;
    bool const starts = live.kind == Live::Kind::started;
    request.body = trakt::encode_scrobble(
        live.item, starts ? *progress : std::min(*progress, trakt::most_progress));
    co_await service_->ask(std::move(request));
}

net::awaitable<std::vector<TestStep>> Trakt::test()
{
    auto steps = co_await probe(service_->api());
    if (!all_well(steps))
        co_return steps;
    auto const began = clock_.steady();
    http::Request request;
    request.method = "GET";
    request.path = "/users/settings";
    trakt::Reply const reply = co_await service_->ask(std::move(request));
    auto const user = trakt::decode_user(reply.response.body);
    TestStep step;
    step.name = "account";
    step.ok = reply.outcome.error.kind == ErrorClass::none && !user.empty();
    step.detail = step.ok ? user : http::in_brief(reply.outcome);
    if (!step.ok && step.detail.empty())
        step.detail = "the answer is not Trakt's";
    step.took = std::chrono::duration_cast<Millis>(clock_.steady() - began);
    steps.push_back(std::move(step));
    co_return steps;
}

net::awaitable<LogInStep> Trakt::begin(LogInRequest request)
{
    if (!request.user.empty() || !request.password.empty() || !request.token.empty())
        co_return LogInStep::of(LogInStep::Kind::failed,
                                "Trakt lets a program in by a code alone: send none of these");
    co_return co_await service_->begin();
}

OAuthApp read_app(ConfigTable& table)
{
    OAuthApp app;
    app.client_id = table.text("client_id", "");
    app.client_secret = table.secret("client_secret");
    app.redirect_uri = table.text("redirect_uri", "urn:ietf:wg:oauth:2.0:oob");
    constexpr char const* where = "is missing: of an API app of your own, made at "
                                  "app.trakt.tv/settings/apps";
    if (app.client_id.empty())
        table.complain("client_id", where);
    if (app.client_secret.empty())
        table.complain("client_secret", where);
    return app;
}

} // namespace

std::unique_ptr<Target> make_trakt(ConfigTable& table, TargetContext const& context)
{
    auto traits = read_service_traits(table, Keeps::state);
    trakt::Settings settings;
    settings.api = read_http(table, "url", "https://api.trakt.tv");
    settings.auth = with_address(table, settings.api, "auth_url", "https://auth.trakt.tv");
    settings.app = read_app(table);
    auto const strategy = strategy_of(table.choice("conflict", {"furthest", "newest", "local"}));
    auto const& host = settings.api.url.origin.host;
    traits.service = "trakt";
    traits.address = settings.api.url.text();
    traits.limits.changes =
        static_cast<std::size_t>(table.number("batch", 1, largest_batch, largest_batch));
    traits.limits.alike = true;
    traits.needs_network = !settings.api.url.origin.is_loopback();
    traits.kinds = {ItemKind::movie, ItemKind::episode};
    traits.counts_watches = true;
    traits.at_rest = true;
    traits.live = table.flag("watching_now", true);
    if (host == "trakt.tv" || host.ends_with(".trakt.tv"))
        traits.pace = own_pace;
    if (!table.errors().empty())
        return nullptr;
    auto api = make_client(table, context, settings.api.options);
    auto auth = make_client(table, context, settings.auth.options);
    if (!api || !auth)
        return nullptr;
    auto service =
        std::make_unique<trakt::Service>(std::move(api), std::move(auth), std::move(settings),
                                         context.accounts.of(context.name), context.clock);
    auto watches = context.data_dir / ("trakt-" + std::string{context.name} + ".json");
    return std::make_unique<Trakt>(std::move(traits), std::move(service), std::move(watches),
                                   *strategy, context.clock);
}

} // namespace playsync
