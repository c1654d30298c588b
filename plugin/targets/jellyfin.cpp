// SPDX-License-Identifier: MIT
#include "plugin/targets/jellyfin.hpp"

#include "plugin/config_table.hpp"
#include "plugin/http/answer.hpp"
#include "plugin/targets/jellyfin_delivery.hpp"

namespace playsync {
namespace {

using jellyfin::Reply;
using jellyfin::Server;

LogInStep step_of(Outcome const& outcome)
{
    using enum LogInStep::Kind;
    if (outcome.error.kind == ErrorClass::none && !outcome.cancelled)
        return LogInStep::of(done);
    auto const away = outcome.error.kind == ErrorClass::unreachable ||
                      outcome.error.kind == ErrorClass::ambiguous ||
                      outcome.error.kind == ErrorClass::transient;
    return LogInStep::of(away ? unsure : failed, outcome.error.message);
}

std::string in_words(jellyfin::ResumeRule const& rule)
{
    return "from " + std::to_string(rule.from_pct) + " to " + std::to_string(rule.to_pct) +
           " %, items of " + std::to_string(rule.least_s) + " s and more";
}

class Jellyfin : public Target, public LogIn {
public:
    Jellyfin(TargetTraits traits, std::unique_ptr<http::Client> client, jellyfin::Settings settings,
             Strategy strategy, Millis library_every, TargetContext const& context)
        : traits_(std::move(traits)),
          clock_(context.clock),
          server_(std::move(client), std::move(settings), context.accounts.of(context.name),
                  context.clock),
          catalogue_(server_, context.clock, library_every),
          strategy_(strategy)
    {
    }

    TargetTraits const& traits() const noexcept override { return traits_; }
    LogIn* log_in() noexcept override { return this; }
    void cancel() noexcept override { server_.cancel(); }
    bool is_in() const noexcept override { return server_.is_in(); }
    std::string user() const override { return server_.user(); }

    /// A token that was revoked is had anew, once, where the settings have what it takes.
    net::awaitable<Outcome> send(std::span<Claimed const> batch) override
    {
        Outcome outcome = co_await deliver(batch);
        if (outcome.error.kind == ErrorClass::auth && server_.lets_itself_in())
            outcome = co_await deliver(batch);
        co_return outcome;
    }

    net::awaitable<std::vector<TestStep>> test() override;
    net::awaitable<LogInStep> begin(LogInRequest request) override;
    net::awaitable<LogInStep> poll() override;
    net::awaitable<Outcome> log_out() override { return server_.leave(); }

private:
    net::awaitable<Outcome> deliver(std::span<Claimed const> batch)
    {
        jellyfin::Delivery delivery{server_, catalogue_, strategy_, clock_, batch};
        co_return co_await delivery.run();
    }
    net::awaitable<LogInStep> begin_quick_connect();
    TestStep step(std::string name, Steady began, Outcome const& outcome, std::string detail) const;

    TargetTraits traits_;
    Clock& clock_;
    Server server_;
    jellyfin::Catalogue catalogue_;
    Strategy strategy_;
    std::string secret_; // of a quick connect under way
};

TestStep Jellyfin::step(std::string name, Steady began, Outcome const& outcome,
                        std::string detail) const
{
    TestStep step;
    step.name = std::move(name);
    step.ok = outcome.error.kind == ErrorClass::none && !outcome.cancelled;
    step.took = std::chrono::duration_cast<Millis>(clock_.steady() - began);
    step.detail = step.ok ? std::move(detail) : http::in_brief(outcome);
    return step;
}

net::awaitable<std::vector<TestStep>> Jellyfin::test()
{
    auto steps = co_await probe(server_.client());
    if (!all_well(steps))
        co_return steps;
    auto began = clock_.steady();
    Outcome outcome = co_await server_.look();
    steps.push_back(step("Jellyfin", began, outcome, {}));
    if (!steps.back().ok)
        co_return steps;
    began = clock_.steady();
    outcome = co_await server_.enter();
    steps.push_back(step("account", began, outcome, server_.user()));
    if (!steps.back().ok)
        co_return steps;
    began = clock_.steady();
    auto request = jellyfin::ask_count(server_.user_id());
    Reply reply = co_await server_.ask(std::move(request));
    auto const page = reply.is_good() ? jellyfin::decode_items(reply.body) : std::nullopt;
    if (reply.is_good() && !page)
        reply.outcome = jellyfin::not_ours(reply.body);
    auto const count = page ? std::to_string(page->total) + " films and episodes" : std::string{};
    steps.push_back(step("library", began, reply.outcome, count));
    if (!steps.back().ok)
        co_return steps;
    began = clock_.steady();
    outcome = co_await server_.learn_rule();
    auto rule = in_words(server_.resume_rule()) +
                (server_.knows_rule() ? "" : ", as at first: the server's are not to be read");
    steps.push_back(step("resuming", began, outcome, std::move(rule)));
    co_return steps;
}

net::awaitable<LogInStep> Jellyfin::begin(LogInRequest request)
{
    if (!request.token.empty() || !server_.settings().api_key.empty())
        co_return LogInStep::of(LogInStep::Kind::failed,
                                "an API key is given in the target's file, as 'api_key'");
    auto user = request.user.empty() ? server_.settings().user : std::move(request.user);
    auto password = request.password.empty() ? server_.settings().password : request.password;
    if (password.empty())
        co_return co_await begin_quick_connect();
    Outcome const outcome = co_await server_.enter_as(std::move(user), std::move(password));
    co_return step_of(outcome);
}

/// QuickConnectManager: the code is good for ten minutes.
net::awaitable<LogInStep> Jellyfin::begin_quick_connect()
{
    http::Request request;
    request.path = "/QuickConnect/Initiate";
    Reply reply = co_await server_.ask_openly(std::move(request));
    if (reply.outcome.error.http_status == 401)
        reply.outcome.error.message = "Quick Connect is switched off on the server: log in with a "
                                      "name and password";
    auto const state = reply.is_good() ? jellyfin::decode_quick_connect(reply.body) : std::nullopt;
    if (!state)
        co_return step_of(reply.is_good() ? jellyfin::not_ours(reply.body) : reply.outcome);
    secret_ = state->secret;
    auto step = LogInStep::of(LogInStep::Kind::waiting);
    step.user_code = state->code;
    auto page = server_.settings().http.url;
    page.path = server_.settings().http.path("/web/#/quickconnect");
    step.verify_url = page.text();
    step.expires_in = Millis{600'000};
    step.interval = Millis{3000};
    co_return step;
}

net::awaitable<LogInStep> Jellyfin::poll()
{
    auto request = jellyfin::ask("/QuickConnect/Connect?secret=" + secret_);
    Reply reply = co_await server_.ask_openly(std::move(request));
    if (reply.outcome.error.http_status == 404)
        co_return LogInStep::of(LogInStep::Kind::expired);
    auto const state = reply.is_good() ? jellyfin::decode_quick_connect(reply.body) : std::nullopt;
    if (!state)
        co_return step_of(reply.is_good() ? jellyfin::not_ours(reply.body) : reply.outcome);
    if (!state->let_in)
        co_return LogInStep::of(LogInStep::Kind::waiting);
    Outcome const outcome = co_await server_.enter_with(secret_);
    // It was let in a moment ago, so a 404 is one that came too late (GetAuthorizedRequest).
    if (outcome.error.http_status == 404)
        co_return LogInStep::of(LogInStep::Kind::expired);
    co_return step_of(outcome);
}

jellyfin::Settings read_settings(ConfigTable& table, TargetContext const& context)
{
    jellyfin::Settings settings;
    settings.http = read_http(table, "url", "");
    settings.user = table.text("user", "");
    settings.password = table.secret("password");
    settings.api_key = table.secret("api_key");
    settings.scope = context.name;
    settings.data_dir = context.data_dir;
    bool const by_key = !settings.api_key.empty();
    if (by_key && !settings.password.empty())
        table.complain("api_key", "and 'password' are two ways to log in: give one");
    if (settings.user.empty() && (by_key || !settings.password.empty()))
        table.complain(by_key ? "api_key" : "password",
                       "needs 'user', the name of the user on the server");
    return settings;
}

} // namespace

std::unique_ptr<Target> make_jellyfin(ConfigTable& table, TargetContext const& context)
{
    auto traits = read_traits(table, Keeps::state);
    if (traits.keeps != Keeps::state)
        table.complain("keeps", "is \"state\" on a Jellyfin server");
    auto settings = read_settings(table, context);
    auto const strategy = strategy_of(table.choice("conflict", {"furthest", "newest", "local"}));
    Millis const library_every{table.number("library_s", 0, 86'400, 60) * 1000};
    if (!table.errors().empty())
        return nullptr;
    traits.service = "jellyfin";
    traits.address = settings.http.url.text();
    traits.needs_network = !settings.http.url.origin.is_loopback();
    traits.limits.changes = 50;
    auto client = make_client(table, context, settings.http.options);
    if (!client)
        return nullptr;
    return std::make_unique<Jellyfin>(std::move(traits), std::move(client), std::move(settings),
                                      *strategy, library_every, context);
}

} // namespace playsync
