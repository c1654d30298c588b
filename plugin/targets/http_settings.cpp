// SPDX-License-Identifier: MIT
#include "plugin/targets/http_settings.hpp"

#include <boost/url/pct_string_view.hpp>

#include <algorithm>
#include <charconv>
#include <stdexcept>

#include "plugin/config_table.hpp"

namespace playsync {
namespace {

/// As openssl x509 -fingerprint -sha256 prints it; colons and letter case do not matter.
std::string read_fingerprint(ConfigTable& table)
{
    auto text = table.text("fingerprint", "");
    std::erase(text, ':');
    std::string digest;
    for (std::size_t at = 0; at < text.size(); at += 2) {
        unsigned char byte = 0;
        auto const* end = text.data() + std::min(at + 2, text.size());
        if (std::from_chars(text.data() + at, end, byte, 16).ptr != end)
            break;
        digest += static_cast<char>(byte);
    }
    if (table.has("fingerprint") && digest.size() != 32)
        table.complain("fingerprint",
                       "must be the SHA-256 of a certificate, in 64 hexadecimal digits");
    return digest;
}

/// A token in an address is one all the same. Short values are words that messages may hold too.
void note_parameters(ConfigTable& table, std::string_view path)
{
    constexpr std::size_t shortest = 8;
    auto query = path.substr(std::min(path.find('?'), path.size()));
    while (!query.empty()) {
        query.remove_prefix(1);
        auto const pair = query.substr(0, query.find('&'));
        query.remove_prefix(pair.size());
        std::string const value{pair.substr(std::min(pair.find('=') + 1, pair.size()))};
        if (value.size() < shortest)
            continue;
        table.note_secret(Secret{boost::urls::pct_string_view{value}.decode()});
        table.note_secret(Secret{value});
    }
}

} // namespace

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
    settings.options.ca_file = table.text("ca_file", "");
    settings.options.fingerprint = read_fingerprint(table);
    if (!settings.options.ca_file.empty() && !settings.options.fingerprint.empty())
        table.complain("fingerprint", "and 'ca_file' exclude each other");
    settings.options.answer = Millis{table.number("timeout_ms", 100, 600'000, 30'000)};
    settings.options.connect = std::min(settings.options.connect, settings.options.answer);
    return with_address(table, std::move(settings), key, otherwise);
}

HttpSettings with_address(ConfigTable& table, HttpSettings settings, std::string_view key,
                          std::string_view otherwise)
{
    auto const address = otherwise.empty() ? table.required_text(key) : table.text(key, otherwise);
    try {
        if (!address.empty())
            settings.url = http::parse_url(address);
        else if (!otherwise.empty())
            table.complain(key, "must not be empty");
    } catch (std::invalid_argument const& error) {
        table.complain(key, error.what());
    }
    settings.options.origin = settings.url.origin;
    note_parameters(table, settings.url.path);
    return settings;
}

std::unique_ptr<http::Client> make_client(ConfigTable& table, TargetContext const& context,
                                          http::ClientOptions options)
{
    options.own_port = context.own_port;
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
