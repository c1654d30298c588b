// SPDX-License-Identifier: MIT
#include "tests/receiver/store.hpp"

#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>

#include <charconv>
#include <cstdlib>

namespace playsync::receiver {
namespace {

constexpr std::string_view before_changes = R"("changes":[)";
constexpr std::string_view before_id = R"({"id":")";
constexpr std::size_t id_length = 26;
constexpr std::int64_t tolerance_s = 300;

/// Where the object that begins at `from` ends, or npos. Strings are skipped; nothing else in
/// JSON holds a brace.
std::size_t end_of_object(std::string_view text, std::size_t from)
{
    int depth = 0;
    for (std::size_t i = from; i < text.size(); ++i) {
        switch (text[i]) {
        case '"':
            for (++i; i < text.size() && text[i] != '"'; ++i)
                i += text[i] == '\\' ? 1 : 0;
            break;
        case '{':
            ++depth;
            break;
        case '}':
            if (--depth == 0)
                return i + 1;
            break;
        default:
            break;
        }
    }
    return std::string_view::npos;
}

std::string decoded(std::string_view base64)
{
    std::string out(3 * (base64.size() / 4) + 3, '\0');
    int const size = EVP_DecodeBlock(reinterpret_cast<unsigned char*>(out.data()),
                                     reinterpret_cast<unsigned char const*>(base64.data()),
                                     static_cast<int>(base64.size()));
    auto const padding = base64.ends_with("==") ? 2 : base64.ends_with('=') ? 1 : 0;
    out.resize(size < padding ? 0 : static_cast<std::size_t>(size - padding));
    return out;
}

} // namespace

std::optional<std::vector<Received>> changes_of(std::string_view body)
{
    auto const start = body.find(before_changes);
    if (!body.starts_with(R"({"type":"playsync.changes")") || start == std::string_view::npos)
        return std::nullopt;
    std::vector<Received> changes;
    for (auto at = start + before_changes.size(); at < body.size(); ++at) {
        if (body[at] == ']')
            return changes;
        auto const end = end_of_object(body, at);
        auto const json =
            end == std::string_view::npos ? body.substr(0, 0) : body.substr(at, end - at);
        if (!json.starts_with(before_id) || json.size() < before_id.size() + id_length)
            return std::nullopt;
        changes.push_back({json.substr(before_id.size(), id_length), json});
        at = end;
        if (at < body.size() && body[at] == ']')
            return changes;
        if (at >= body.size() || body[at] != ',')
            return std::nullopt;
    }
    return std::nullopt;
}

Store::Store(std::filesystem::path file) : file_(std::move(file))
{
    if (file_.empty())
        return;
    std::ifstream in{file_};
    for (std::string line; std::getline(in, line);)
        if (line.starts_with(before_id) && line.size() > before_id.size() + id_length)
            known_.insert(line.substr(before_id.size(), id_length));
    out_.open(file_, std::ios::app);
}

bool Store::take(Received const& change)
{
    if (!known_.emplace(change.id).second) {
        ++repeats_;
        return false;
    }
    ids_.emplace_back(change.id);
    changes_.append(change.json).push_back('\n');
    if (out_.is_open())
        out_ << change.json << '\n';
    return true;
}

void Store::flush()
{
    out_.flush();
}

void Store::clear()
{
    known_.clear();
    ids_.clear();
    changes_.clear();
    repeats_ = 0;
    if (out_.is_open()) {
        out_.close();
        out_.open(file_, std::ios::trunc);
    }
}

bool is_signed(std::string_view secret, std::string_view id, std::string_view timestamp,
               std::string_view header, std::string_view body, std::int64_t now_s)
{
    std::int64_t sent = 0;
    auto const [end, error] =
        std::from_chars(timestamp.data(), timestamp.data() + timestamp.size(), sent);
    if (error != std::errc{} || end != timestamp.data() + timestamp.size() || id.empty() ||
        std::llabs(now_s - sent) > tolerance_s)
        return false;
    constexpr std::string_view prefix = "whsec_";
    auto const key = decoded(secret.starts_with(prefix) ? secret.substr(prefix.size()) : secret);
    std::string content{id};
    content.append(".").append(timestamp).append(".").append(body);
    unsigned char mac[EVP_MAX_MD_SIZE];
    unsigned size = 0;
    HMAC(EVP_sha256(), key.data(), static_cast<int>(key.size()),
         reinterpret_cast<unsigned char const*>(content.data()), content.size(), mac, &size);
    bool right = false;
    while (!header.empty()) {
        auto const one = header.substr(0, header.find(' '));
        header.remove_prefix(std::min(one.size() + 1, header.size()));
        auto const given = one.starts_with("v1,") ? decoded(one.substr(3)) : std::string{};
        right |= given.size() == size && CRYPTO_memcmp(given.data(), mac, size) == 0;
    }
    return right;
}

} // namespace playsync::receiver
