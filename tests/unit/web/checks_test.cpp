// SPDX-License-Identifier: MIT
#include "web/checks.hpp"

#include <gtest/gtest.h>

namespace playsync::web {
namespace {

struct Case {
    std::string_view text;
    bool ok;
};

TEST(HostCheckTest, onlyLoopbackNamesAndConfiguredOnesAreOurs)
{
    std::vector<std::string> const names{"nas.example"};
    for (auto const& [host, ok] : {
             Case{"localhost", true},
             Case{"LOCALHOST", true},
             Case{"localhost.", true},
             Case{"localhost:8686", true},
             Case{"127.0.0.1", true},
             Case{"127.0.0.1:9", true},
             Case{"[::1]", true},
             Case{"[::1]:8686", true},
             Case{"nas.example", true},
             Case{"NAS.example:80", true},
             Case{"", false},
             Case{".", false},
             Case{":80", false},
             Case{"0.0.0.0", false},
             Case{"[::]", false},
             Case{"[::1", false},
             Case{"[::1]x", false},
             Case{"::1", false},
             Case{"[::ffff:127.0.0.1]", false},
             Case{"[::ffff:7f00:1]", false},
             Case{"2130706433", false},
             Case{"0x7f.1", false},
             Case{"127.0.0.1.evil", false},
             Case{"127.0.0.1.", false},
             Case{"localhost.evil", false},
             Case{"localhost..", false},
             Case{"a@localhost", false},
             Case{"localhost:x", false},
             Case{"localhost:", false},
             Case{"localhost:80:80", false},
             Case{"localhost:65536", false},
             Case{"localhost:+80", false},
             Case{"localhost, evil", false},
             Case{" localhost", false},
             Case{"evil.nas.example", false},
         })
        EXPECT_EQ(host_is_ours(host, names), ok) << host;
}

TEST(OriginCheckTest, mustNameTheAddressTheRequestWentTo)
{
    for (auto const& [origin, ok] : {
             Case{"http://127.0.0.1:8686", true},
             Case{"https://127.0.0.1:8686", true},
             Case{"http://127.0.0.1:8687", false},
             Case{"http://127.0.0.1", false},
             Case{"http://localhost:8686", false},
             Case{"http://evil", false},
             Case{"null", false},
             Case{"", false},
             Case{"http://", false},
             Case{"ftp://127.0.0.1:8686", false},
             Case{"http://127.0.0.1:8686/", false},
             Case{"http://a@127.0.0.1:8686", false},
         })
        EXPECT_EQ(origin_is_ours(origin, "127.0.0.1:8686"), ok) << origin;
}

Request get(std::vector<Field> more)
{
    Request request{"GET", "/", 11, {{"Host", "localhost"}}, {}};
    request.fields.insert(request.fields.end(), more.begin(), more.end());
    return request;
}

unsigned status_of(std::optional<Problem> const& problem)
{
    return problem ? problem->status : 0;
}

TEST(RefuseTest, otherSitesAreToldApartByOriginAndFetchSite)
{
    EXPECT_EQ(status_of(refuse(get({}), {})), 0u);
    EXPECT_EQ(status_of(refuse(get({{"Origin", "http://localhost"}}), {})), 0u);
    EXPECT_EQ(status_of(refuse(get({{"Sec-Fetch-Site", "same-origin"}}), {})), 0u);
    EXPECT_EQ(status_of(refuse(get({{"Sec-Fetch-Site", "none"}}), {})), 0u);
    for (auto const& foreign : std::vector<Field>{{"Origin", "http://evil"},
                                                  {"Origin", "null"},
                                                  {"origin", ""},
                                                  {"Sec-Fetch-Site", "cross-site"},
                                                  {"Sec-Fetch-Site", "same-site"},
                                                  {"sec-fetch-site", ""}}) {
        auto const problem = refuse(get({foreign}), {});
        ASSERT_EQ(status_of(problem), 403u) << foreign.name << ": " << foreign.value;
        EXPECT_EQ(problem->code, "cross_origin");
    }
}

TEST(RefuseTest, aSecondFieldCannotHideBehindTheFirst)
{
    EXPECT_EQ(
        status_of(refuse(get({{"Origin", "http://localhost"}, {"Origin", "http://evil"}}), {})),
        403u);
    EXPECT_EQ(
        status_of(refuse(get({{"Sec-Fetch-Site", "none"}, {"Sec-Fetch-Site", "cross-site"}}), {})),
        403u);
}

TEST(RefuseTest, aForeignHostIsMisdirectedAndEndsTheConnection)
{
    Request request{"GET", "/", 11, {{"Host", "evil"}}, {}};
    auto const problem = refuse(request, {});
    ASSERT_EQ(status_of(problem), 421u);
    EXPECT_TRUE(problem->close);
}

TEST(RefuseTest, httpOneZeroMayLackAHostButThenItIsNotOurs)
{
    EXPECT_EQ(status_of(refuse(Request{"GET", "/", 10, {}, {}}, {})), 421u);
    EXPECT_EQ(status_of(refuse(Request{"GET", "/", 11, {}, {}}, {})), 400u);
}

TEST(InspectHeadTest, waitsUntilTheEmptyLine)
{
    std::string const whole = "GET / HTTP/1.1\r\nHost: a\r\n\r\n";
    for (std::size_t size = 0; size < whole.size(); ++size)
        EXPECT_EQ(inspect_head(whole.substr(0, size)).kind, HeadState::Kind::partial) << size;
    auto const head = inspect_head(whole + "GET / HTTP/1.1\r\n");
    EXPECT_EQ(head.kind, HeadState::Kind::whole);
    EXPECT_EQ(head.length, whole.size());
}

TEST(InspectHeadTest, theLimitsAreSharp)
{
    auto const with_lines = [](std::size_t lines) {
        std::string head = "GET / HTTP/1.1\r\n";
        for (std::size_t i = 0; i < lines; ++i)
            head += "a:\r\n";
        return inspect_head(head + "\r\n");
    };
    EXPECT_EQ(with_lines(100).kind, HeadState::Kind::whole);
    EXPECT_EQ(with_lines(101).status, 431u);

    auto const of_size = [](std::size_t size) {
        std::string head = "GET / HTTP/1.1\r\na: ";
        head += std::string(size - head.size() - 4, 'x') + "\r\n\r\n";
        return inspect_head(head);
    };
    EXPECT_EQ(of_size(largest_head).kind, HeadState::Kind::whole);
    EXPECT_EQ(of_size(largest_head + 1).status, 431u);
    EXPECT_EQ(inspect_head("GET /" + std::string(9 * 1024, 'x')).status, 414u);
}

} // namespace
} // namespace playsync::web
