// SPDX-License-Identifier: MIT
#include "tests/receiver/signature.hpp"

#include <gtest/gtest.h>

#include <stdexcept>

namespace playsync::receiver {
namespace {

// The test vector of Standard Webhooks.
constexpr std::string_view secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
constexpr std::string_view body = R"({"test": 2432232314})";
constexpr std::string_view right = "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=";
constexpr std::int64_t sent = 1614265330;

struct SignatureCase {
    char const* name;
    std::string_view id = "msg_p5jXN8AQM9LWM0D4loKWxJek";
    std::string_view timestamp = "1614265330";
    std::string_view signatures = right;
    std::int64_t now = sent;
    std::string_view of = body;
    bool expected = false;
    friend void PrintTo(SignatureCase const& c, std::ostream* out) { *out << c.name; }
};

class SignatureTest : public testing::TestWithParam<SignatureCase> {};

TEST_P(SignatureTest, isJudged)
{
    auto const& c = GetParam();
    EXPECT_EQ(is_signed(key_of(secret), {c.id, c.timestamp, c.signatures}, c.of, c.now),
              c.expected);
}

// clang-format off
INSTANTIATE_TEST_SUITE_P(Vector, SignatureTest, testing::Values(
    SignatureCase{.name = "right", .expected = true},
    SignatureCase{.name = "secondOfTwo", .signatures = "v1,AAAA v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=", .expected = true},
    SignatureCase{.name = "besideAnotherVersion", .signatures = "v1a,AAAA v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=", .expected = true},
    SignatureCase{.name = "fiveMinutesOld", .now = sent + 300, .expected = true},
    SignatureCase{.name = "tooOld", .now = sent + 301},
    SignatureCase{.name = "fiveMinutesAhead", .now = sent - 300, .expected = true},
    SignatureCase{.name = "tooNew", .now = sent - 301},
    SignatureCase{.name = "otherId", .id = "msg_2"},
    SignatureCase{.name = "noId", .id = ""},
    SignatureCase{.name = "otherTime", .timestamp = "1614265331"},
    SignatureCase{.name = "noTime", .timestamp = ""},
    SignatureCase{.name = "timeWithMore", .timestamp = "1614265330x"},
    SignatureCase{.name = "negativeTime", .timestamp = "-1"},
    SignatureCase{.name = "hugeTime", .timestamp = "99999999999999999999"},
    SignatureCase{.name = "noSignature", .signatures = ""},
    SignatureCase{.name = "withoutVersion", .signatures = right.substr(3)},
    SignatureCase{.name = "otherVersion", .signatures = "v2,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="},
    SignatureCase{.name = "cut", .signatures = "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1A=="},
    SignatureCase{.name = "noBase64", .signatures = "v1,****"},
    SignatureCase{.name = "otherBody", .of = R"({"test": 2432232315})"}),
    [](auto const& test) { return test.param.name; });
// clang-format on

TEST(SignatureTest, secretsAreChecked)
{
    EXPECT_EQ(key_of(secret).size(), 24u);
    for (std::string_view const bad : {"", "whsec_", "whsec_a", "whsec_****", "MfKQ9r8GKYqrTwjU"})
        EXPECT_THROW(key_of(bad), std::invalid_argument) << bad;
}

} // namespace
} // namespace playsync::receiver
