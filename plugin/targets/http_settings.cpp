// SPDX-License-Identifier: MIT
#include "plugin/targets/http_settings.hpp"

#include <algorithm>
#include <stdexcept>

#include "plugin/config_table.hpp"

namespace playsync {

std::string HttpSettings::path(std::string_view below) const
{
    std::string_view base{url.path};
    base = base.substr(0, base.find('?'));
    while (base.ends_with('/'))
        base.remove_suffix(1);
    return std::string{base} + std::string{below};
}

HttpSettings read_http(ConfigTable& table, std::string_view key, std::string_view otherwise)
{
    HttpSettings settings;
    auto const address = otherwise.empty() ? table.required_text(key) : table.text(key, otherwise);
    settings.options.ca_file = table.text("ca_file", "");
    settings.options.answer = Millis{table.number("timeout_ms", 100, 600'000, 30'000)};
    settings.options.connect = std::min(settings.options.connect, settings.options.answer);
    try {
        if (!address.empty())
            settings.url = http::parse_url(address);
        else if (!otherwise.empty())
            table.complain(key, "must not be empty");
    } catch (std::invalid_argument const& error) {
        table.complain(key, error.what());
    }
    settings.options.origin = settings.url.origin;
    return settings;
}

std::unique_ptr<http::Client> make_client(ConfigTable& table, TargetContext const& context,
                                          http::ClientOptions options)
{
    try {
        return std::make_unique<http::Client>(context.io, std::move(options));
    } catch (std::runtime_error const& error) {
        table.complain("ca_file", error.what());
        return nullptr;
    }
}

net::awaitable<std::vector<TestStep>> probe(http::Client& client)
{
    std::vector<TestStep> steps;
    auto const reached = co_await client.probe();
    for (auto const& each : reached)
        steps.push_back(
            {each.name, each.failure.kind == ErrorClass::none, each.took, each.failure.message});
    co_return steps;
}

bool all_well(std::vector<TestStep> const& steps) noexcept
{
    return std::ranges::all_of(steps, &TestStep::ok);
}

} // namespace playsync
