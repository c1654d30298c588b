// SPDX-License-Identifier: MIT
#include <gtest/gtest.h>

#include <limits>

#include "storage/codec.hpp"
#include "storage/crc32c.hpp"
#include "storage/json_text.hpp"
#include "tests/support/changes.hpp"

namespace playsync {
namespace {

Change full_change()
{
    auto change = test::change(Verb::watched, "Ozymandias", 1785615300123);
    change.id = *Ulid::parse("01J4QZ5W8E9K3T6V2B7N1M0C4D");
    change.item.kind = ItemKind::episode;
    change.item.show = "Breaking Bad";
    change.item.year = 2008;
    change.item.season = 5;
    change.item.episode = 14;
    change.item.ids = {{"imdb", "tt2301451"}, {"show.tvdb", "81189"}};
    return change;
}

TEST(Crc32cTest, knowsThePublishedVectors)
{
    EXPECT_EQ(crc32c("123456789"), 0xE3069283u);             // RFC 3720 B.4's polynomial
    EXPECT_EQ(crc32c(std::string(32, '\0')), 0x8A9136AAu);   // RFC 3720 B.4
    EXPECT_EQ(crc32c(std::string(32, '\xff')), 0x62A8AB43u); // RFC 3720 B.4
    EXPECT_EQ(crc32c("6789", crc32c("12345")), crc32c("123456789"));
}

TEST(CodecTest, aBodyComesBackAsItWas)
{
    auto const change = full_change();
    std::string body;
    append_body(body, change);
    EXPECT_EQ(decode_body(change.id, body), change);
}

TEST(CodecTest, aRestartIsSaidOnlyWhereItIsOne)
{
    auto change = full_change();
    std::string body;
    append_body(body, change);
    EXPECT_EQ(body.find("restart"), std::string::npos);
    change.restart = true;
    body.clear();
    append_body(body, change);
    EXPECT_NE(body.find(R"(,"restart":true,"occurred_at")"), std::string::npos) << body;
    EXPECT_EQ(decode_body(change.id, body), change);
}

TEST(CodecTest, theIdIsTheFirstMemberOfWhatIsSent)
{
    auto const change = full_change();
    std::string body, sent;
    append_body(body, change);
    append_with_id(sent, change.id, body);
    EXPECT_TRUE(sent.starts_with(R"({"id":"01J4QZ5W8E9K3T6V2B7N1M0C4D","user":"alice",)")) << sent;
    EXPECT_EQ(decode_body(change.id, sent), change);
}

TEST(CodecTest, hostileTextsSurvive)
{
    auto change = full_change();
    change.item.title = "a\"b\\c\n\t\x01 <img src=x> \u202e \xF0\x9F\x8E\xAC";
    std::string body;
    append_body(body, change);
    EXPECT_EQ(decode_body(change.id, body), change);
}

TEST(CodecTest, bytesThatAreNoTextBecomeReplacementCharacters)
{
    std::string out;
    append_json_string(out, "a\xff"
                            "b\xc0\x80"
                            "c\xed\xa0\x80"
                            "d");
    EXPECT_EQ(out, "\"a\ufffdb\ufffd\ufffdc\ufffd\ufffd\ufffdd\"");
}

TEST(CodecTest, aHeaderComesBackAsItWas)
{
    Header header;
    header.target = 7;
    header.verb = Verb::play;
    header.state = State::failed;
    header.attempts = 5;
    header.error = ErrorClass::rejected;
    header.http_status = 422;
    header.body_bytes = 0xabcdef;
    header.occurred_at = 1785615300123;
    header.next_attempt_at = 1785615301123;
    header.last_attempt_at = 1785615300999;
    header.group = 0x123456789abcdef0;
    header.item = item_key("alice", full_change().item);
    auto const id = full_change().id;
    auto const bytes = encode_header(id, header);
    EXPECT_EQ(decode_header(id, {bytes.data(), bytes.size()}), header);
}

TEST(CodecTest, everyFlippedBitOfAHeaderIsFound)
{
    auto const id = full_change().id;
    auto const good = encode_header(id, Header{});
    for (std::size_t bit = 0; bit < good.size() * 8; ++bit) {
        auto bytes = good;
        bytes[bit / 8] = static_cast<char>(bytes[bit / 8] ^ (1 << (bit % 8)));
        EXPECT_FALSE(decode_header(id, {bytes.data(), bytes.size()})) << bit;
    }
}

TEST(CodecTest, aRecordUnderAnothersKeyIsDamage)
{
    auto const bytes = encode_header(full_change().id, Header{});
    EXPECT_FALSE(decode_header(Ulid{}, {bytes.data(), bytes.size()}));
}

struct BadBody {
    char const* name;
    char const* text;
    friend void PrintTo(BadBody const& row, std::ostream* out) { *out << row.name; }
};
class BadBodyTest : public testing::TestWithParam<BadBody> {};

TEST_P(BadBodyTest, isNotDecoded)
{
    EXPECT_FALSE(decode_body({}, GetParam().text));
}

// clang-format off
INSTANTIATE_TEST_SUITE_P(Bodies, BadBodyTest, testing::Values(
    BadBody{"empty",     ""},
    BadBody{"half",      R"({"user":"a","verb":"wat)"},
    BadBody{"array",     "[]"},
    BadBody{"noVerb",    R"({"item":{},"occurred_at":"2026-08-01T20:15:00.000Z"})"},
    BadBody{"otherVerb", R"({"verb":"eaten","item":{},"occurred_at":"2026-08-01T20:15:00.000Z"})"},
    BadBody{"noItem",    R"({"verb":"play","occurred_at":"2026-08-01T20:15:00.000Z"})"},
    BadBody{"badTime",   R"({"verb":"play","item":{},"occurred_at":"yesterday"})"}),
    [](auto const& test) { return test.param.name; });
// clang-format on

struct TimeCase {
    char const* text;
    std::optional<UnixMs> expected;
    friend void PrintTo(TimeCase const& row, std::ostream* out) { *out << row.text; }
};
class TimeTest : public testing::TestWithParam<TimeCase> {};

TEST_P(TimeTest, isRead)
{
    EXPECT_EQ(parse_time(GetParam().text), GetParam().expected);
}

// clang-format off
INSTANTIATE_TEST_SUITE_P(Times, TimeTest, testing::Values(
    TimeCase{"1970-01-01T00:00:00Z",           0},
    TimeCase{"2026-08-01T20:15:00.123Z",       1785615300123},
    TimeCase{"2026-08-01T20:15:00.1234567Z",   1785615300123},
    TimeCase{"2026-08-01T22:15:00.123+02:00",  1785615300123},
    TimeCase{"2026-08-01T15:45:00-04:30",      1785615300000},
    TimeCase{"1969-12-31T23:59:59Z",           -1000},
    TimeCase{"2026-02-29T00:00:00Z",           std::nullopt},
    TimeCase{"2026-08-01T25:15:00Z",           std::nullopt},
    TimeCase{"2026-08-01T20:15:00",            std::nullopt},
    TimeCase{"2026-08-01",                     std::nullopt},
    TimeCase{"20260801T201500Z",               std::nullopt},
    TimeCase{"",                               std::nullopt}));
// clang-format on

TEST(TimeTextTest, isReadBack)
{
    EXPECT_EQ(time_text(1785615300123), "2026-08-01T20:15:00.123Z");
    EXPECT_EQ(time_text(-1), "1969-12-31T23:59:59.999Z");
    for (UnixMs const ms : {UnixMs{0}, UnixMs{951782399999}, UnixMs{4102444800000}})
        EXPECT_EQ(parse_time(time_text(ms)), ms);
}

TEST(RealTest, isTheShortestThatReadsTheSame)
{
    constexpr double endless = std::numeric_limits<double>::infinity();
    std::pair<double, std::string_view> const rows[] = {{0, "0"},
                                                        {-3, "-3"},
                                                        {100, "100"},
                                                        {1e6, "1000000"},
                                                        {0.9, "0.9"},
                                                        {31.25, "31.25"},
                                                        {-0.01, "-0.01"},
                                                        {1.0 / 3, "0.3333333333333333"},
                                                        {0.1 + 0.2, "0.30000000000000004"},
                                                        {1e-7, "1e-07"},
                                                        {2.5e300, "2.5e+300"},
                                                        {endless, "inf"},
                                                        {-endless, "-inf"}};
    for (auto const& [number, text] : rows) {
        std::string out = "=";
        append_real(out, number);
        EXPECT_EQ(out, "=" + std::string{text});
    }
}

TEST(UlidTest, textAndBytesAgree)
{
    auto const id = Ulid::parse("01J4QZ5W8E9K3T6V2B7N1M0C4D");
    ASSERT_TRUE(id);
    EXPECT_EQ(id->text(), "01J4QZ5W8E9K3T6V2B7N1M0C4D");
    EXPECT_EQ(Ulid::parse("01j4qz5w8e9k3t6v2b7n1m0c4d"), id);
    EXPECT_FALSE(Ulid::parse("81J4QZ5W8E9K3T6V2B7N1M0C4D")); // more than 128 bits
    EXPECT_FALSE(Ulid::parse("01J4QZ5W8E9K3T6V2B7N1M0C4U")); // no letter of the alphabet
    EXPECT_FALSE(Ulid::parse("01J4"));
}

TEST(UlidTest, idsRiseWhateverTheClockDoes)
{
    UlidSource source{{}, 42};
    Ulid last;
    for (std::int64_t const now : {1000, 1000, 1000, 5, 999, 1001, 1001, 0})
        for (int i = 0; i < 300; ++i) {
            auto const next = source.next(now);
            EXPECT_LT(last, next);
            last = next;
        }
}

TEST(ItemKeyTest, tellsUsersAndItemsApart)
{
    auto item = full_change().item;
    auto const key = item_key("alice", item);
    EXPECT_NE(item_key("bob", item), key);
    item.title = "Felina"; // the host's own key says what is the same
    EXPECT_EQ(item_key("alice", item), key);
    item.host_key.clear();
    EXPECT_NE(item_key("alice", item), key);
    auto other = item;
    other.ids.clear();
    EXPECT_NE(item_key("alice", other), item_key("alice", item));
}

TEST(ItemKeyTest, tellsPartsOfOneWholeApart)
{
    for (char const* const scheme :
         {"show.tvdb", "show.imdb", "mbid_artist", "mbid_release", "mbid_release_group"}) {
        Item one;
        one.ids = {{scheme, "1"}};
        one.title = "Roads";
        auto other = one;
        EXPECT_EQ(item_key("alice", one), item_key("alice", other));
        other.title = "Sour Times";
        EXPECT_NE(item_key("alice", one), item_key("alice", other)) << scheme;
        other = one;
        other.episode = 2;
        EXPECT_NE(item_key("alice", one), item_key("alice", other)) << scheme;
        one.ids.emplace_back("mbid", "2");
        other = one;
        other.title = "Sour Times";
        EXPECT_EQ(item_key("alice", one), item_key("alice", other)) << "its own id says it";
    }
}

TEST(InWordsTest, namesEpisodesAndTracks)
{
    EXPECT_EQ(in_words(full_change().item), "Breaking Bad S05E14 Ozymandias");
    Item track;
    track.artist = "Portishead";
    track.title = "Roads";
    EXPECT_EQ(in_words(track), "Portishead Roads");
}

} // namespace
} // namespace playsync
