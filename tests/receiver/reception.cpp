// SPDX-License-Identifier: MIT
#include "tests/receiver/reception.hpp"

#include <boost/beast/http/status.hpp>
#include <boost/json.hpp>

#include <algorithm>
#include <stdexcept>

namespace playsync::receiver {
namespace {

namespace json = boost::json;

using Headers = std::vector<std::pair<std::string, std::string>>;

bool is_content_type(std::pair<std::string, std::string> const& header)
{
    std::string_view const wanted = "content-type";
    return std::ranges::equal(header.first, wanted, [](char given, char lower) {
        return (given >= 'A' && given <= 'Z' ? given - 'A' + 'a' : given) == lower;
    });
}

std::string bytes_of(unsigned status, std::string_view body, std::string_view type,
                     Headers const& headers, bool keep_alive)
{
    constexpr std::size_t head = 256;
    auto const reason =
        boost::beast::http::obsolete_reason(boost::beast::http::int_to_status(status));
    std::string out;
    out.reserve(body.size() + head);
    out.append("HTTP/1.1 ").append(std::to_string(status)).append(" ");
    out.append(reason.data(), reason.size()).append("\r\n");
    if (std::ranges::none_of(headers, is_content_type))
        out.append("Content-Type: ").append(type).append("\r\n");
    for (auto const& [name, value] : headers)
        out.append(name).append(": ").append(value).append("\r\n");
    if (status != 204)
        out.append("Content-Length: ").append(std::to_string(body.size())).append("\r\n");
    if (!keep_alive)
        out.append("Connection: close\r\n");
    return out.append("\r\n").append(body);
}

std::string in_json(std::string_view text)
{
    return json::serialize(json::value(text));
}

std::string error_body(std::string_view what)
{
    return R"({"error":)" + in_json(what) + "}";
}

bool matches(Behaviour const& behaviour, Received const& change)
{
    return change.json.find(behaviour.match) != std::string_view::npos;
}

/// What is said whatever was done, or nothing when the usual results are.
bool says_its_own(Behaviour const& behaviour, Batch const& batch)
{
    switch (behaviour.what) {
    case Do::status:
    case Do::apply_status:
        return true;
    case Do::reject_if:
        return std::ranges::any_of(batch.changes(), [&behaviour](Received const& change) {
            return matches(behaviour, change);
        });
    default:
        return false;
    }
}

/// How `usual`, the bytes of an answer with `body_size` bytes of body, goes out.
Reply reply_of(Behaviour const& behaviour, std::string usual, std::size_t body_size)
{
    std::chrono::milliseconds const ms{behaviour.ms};
    switch (behaviour.what) {
    case Do::delay:
        return {Reply::Way::answer, ms, {}, std::move(usual)};
    case Do::drip:
        return {Reply::Way::drip, {}, ms, std::move(usual)};
    case Do::cut:
        usual.resize(usual.size() - (body_size + 1) / 2);
        return {Reply::Way::hang_up, {}, {}, std::move(usual)};
    case Do::reset_after:
        return {Reply::Way::reset, {}, {}, {}};
    default:
        return {Reply::Way::answer, {}, {}, std::move(usual)};
    }
}

} // namespace

Reception::Reception(Store& store, std::string_view secret, bool trusting)
    : store_(store),
      key_(secret.empty() ? std::string{} : key_of(secret)),
      trusting_(trusting)
{
}

Reply Reception::answer(Request const& request, std::int64_t now_s)
{
    if (request.post && request.target == "/hook")
        return hook(request, now_s);
    auto const said = other(request);
    return {Reply::Way::answer,
            {},
            {},
            bytes_of(said.status, said.body, said.type, {}, request.keep_alive)};
}

Reply Reception::hook(Request const& request, std::int64_t now_s)
{
    ++requests_;
    auto const behaviour = script_.next();
    switch (behaviour.what) {
    case Do::reset_before:
        return {Reply::Way::reset, {}, {}, {}};
    case Do::hang:
        return {Reply::Way::silence, {}, {}, {}};
    case Do::garbage:
        return {Reply::Way::hang_up, {}, {}, "\x16\x03\x01 this is no HTTP\r\n\r\n"};
    default:
        return settle(request, behaviour, now_s);
    }
}

Reply Reception::settle(Request const& request, Behaviour const& behaviour, std::int64_t now_s)
{
    auto const say = [&request](unsigned status, std::string_view body, Headers const& headers) {
        return bytes_of(status, body, "application/json", headers, request.keep_alive);
    };
    if (!key_.empty() && !is_signed(key_, request.signature, request.body, now_s)) {
        ++bad_signatures_;
        return {Reply::Way::answer, {}, {}, say(401, error_body("the signature is not right"), {})};
    }
    auto const batch = Batch::read(request.body, trusting_);
    if (!batch)
        return {Reply::Way::answer, {}, {}, say(400, error_body("this is not a batch"), {})};
    bool const own = says_its_own(behaviour, *batch);
    auto const body = !own || behaviour.what == Do::apply_status ? take(*batch, behaviour) : "";
    if (own)
        return {
            Reply::Way::answer, {}, {}, say(behaviour.status, behaviour.body, behaviour.headers)};
    return reply_of(behaviour, say(200, body, {}), body.size());
}

/// Stores what is new, and returns the results.
std::string Reception::take(Batch const& batch, Behaviour const& behaviour)
{
    constexpr std::size_t result_size = 64;
    std::string const refusal =
        R"("status":")" + behaviour.item_status + '"' +
        (behaviour.error.empty() ? "" : R"(,"error":)" + in_json(behaviour.error)) + '}';
    std::string out = R"({"results":[)";
    out.reserve(out.size() + batch.changes().size() * result_size);
    for (auto const& change : batch.changes()) {
        if (&change != &batch.changes().front())
            out += ',';
        out.append(R"({"id":")").append(change.id).append(R"(",)");
        if (behaviour.what == Do::refuse && matches(behaviour, change))
            out += refusal;
        else
            out += store_.take(change) ? R"("status":"ok"})" : R"("status":"duplicate"})";
    }
    store_.flush();
    return out += "]}";
}

Reception::Answer Reception::other(Request const& request)
{
    auto const& target = request.target;
    if (request.post && target == "/behave")
        return behave(request.body);
    if (request.post && target == "/reset")
        return reset();
    if (!request.post && (target == "/seen" || target == "/seen?ids=0"))
        return seen(target == "/seen");
    if (!request.post && target == "/changes")
        return {200, store_.changes(), "application/jsonl"};
    return {404, error_body("there is nothing here"), "application/json"};
}

Reception::Answer Reception::behave(std::string_view body)
{
    try {
        script_.append(parse_behaviours(body));
        return {204, "", "application/json"};
    } catch (std::invalid_argument const& error) {
        return {400, error_body(error.what()), "application/json"};
    }
}

Reception::Answer Reception::reset()
{
    store_.clear();
    script_.clear();
    requests_ = bad_signatures_ = 0;
    return {204, "", "application/json"};
}

Reception::Answer Reception::seen(bool with_ids) const
{
    json::object seen{{"requests", requests_},
                      {"changes", store_.ids().size()},
                      {"repeats", store_.repeats()},
                      {"bad_signatures", bad_signatures_}};
    if (with_ids) {
        json::array ids;
        for (auto const* id : store_.ids())
            ids.emplace_back(*id);
        seen["ids"] = std::move(ids);
    }
    return {200, json::serialize(seen), "application/json"};
}

} // namespace playsync::receiver
