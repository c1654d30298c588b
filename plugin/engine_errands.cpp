// SPDX-License-Identifier: MIT
// What a person asks of a service through us: to be let in, let out, and whether it is there. Each
// errand has a target of its own, so that no change waits for it.
#include <algorithm>

#include "plugin/config_table.hpp"
#include "plugin/engine.hpp"
#include "plugin/http/answer.hpp"

namespace playsync {
namespace {

constexpr Millis between_tests{1000};

} // namespace

/// A log-in's place in the list of those under way: one a target, until it ends, however it does.
class Engine::LogInPlace {
public:
    LogInPlace(LogIns& list, std::string const& name, std::shared_ptr<LogInRun> run)
        : list_(&list),
          place_(list.emplace(name, std::move(run)).first)
    {
    }
    LogInPlace(LogInPlace&& other) noexcept
        : list_(std::exchange(other.list_, nullptr)),
          place_(other.place_)
    {
    }
    LogInPlace& operator=(LogInPlace&&) = delete;
    ~LogInPlace()
    {
        if (list_)
            list_->erase(place_);
    }

private:
    LogIns* list_;
    LogIns::iterator place_;
};

std::unique_ptr<Target> Engine::errand_for(Worker const& worker, std::string& wrong)
{
    ConfigTable table{worker.file().text, worker.file().path};
    auto target = make_target_(table, context_for(worker.file()));
    if (!target && !table.errors().empty())
        wrong = table.errors().front();
    return target;
}

net::awaitable<web::Control::Tested> Engine::test(std::string name)
{
    Tested tested;
    auto const* const worker = find(name);
    auto const now = clock_.steady();
    auto& last = last_tests_[name];
    if (!worker) {
        last_tests_.erase(name);
        tested.refusal = Refusal::not_found;
        co_return tested;
    }
    if (last != Steady{} && now < last + between_tests) {
        tested.refusal = Refusal::too_soon;
        co_return tested;
    }
    last = now;
    std::string wrong;
    auto const target = errand_for(*worker, wrong);
    if (!target) {
        tested.steps.push_back({"settings", false, 0, wrong});
        co_return tested;
    }
    Listed const listed{errands_, *target};
    auto const steps = co_await target->test();
    for (auto const& step : steps)
        tested.steps.push_back({step.name, step.ok, step.took.count(), step.detail});
    co_return tested;
}

net::awaitable<web::Control::LoggedIn> Engine::log_in(std::string name, web::LoginGiven given)
{
    LoggedIn result;
    auto const* const worker = find(name);
    result.refusal = !worker                   ? Refusal::not_found
                     : !worker->wants_login()  ? Refusal::needs_none
                     : log_ins_.contains(name) ? Refusal::running
                                               : Refusal::none;
    std::string wrong;
    auto target =
        result.refusal == Refusal::none && !stopping_ ? errand_for(*worker, wrong) : nullptr;
    if (!target) {
        if (result.refusal == Refusal::none)
            result.refusal = Refusal::failed;
        result.detail = stopping_ ? "the plugin stops" : wrong;
        co_return result;
    }
    auto const told = [this, name](web::LoginView const& login) { note_login(name, login); };
    auto const run = std::make_shared<LogInRun>(std::move(target), clock_, told);
    LogInPlace place{log_ins_, name, run};
    LogInRequest request;
    request.user = std::move(given.user);
    request.password = std::move(given.password);
    request.token = std::move(given.token);
    LogInStep const step = co_await run->begin(std::move(request));
    result.login = run->view();
    if (!run->is_over()) {
        tasks_.start(follow(run, std::move(place)));
        co_return result;
    }
    if (step.kind != LogInStep::Kind::done) {
        result.refusal = Refusal::failed;
        result.detail = step.message;
    }
    co_return result;
}

net::awaitable<void> Engine::follow(std::shared_ptr<LogInRun> run, LogInPlace)
{
    co_await run->run();
}

void Engine::note_login(std::string const& name, web::LoginView const& login)
{
    if (login.state != "waiting")
        log_.info("target " + name + ": log-in " + (login.state == "in" ? "done" : login.state) +
                  (login.detail.empty() ? "" : ": " + login.detail));
    if (auto* const worker = find(name))
        worker->show_login(login);
    audiences_.login_progress(name, login);
}

web::Control::Refusal Engine::cancel_log_in(std::string_view name)
{
    if (!find(name))
        return Refusal::not_found;
    if (auto const found = log_ins_.find(name); found != log_ins_.end())
        found->second->cancel();
    return Refusal::none;
}

net::awaitable<web::Control::Refusal> Engine::log_out(std::string name)
{
    auto const* const worker = find(name);
    if (!worker)
        co_return Refusal::not_found;
    if (!worker->wants_login())
        co_return Refusal::needs_none;
    cancel_log_in(name);
    std::string wrong;
    auto const target = errand_for(*worker, wrong);
    Outcome outcome;
    if (!target) {
        accounts_.of(name).forget();
    } else {
        Listed const listed{errands_, *target};
        outcome = co_await target->log_in()->log_out();
    }
    note_log_out(name, outcome);
    web::LoginView out;
    out.state = "out";
    if (auto* const now = find(name)) // the configuration may have changed meanwhile
        now->logged_out();
    audiences_.login_progress(name, out);
    co_return Refusal::none;
}

void Engine::note_log_out(std::string const& name, Outcome const& outcome)
{
    bool const told = outcome.error.kind == ErrorClass::none && !outcome.cancelled;
    log_.info("target " + name + ": logged out" +
              (told ? "" : " here; the service could not be told: " + http::in_brief(outcome)));
}

void Engine::forget_account(std::string_view name)
{
    if (auto const running = log_ins_.find(name); running != log_ins_.end())
        running->second->cancel();
    auto& account = accounts_.of(name);
    auto const is_named = [name](auto const& worker) { return worker->name() == name; };
    auto const retired = std::ranges::find_if(retiring_.rbegin(), retiring_.rend(), is_named);
    auto const* const worker = retired != retiring_.rend() ? retired->get() : find(name);
    bool const is_in = worker && !account.secrets().empty();
    try {
        std::string wrong;
        auto target = is_in && !stopping_ ? errand_for(*worker, wrong) : nullptr;
        if (target && target->log_in()) {
            auto words = target->log_in()->log_out();
            tasks_.start(see_off(std::string{name}, std::move(target), std::move(words)));
        }
    } catch (std::exception const&) { // whoever cannot be told, nobody is let in any more
        complain(std::current_exception());
    }
    account.forget();
}

net::awaitable<void> Engine::see_off(std::string name, std::unique_ptr<Target> target,
                                     net::awaitable<Outcome> words)
{
    Listed const listed{errands_, *target};
    Outcome const outcome = co_await std::move(words);
    note_log_out(name, outcome);
}

void Engine::end_errands()
{
    for (auto* const target : errands_)
        target->cancel();
    for (auto const& [name, run] : log_ins_)
        run->cancel();
}

} // namespace playsync
