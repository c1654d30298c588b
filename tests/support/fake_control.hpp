// SPDX-License-Identifier: MIT
// An engine that remembers what it was asked and shows what a test put into it.
#pragma once

#include <stdexcept>

#include "web/control.hpp"

namespace playsync::test {

inline constexpr UnixMs noon = 1785585600000; // 2026-08-01T12:00:00.000Z

inline web::ChangeView change_view(Ulid id, State state = State::pending)
{
    web::ChangeView view;
    view.entry.id = id;
    view.entry.standing.state = state;
    view.entry.body = R"({"user":"alice","verb":"watched","item":{"kind":"movie","title":"Heat"},)"
                      R"("occurred_at":"2026-08-01T12:00:00.000Z"})";
    view.target = "home";
    view.why.code = "due";
    return view;
}

inline web::Card some_card(std::string id)
{
    web::Card card;
    card.id = std::move(id);
    card.service = "webhook";
    card.address = "https://home.example/hook";
    card.state = "up to date";
    card.since = noon;
    card.why.code = "idle";
    return card;
}

class FakeControl : public web::Control {
public:
    UnixMs time = noon;
    web::Status shown;
    std::vector<std::string> asked; // "pause home", "pause " for all
    std::vector<web::Ailment> ills;
    web::Meters metered;
    Tested tested;
    LoggedIn logged_in;
    bool fails = false;

    FakeControl()
    {
        shown.version = "0.1.0";
        shown.host_name = "test";
        shown.cards.push_back(some_card("home"));
    }

    UnixMs now() const override { return time; }

    web::Status status() const override
    {
        if (fails)
            throw std::runtime_error{"the disk is on fire"};
        auto status = shown;
        status.now = time;
        return status;
    }

    std::optional<web::Card> card(std::string_view target) const override
    {
        for (auto const& each : shown.cards)
            if (each.id == target)
                return each;
        return std::nullopt;
    }

    bool pause(std::string_view target) override { return ask("pause", target); }
    bool resume(std::string_view target) override { return ask("resume", target); }
    bool sync_now(std::string_view target) override { return ask("sync", target); }

    void disown(std::string_view target) override
    {
        asked.push_back("disown " + std::string{target});
    }
    void process_queue() override { asked.push_back("process queue"); }
    std::vector<std::string> reload_config() override
    {
        asked.push_back("reload");
        return config_errors;
    }

    net::awaitable<Tested> test(std::string target) override
    {
        Tested result = tested;
        if (!ask("test", target))
            result.refusal = Refusal::not_found;
        co_return result;
    }
    net::awaitable<LoggedIn> log_in(std::string target, web::LoginGiven given) override
    {
        LoggedIn result = logged_in;
        if (!ask("log in " + given.user + " to", target))
            result.refusal = Refusal::not_found;
        co_return result;
    }
    net::awaitable<Refusal> log_out(std::string target) override
    {
        co_return ask("log out of", target) ? logged_in.refusal : Refusal::not_found;
    }
    Refusal cancel_log_in(std::string_view target) override
    {
        return ask("cancel log-in to", target) ? Refusal::none : Refusal::not_found;
    }

    web::Meters meters() const override { return metered; }
    std::vector<web::Ailment> ailments() const override { return ills; }

    std::vector<std::string> config_errors;

private:
    bool ask(std::string verb, std::string_view target)
    {
        if (!target.empty() && !card(target))
            return false;
        asked.push_back(verb + ' ' + std::string{target});
        return true;
    }
};

} // namespace playsync::test
