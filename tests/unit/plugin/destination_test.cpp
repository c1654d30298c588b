// SPDX-License-Identifier: MIT
#include "plugin/http/destination.hpp"

#include <gtest/gtest.h>

#include "plugin/http/answer.hpp"

namespace playsync::http {
namespace {

std::string judged(char const* address, std::uint16_t port = 80)
{
    return unfit({net::ip::make_address(address), port}, 8686);
}

TEST(DestinationTest, privateNetworksAndTheRestOfTheWorldMayBeAService)
{
    for (auto const* address :
         {"127.0.0.1", "::1", "10.0.0.1", "172.16.0.1", "192.168.1.2", "100.64.0.1", "fd00::1",
          "8.8.8.8", "169.253.255.255", "169.255.0.0", "1.0.0.0", "223.255.255.255", "2001:db8::1",
          "::ffff:192.168.1.2", "fec0::1"})
        EXPECT_EQ(judged(address), "") << address;
}

TEST(DestinationTest, whatNamesNoMachineOrOnlyThisCableIsNone)
{
    auto const* const link = " is a link-local address, no service";
    auto const* const none = " is an address that names no machine, no service";
    auto const* const many = " is a multicast address, no service";
    for (std::string const address :
         {"169.254.0.0", "169.254.169.254", "169.254.255.255", "fe80::1", "febf::1"})
        EXPECT_EQ(judged(address.c_str()), address + link);
    for (std::string const address : {"0.0.0.0", "0.255.255.255", "::"})
        EXPECT_EQ(judged(address.c_str()), address + none);
    for (std::string const address : {"224.0.0.1", "239.255.255.255", "ff02::1", "ff0e::1"})
        EXPECT_EQ(judged(address.c_str()), address + many);
    EXPECT_EQ(judged("255.255.255.255"), "255.255.255.255 is a broadcast address, no service");
}

TEST(DestinationTest, anIpv4AddressIsTheSameWrittenAsIpv6)
{
    EXPECT_EQ(judged("::ffff:169.254.169.254"), judged("169.254.169.254"));
    EXPECT_EQ(judged("::ffff:0.0.0.0"), judged("0.0.0.0"));
    EXPECT_EQ(judged("::ffff:127.0.0.1", 8686), judged("127.0.0.1", 8686));
}

TEST(DestinationTest, ourOwnPageIsNone)
{
    EXPECT_EQ(judged("127.0.0.1", 8686), "127.0.0.1:8686 is this plugin's own page");
    EXPECT_NE(judged("127.1.2.3", 8686), "");
    EXPECT_NE(judged("::1", 8686), "");
    EXPECT_EQ(judged("127.0.0.1", 8687), "");
    EXPECT_EQ(judged("192.168.1.2", 8686), "");
}

TEST(RedirectTest, saysWhereItPointsToAndNothingSecret)
{
    auto const said = [](std::string location) {
        Response response;
        response.status = 308;
        response.headers.emplace_back("location", std::move(location));
        return outcome_of(response, 0).error.message;
    };
    EXPECT_EQ(said("https://home.example/hook?token=x"),
              "the server answered 308, which points to https://home.example/hook and is not "
              "followed");
    EXPECT_EQ(said("/login?next=x#y"),
              "the server answered 308, which points to /login and is not followed");
    for (auto const* location : {"http://user:pass@home/", "javascript:alert(1)", "", "//home/"})
        EXPECT_EQ(said(location).find("pass"), std::string::npos);
    EXPECT_EQ(said("/a\r\nb"),
              "the server answered 308, which points to /a  b and is not followed");
}

TEST(RedirectTest, aShortWordLeavesOutWhatTheServerSaid)
{
    Response response;
    response.status = 500;
    response.body = R"({"error": "boom"})";
    EXPECT_EQ(outcome_of(response, 0).error.message, "the server answered 500: boom");
    EXPECT_EQ(in_brief(outcome_of(response, 0)), "the server answered 500");
    Failure failure;
    failure.message = "connection refused";
    EXPECT_EQ(in_brief(outcome_of(failure)), "connection refused");
}

} // namespace
} // namespace playsync::http
