// SPDX-License-Identifier: MIT
#include "plugin/targets/discreet.hpp"

#include <openssl/evp.h>

#include <algorithm>

#include "storage/json_text.hpp"

namespace playsync {
namespace {

/// RFC 3986 section 2.1: all but letters, digits and "-._~".
std::string percent(std::string_view text, std::string_view hex)
{
    std::string out;
    for (char const c : text) {
        auto const byte = static_cast<unsigned char>(c);
        bool const is_word =
            (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
        if (is_word || std::string_view{"-._~"}.find(c) != std::string_view::npos)
            out += c;
        else
            out.append({'%', hex[byte >> 4], hex[byte & 15]});
    }
    return out;
}

/// Without its padding: that is no secret.
std::string base64(std::string_view text)
{
    std::string out(4 * ((text.size() + 2) / 3) + 1, '\0');
    auto const size = EVP_EncodeBlock(reinterpret_cast<unsigned char*>(out.data()),
                                      reinterpret_cast<unsigned char const*>(text.data()),
                                      static_cast<int>(text.size()));
    out.resize(static_cast<std::size_t>(size));
    while (out.ends_with('='))
        out.pop_back();
    return out;
}

std::string for_addresses(std::string text)
{
    std::ranges::replace(text, '+', '-');
    std::ranges::replace(text, '/', '_');
    return text;
}

std::string as_json(std::string_view text)
{
    std::string out;
    append_json_string(out, text);
    return out.substr(1, out.size() - 2);
}

class Discreet : public Target, public LogIn {
public:
    Discreet(std::unique_ptr<Target> target, std::vector<Secret> secrets, Account& account)
        : target_(std::move(target)),
          secrets_(std::move(secrets)),
          account_(account)
    {
    }

    TargetTraits const& traits() const noexcept override { return target_->traits(); }
    void cancel() noexcept override { target_->cancel(); }
    LogIn* log_in() noexcept override { return target_->log_in() ? this : nullptr; }
    net::awaitable<void> tell(Live live) override { return target_->tell(std::move(live)); }

    net::awaitable<Outcome> send(std::span<Claimed const> batch) override
    {
        auto const held = account_.secrets(); // what is refused is forgotten before it is told
        Outcome outcome = co_await target_->send(batch);
        clean(outcome, held);
        co_return outcome;
    }

    net::awaitable<std::vector<TestStep>> test() override
    {
        auto const held = account_.secrets();
        auto steps = co_await target_->test();
        for (auto& step : steps)
            clean(step.detail, held);
        co_return steps;
    }

    bool is_in() const noexcept override { return inner().is_in(); }
    std::string user() const override { return inner().user(); }
    net::awaitable<Outcome> log_out() override
    {
        auto held = account_.secrets();
        return cleaned(inner().log_out(), std::move(held));
    }
    std::optional<UnixMs> refresh_at() const override { return inner().refresh_at(); }
    std::optional<UnixMs> until() const override { return inner().until(); }

    net::awaitable<LogInStep> begin(LogInRequest request) override
    {
        for (auto const* const given : {&request.password, &request.token})
            secrets_.push_back(*given);
        LogInStep step = co_await inner().begin(std::move(request));
        clean(step.message, account_.secrets());
        co_return step;
    }

    net::awaitable<LogInStep> poll() override
    {
        LogInStep step = co_await inner().poll();
        clean(step.message, account_.secrets());
        co_return step;
    }

    net::awaitable<Outcome> refresh() override
    {
        auto const held = account_.secrets();
        Outcome outcome = co_await inner().refresh();
        clean(outcome, held);
        co_return outcome;
    }

private:
    LogIn& inner() const { return *target_->log_in(); }

    net::awaitable<Outcome> cleaned(net::awaitable<Outcome> words, std::vector<Secret> held)
    {
        Outcome outcome = co_await std::move(words);
        clean(outcome, held);
        co_return outcome;
    }

    void clean(std::string& text, std::vector<Secret> const& held) const
    {
        for (auto const& secret : secrets_)
            hide(secret, text);
        for (auto const& secret : held)
            hide(secret, text);
        for (auto const& secret : account_.secrets())
            hide(secret, text);
    }

    void clean(Outcome& outcome, std::vector<Secret> const& held) const
    {
        if (!outcome.error.message.empty())
            clean(outcome.error.message, held);
        for (auto& item : outcome.items)
            if (!item.message.empty())
                clean(item.message, held);
    }

    std::unique_ptr<Target> target_;
    std::vector<Secret> secrets_;
    Account& account_;
};

} // namespace

void hide(Secret const& secret, std::string& text)
{
    auto const& word = secret.reveal();
    if (word.empty() || text.empty())
        return;
    secret.hide_in(text);
    for (auto form : {percent(word, "0123456789ABCDEF"), percent(word, "0123456789abcdef"),
                      as_json(word), base64(word), for_addresses(base64(word))})
        Secret{std::move(form)}.hide_in(text);
}

std::unique_ptr<Target> make_discreet(std::unique_ptr<Target> target, std::vector<Secret> secrets,
                                      Account& account)
{
    return std::make_unique<Discreet>(std::move(target), std::move(secrets), account);
}

} // namespace playsync
