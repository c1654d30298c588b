// SPDX-License-Identifier: MIT
// Raw bytes through the same steps as the server's: our look at the bytes, Beast's parser, our
// look at what it made of them.
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/string_body.hpp>
#include <gtest/gtest.h>

#include "web/checks.hpp"

namespace playsync::web {
namespace {

namespace http = boost::beast::http;

/// 0: accepted.
unsigned verdict(std::string const& raw)
{
    auto const state = inspect_head(raw);
    if (state.kind == HeadState::Kind::refused)
        return state.status;
    if (state.kind == HeadState::Kind::partial)
        return 1;
    http::request_parser<http::string_body> parser;
    parser.header_limit(2 * largest_head);
    parser.body_limit(largest_request_body);
    boost::system::error_code error;
    parser.put(boost::asio::buffer(raw.data(), state.length), error);
    if (error)
        return error == http::error::body_limit ? 413 : 400;
    auto const text = [](auto view) { return std::string_view{view.data(), view.size()}; };
    auto const& message = parser.get();
    Request request{
        text(message.method_string()), text(message.target()), message.version(), {}, {}};
    for (auto const& each : message)
        request.fields.push_back({text(each.name_string()), text(each.value())});
    auto const problem = judge_head(request);
    EXPECT_TRUE(!problem || problem->close) << raw;
    return problem ? problem->status : 0;
}

std::string post(std::string const& lines)
{
    return "POST / HTTP/1.1\r\nHost: localhost\r\n" + lines + "\r\n";
}

TEST(ParserTest, plainRequestsPass)
{
    EXPECT_EQ(verdict("GET / HTTP/1.1\r\nHost: localhost\r\n\r\n"), 0u);
    EXPECT_EQ(verdict("GET /a?b=%20c HTTP/1.1\r\nHost: localhost\r\nX: \xc3\xa4\r\n\r\n"), 0u);
    EXPECT_EQ(verdict(post("Content-Length: 3\r\n")), 0u);
    EXPECT_EQ(verdict(post("Transfer-Encoding: chunked\r\n")), 0u);
    EXPECT_EQ(verdict(post("Transfer-Encoding: Chunked\r\n")), 0u);
    EXPECT_EQ(verdict("GET / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 0\r\n\r\n"), 0u);
}

TEST(ParserTest, oneLengthOnlyThatAllReadAlike)
{
    for (std::string const lines : {
             "Content-Length: 3\r\nTransfer-Encoding: chunked\r\n",
             "Transfer-Encoding: chunked\r\nContent-Length: 3\r\n",
             "Content-Length: 3\r\nContent-Length: 4\r\n",
             "Content-Length: 3\r\nContent-Length: 3\r\n",
             "Content-Length: 3, 3\r\n",
             "Content-Length: +3\r\n",
             "Content-Length: -1\r\n",
             "Content-Length: 0x3\r\n",
             "Content-Length: \r\n",
             "Content-Length: 18446744073709551616\r\n",
             "Transfer-Encoding: xchunked\r\n",
             "Transfer-Encoding: chunked, identity\r\n",
             "Transfer-Encoding: gzip, chunked\r\n",
             "Transfer-Encoding: chunked, chunked\r\n",
             "Transfer-Encoding: identity\r\n",
             "Transfer-Encoding: \r\n",
             "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n",
             "Transfer-Encoding : chunked\r\n",
             "Transfer-Encoding: \x0b"
             "chunked\r\n",
         })
        EXPECT_EQ(verdict(post(lines)), 400u) << lines;
    EXPECT_EQ(verdict("POST / HTTP/1.0\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n"),
              400u);
}

TEST(ParserTest, bodiesAreBoundedBeforeTheyAreRead)
{
    EXPECT_EQ(verdict(post("Content-Length: 1048576\r\n")), 0u);
    EXPECT_EQ(verdict(post("Content-Length: 1048577\r\n")), 413u);
    EXPECT_EQ(verdict(post("Content-Length: 1073741824\r\n")), 413u);
    EXPECT_EQ(verdict("GET / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 3\r\n\r\n"), 400u);
    EXPECT_EQ(verdict("HEAD / HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n"),
              400u);
}

TEST(ParserTest, headersAreReadAsTheyStand)
{
    for (std::string const lines : {
             "Name : value\r\n",
             "Name: a\r\n b\r\n",
             "Name: a\r\n\tb\r\n",
             "Name: a\nOther: b\r\n",
             "Name: a\rb\r\n",
             "Na me: a\r\n",
             ": a\r\n",
         })
        EXPECT_EQ(verdict(post(lines)), 400u) << lines;
    EXPECT_EQ(verdict(post(std::string{"Name: a\0b\r\n", 11})), 400u);
    EXPECT_EQ(verdict(" " + post("")), 400u);
    EXPECT_EQ(verdict("\r\n" + post("")), 400u);
}

TEST(ParserTest, theTargetIsAPath)
{
    for (std::string const target :
         {"http://localhost/", "*", "localhost:80", "/\xc3\xa4", "/a#b", "", "/a b", "//\x7f"})
        EXPECT_EQ(verdict("GET " + target + " HTTP/1.1\r\nHost: localhost\r\n\r\n"), 400u)
            << target;
    EXPECT_EQ(
        verdict("GET /" + std::string(9 * 1024, 'a') + " HTTP/1.1\r\nHost: localhost\r\n\r\n"),
        414u);
}

TEST(ParserTest, hostsMethodsAndVersions)
{
    EXPECT_EQ(verdict("GET / HTTP/1.1\r\n\r\n"), 400u);
    EXPECT_EQ(verdict("GET / HTTP/1.1\r\nHost: localhost\r\nhost: localhost\r\n\r\n"), 400u);
    EXPECT_EQ(verdict("get / HTTP/1.1\r\nHost: localhost\r\n\r\n"), 501u);
    EXPECT_EQ(verdict("BREW / HTTP/1.1\r\nHost: localhost\r\n\r\n"), 501u);
    EXPECT_EQ(verdict("GET / HTTP/1.2\r\nHost: localhost\r\n\r\n"), 400u);
    EXPECT_EQ(verdict("GET / HTTP/2.0\r\nHost: localhost\r\n\r\n"), 400u);
    EXPECT_EQ(verdict("GET /\r\nHost: localhost\r\n\r\n"), 400u);
    EXPECT_EQ(verdict(std::string{"\x16\x03\x01\x02\x00\x01", 6}), 400u);
}

} // namespace
} // namespace playsync::web
