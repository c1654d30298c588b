// SPDX-License-Identifier: MIT
// What an open page says over its WebSocket: a message a line, hello first.
#include <boost/json/parse.hpp>

#include <fstream>

#include "tests/fuzz/fuzz.hpp"
#include "tests/support/fake_changes.hpp"
#include "tests/support/fake_setups.hpp"
#include "tests/support/fake_watches.hpp"
#include "tests/support/temp_dir.hpp"
#include "web/visit.hpp"

using namespace playsync;

namespace {

constexpr std::string_view token = "0123456789abcdef0123456789abcdef";

std::filesystem::path token_file()
{
    static test::TempDir const dir;
    static bool const written = (std::ofstream{dir / "admin-token"} << token).good();
    fuzz::require(written, "there is a token");
    return dir / "admin-token";
}

void judge(web::Visit& visit, web::SteadyMs now)
{
    for (int n = 0; n < 5; ++n)
        if (auto const frame = visit.next(now)) {
            boost::system::error_code error;
            boost::json::parse(frame->json, error);
            fuzz::require(!error, "JSON is JSON");
        }
    fuzz::require(visit.is_over() || visit.wake_at(now) >= now, "no wait back");
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size)
{
    auto rest = fuzz::text(data, size);
    // As it stands, or written in escapes.
    bool const may_be_in = rest.find(token) != rest.npos || rest.find('\\') != rest.npos;
    test::FakeControl control;
    test::FakeChanges changes;
    test::FakeWatches watches;
    test::FakeSetups setups;
    test::FakeLogBook log_book;
    web::Sessions sessions{token_file()};
    web::SteadyMs now = 1'000'000;
    web::Feed feed{[&now] { return now; }};
    web::Site site{control, changes, watches, setups, log_book, sessions, feed, [](int, auto) {}};
    web::Visit visit{site, std::nullopt, {}, now, [] {}};
    while (!rest.empty() && !visit.is_over()) {
        auto const end = std::min(rest.find('\n'), rest.size());
        visit.hear(rest.substr(0, end), true, now);
        rest.remove_prefix(std::min(end + 1, rest.size()));
        feed.network(now % 2 == 0, false);
        judge(visit, now);
        now += 100;
    }
    fuzz::require(may_be_in || feed.pages() == 0, "nobody is told anything without the token");
    if (auto const farewell = visit.farewell())
        fuzz::require(farewell->code >= 1000, "a farewell has a code");
    return 0;
}
