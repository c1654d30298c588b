// SPDX-License-Identifier: MIT
#include "plugin/targets/webhook.hpp"

#include <boost/json.hpp>
#include <openssl/evp.h>
#include <openssl/hmac.h>

#include <algorithm>
#include <stdexcept>

#include "plugin/config_table.hpp"
#include "plugin/http/answer.hpp"
#include "plugin/sync/verdict.hpp"
#include "plugin/targets/http_settings.hpp"
#include "plugin/targets/json_read.hpp"
#include "storage/json_text.hpp"

namespace playsync {
namespace webhook {
namespace {

constexpr std::string_view secret_prefix = "whsec_";
constexpr std::size_t shortest_key = 24, longest_key = 64;

std::string base64(std::string_view bytes)
{
    std::string out(4 * ((bytes.size() + 2) / 3) + 1, '\0');
    int const size = EVP_EncodeBlock(reinterpret_cast<unsigned char*>(out.data()),
                                     reinterpret_cast<unsigned char const*>(bytes.data()),
                                     static_cast<int>(bytes.size()));
    out.resize(static_cast<std::size_t>(size));
    return out;
}

/// A word that is not agreed on is no "ok".
ItemVerdict::Kind kind_of(std::string_view status)
{
    if (status == "ok" || status == "duplicate")
        return ItemVerdict::Kind::taken;
    return status == "rejected" ? ItemVerdict::Kind::refused : ItemVerdict::Kind::again;
}

/// "{"error":"Not found"}" and its like: members by which APIs say in a 2xx that it is none.
bool takes_back(boost::json::object const& said)
{
    auto const* const error = said.if_contains("error");
    bool const has_error =
        error && !(error->is_null() || *error == false || *error == "" || *error == 0);
    auto const is_false = [&](std::string_view name) {
        auto const* const value = said.if_contains(name);
        return value && *value == false;
    };
    return has_error || is_false("ok") || is_false("success");
}

/// A whole page: a receiver may well say "<p>thanks".
bool is_page(std::string_view body)
{
    auto const begin = body.find_first_not_of(" \t\r\n");
    std::string start{body.substr(std::min(begin, body.size()), 14)};
    std::ranges::transform(start, start.begin(),
                           [](char c) { return c >= 'A' && c <= 'Z' ? char(c - 'A' + 'a') : c; });
    return start.starts_with("<!doctype html") || start.starts_with("<html");
}

LastError error_of_2xx(http::Response const& response)
{
    if (is_page(response.body))
        return http::not_of_success(response);
    auto const status = static_cast<std::uint16_t>(response.status);
    auto const said = object_in(response.body);
    if (!said.contains("results") && takes_back(said))
        return {ErrorClass::misconfigured, status,
                "the server answered " + std::to_string(response.status) +
                    ", but says: " + http::words_of(response)};
    return {ErrorClass::none, status, {}};
}

std::string one_word(std::string_view status)
{
    http::Response word;
    word.body = status.substr(0, 40);
    return http::words_of(word);
}

/// {"results":[{"id","status":"ok|duplicate|retry|rejected","error"?}]}; anything else in a
/// 2xx is the receiver's own business.
std::vector<ItemVerdict> results_of(std::string_view body)
{
    std::vector<ItemVerdict> items;
    boost::system::error_code error;
    auto const value = boost::json::parse(body, error);
    auto const* results =
        !error && value.is_object() ? value.get_object().if_contains("results") : nullptr;
    if (!results || !results->is_array())
        return items;
    for (auto const& each : results->get_array()) {
        auto const* object = each.if_object();
        auto const* id = object ? object->if_contains("id") : nullptr;
        auto const* status = object ? object->if_contains("status") : nullptr;
        if (!id || !id->is_string() || !status || !status->is_string())
            continue;
        auto const ulid = Ulid::parse(id->get_string());
        auto const* said = object->if_contains("error");
        auto const kind = kind_of(status->get_string());
        if (ulid && kind != ItemVerdict::Kind::taken)
            items.push_back({*ulid, kind,
                             said && said->is_string()
                                 ? std::string{said->get_string()}
                                 : "the receiver says \"" + one_word(status->get_string()) + '"'});
    }
    return items;
}

} // namespace

std::string key_of(std::string_view secret)
{
    if (!secret.starts_with(secret_prefix))
        throw std::invalid_argument{"must begin with whsec_"};
    secret.remove_prefix(secret_prefix.size());
    std::string key(3 * (secret.size() / 4) + 3, '\0');
    int const size = secret.size() % 4 == 0
                         ? EVP_DecodeBlock(reinterpret_cast<unsigned char*>(key.data()),
                                           reinterpret_cast<unsigned char const*>(secret.data()),
                                           static_cast<int>(secret.size()))
                         : -1;
    auto const padding = secret.ends_with("==") ? 2u : secret.ends_with("=") ? 1u : 0u;
    if (size < 0)
        throw std::invalid_argument{"is not base64 after whsec_"};
    key.resize(static_cast<std::size_t>(size) - padding);
    if (key.size() < shortest_key || key.size() > longest_key)
        throw std::invalid_argument{"must hold 24 to 64 bytes after whsec_"};
    return key;
}

std::string sign(std::string_view key, std::string_view id, std::string_view timestamp,
                 std::string_view body)
{
    std::string content;
    content.reserve(id.size() + timestamp.size() + body.size() + 2);
    content.append(id).append(".").append(timestamp).append(".").append(body);
    unsigned char mac[EVP_MAX_MD_SIZE];
    unsigned size = 0;
    HMAC(EVP_sha256(), key.data(), static_cast<int>(key.size()),
         reinterpret_cast<unsigned char const*>(content.data()), content.size(), mac, &size);
    return "v1," + base64({reinterpret_cast<char*>(mac), size});
}

std::string encode(std::span<Claimed const> batch, UnixMs now)
{
    std::size_t size = 128;
    for (auto const& change : batch)
        size += change.body.size() + 40;
    std::string out;
    out.reserve(size);
    out += R"({"type":"playsync.changes","timestamp":")";
    append_time(out, now);
    out += R"(","data":{"changes":[)";
    for (auto const& change : batch) {
        if (&change != &batch.front())
            out += ',';
        append_with_id(out, change.id, change.body);
    }
    out += "]}}";
    return out;
}

Outcome decode(http::Response const& response, std::span<Claimed const> batch, UnixMs now)
{
    auto outcome = http::outcome_of(response, now);
    if (outcome.error.kind == ErrorClass::none)
        outcome.error = error_of_2xx(response);
    if (outcome.error.kind == ErrorClass::none && !response.body.empty())
        outcome.items = results_of(response.body);
    // An endpoint that is gone for good says 410; nothing is wrong with the changes.
    if (outcome.error.kind == ErrorClass::rejected && batch.size() == 1 && response.status == 413)
        outcome.error.message = "the server takes no change this large";
    return outcome;
}

} // namespace webhook

namespace {

class Webhook : public Target {
public:
    Webhook(TargetTraits traits, std::unique_ptr<http::Client> client, std::string path, Secret key,
            Clock& clock)
        : traits_(std::move(traits)),
          client_(std::move(client)),
          path_(std::move(path)),
          key_(std::move(key)),
          clock_(clock)
    {
    }

    TargetTraits const& traits() const noexcept override { return traits_; }
    void cancel() noexcept override { client_->cancel(); }

    net::awaitable<Outcome> send(std::span<Claimed const> batch) override
    {
        auto request = request_for(batch);
        auto const answer = co_await client_->send(std::move(request));
        if (auto const* failure = std::get_if<http::Failure>(&answer))
            co_return http::outcome_of(*failure);
        co_return webhook::decode(std::get<http::Response>(answer), batch, clock_.wall());
    }

    /// A receiver has no question that changes nothing: the way to it is all that can be tried.
    net::awaitable<std::vector<TestStep>> test() override { return probe(*client_); }

private:
    /// Signed now, since the timestamp is the attempt's; the id is the members', so that a repeat
    /// of the same batch has the same one.
    http::Request request_for(std::span<Claimed const> batch) const
    {
        auto const now = clock_.wall();
        http::Request request;
        request.path = path_;
        request.repeatable = true;
        request.body = webhook::encode(batch, now);
        auto const id = "batch_" + std::to_string(group_of(batch));
        auto const timestamp = std::to_string(now / 1000);
        request.headers = {{"Content-Type", "application/json"},
                           {"webhook-id", id},
                           {"webhook-timestamp", timestamp},
                           {"Idempotency-Key", '"' + id + '"'}};
        if (!key_.empty())
            request.headers.emplace_back("webhook-signature",
                                         webhook::sign(key_.reveal(), id, timestamp, request.body));
        return request;
    }

    TargetTraits traits_;
    std::unique_ptr<http::Client> client_;
    std::string path_;
    Secret key_;
    Clock& clock_;
};

} // namespace

std::unique_ptr<Target> make_webhook(ConfigTable& table, TargetContext const& context)
{
    auto traits = read_traits(table, Keeps::state);
    traits.service = "webhook";
    traits.limits.changes = static_cast<std::size_t>(table.number("batch", 1, 1000, 100));
    traits.limits.bytes = static_cast<std::size_t>(table.number("batch_kib", 16, 8192, 256)) * 1024;
    traits.lanes = static_cast<unsigned>(table.number("parallel", 1, 8, 1));
    auto settings = read_http(table, "url", "");
    Secret key;
    auto const secret = table.secret("secret");
    try {
        if (!secret.empty())
            key = Secret{webhook::key_of(secret.reveal())};
    } catch (std::invalid_argument const& error) {
        table.complain("secret", error.what());
    }
    if (!table.errors().empty())
        return nullptr;
    traits.address = settings.url.text();
    traits.needs_network = !settings.url.origin.is_loopback();
    auto client = make_client(table, context, std::move(settings.options));
    if (!client)
        return nullptr;
    return std::make_unique<Webhook>(std::move(traits), std::move(client),
                                     std::move(settings.url.path), std::move(key), context.clock);
}

} // namespace playsync
