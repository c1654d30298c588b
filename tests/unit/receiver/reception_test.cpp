// SPDX-License-Identifier: MIT
#include "tests/receiver/reception.hpp"

#include <gtest/gtest.h>

namespace playsync::receiver {
namespace {

using Way = Reply::Way;

constexpr std::string_view batch =
    R"({"type":"playsync.changes","timestamp":"2026-08-01T20:15:00Z","data":{"changes":[)"
    R"({"id":"a","title":"Heat"},{"id":"b","title":"Ozymandias"}]}})";

class ReceptionTest : public testing::Test {
protected:
    Reply post(std::string_view target, std::string_view body)
    {
        return reception.answer({.post = true, .target = target, .body = body}, 0);
    }
    Reply hook() { return post("/hook", batch); }
    std::string get(std::string_view target)
    {
        auto const reply = reception.answer({.target = target}, 0).bytes;
        return reply.substr(reply.find("\r\n\r\n") + 4);
    }
    void behave(std::string const& one)
    {
        auto const said = post("/behave", "[" + one + "]").bytes;
        EXPECT_TRUE(said.starts_with("HTTP/1.1 204 No Content\r\n")) << said;
    }
    static std::string body_of(Reply const& reply)
    {
        return reply.bytes.substr(reply.bytes.find("\r\n\r\n") + 4);
    }

    Store store{"", Keep::changes};
    Reception reception{store, "", false};
};

TEST_F(ReceptionTest, takesABatchOnce)
{
    auto const reply = hook();
    EXPECT_EQ(reply.way, Way::answer);
    EXPECT_EQ(reply.bytes,
              "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 63\r\n\r\n"
              R"({"results":[{"id":"a","status":"ok"},{"id":"b","status":"ok"}]})");
    EXPECT_EQ(body_of(hook()), R"({"results":[{"id":"a","status":"duplicate"},)"
                               R"({"id":"b","status":"duplicate"}]})");
    EXPECT_EQ(get("/seen"),
              R"({"requests":2,"changes":2,"repeats":2,"bad_signatures":0,"ids":["a","b"]})");
    EXPECT_EQ(get("/seen?ids=0"), R"({"requests":2,"changes":2,"repeats":2,"bad_signatures":0})");
    EXPECT_EQ(get("/changes"),
              "{\"id\":\"a\",\"title\":\"Heat\"}\n{\"id\":\"b\",\"title\":\"Ozymandias\"}\n");
}

TEST_F(ReceptionTest, resetForgets)
{
    hook();
    behave(R"({"do":"hang","times":0})");
    EXPECT_TRUE(post("/reset", "").bytes.starts_with("HTTP/1.1 204"));
    EXPECT_EQ(get("/seen"),
              R"({"requests":0,"changes":0,"repeats":0,"bad_signatures":0,"ids":[]})");
    EXPECT_EQ(hook().way, Way::answer);
}

TEST_F(ReceptionTest, whatIsNotThereIsNotFound)
{
    EXPECT_TRUE(post("/nothing", "").bytes.starts_with("HTTP/1.1 404 Not Found\r\n"));
    EXPECT_EQ(get("/hook"), R"({"error":"there is nothing here"})");
    EXPECT_TRUE(post("/behave", "[{}]").bytes.starts_with("HTTP/1.1 400"));
}

TEST_F(ReceptionTest, whatIsNoBatchIsRefused)
{
    auto const reply = post("/hook", "{}");
    EXPECT_TRUE(reply.bytes.starts_with("HTTP/1.1 400 Bad Request\r\n"));
    EXPECT_EQ(get("/seen?ids=0"), R"({"requests":1,"changes":0,"repeats":0,"bad_signatures":0})");
}

TEST_F(ReceptionTest, theConnectionsEndIsSaid)
{
    auto const reply =
        reception.answer({.post = true, .keep_alive = false, .target = "/hook", .body = batch}, 0);
    EXPECT_NE(reply.bytes.find("\r\nConnection: close\r\n"), std::string::npos);
}

TEST_F(ReceptionTest, aStatusStoresNothing)
{
    behave(R"({"do":"status","status":503,"headers":{"Retry-After":"2"},"body":"later"})");
    EXPECT_EQ(hook().bytes, "HTTP/1.1 503 Service Unavailable\r\nContent-Type: application/json"
                            "\r\nRetry-After: 2\r\nContent-Length: 5\r\n\r\nlater");
    EXPECT_TRUE(store.ids().empty());
    behave(R"({"do":"status","status":502,"headers":{"content-type":"text/html"},"body":"<p>"})");
    EXPECT_EQ(hook().bytes, "HTTP/1.1 502 Bad Gateway\r\ncontent-type: text/html\r\n"
                            "Content-Length: 3\r\n\r\n<p>");
}

TEST_F(ReceptionTest, anAppliedStatusStores)
{
    behave(R"({"do":"apply_status","status":500})");
    EXPECT_TRUE(hook().bytes.starts_with("HTTP/1.1 500"));
    EXPECT_EQ(store.ids().size(), 2u);
}

TEST_F(ReceptionTest, matchingChangesAreRefused)
{
    behave(R"({"do":"refuse","match":"Ozymandias","error":"no such \"episode\""})");
    EXPECT_EQ(body_of(hook()), R"({"results":[{"id":"a","status":"ok"},)"
                               R"({"id":"b","status":"rejected","error":"no such \"episode\""}]})");
    EXPECT_EQ(store.ids().size(), 1u);
}

TEST_F(ReceptionTest, aMatchMayRejectTheBatch)
{
    behave(R"({"do":"reject_if","match":"Ozymandias","status":422,"times":0})");
    EXPECT_TRUE(hook().bytes.starts_with("HTTP/1.1 422"));
    EXPECT_TRUE(store.ids().empty());
    auto const alone = R"({"type":"playsync.changes","data":{"changes":[{"id":"a"}]}})";
    EXPECT_TRUE(post("/hook", alone).bytes.starts_with("HTTP/1.1 200"));
    EXPECT_EQ(store.ids().size(), 1u);
}

struct ConnectionCase {
    char const* name;
    char const* behaviour;
    Way way;
    std::size_t stored;
    friend void PrintTo(ConnectionCase const& c, std::ostream* out) { *out << c.name; }
};
class ReceptionConnectionTest : public ReceptionTest,
                                public testing::WithParamInterface<ConnectionCase> {};

TEST_P(ReceptionConnectionTest, isToldWhatToDo)
{
    behave(GetParam().behaviour);
    EXPECT_EQ(hook().way, GetParam().way);
    EXPECT_EQ(store.ids().size(), GetParam().stored);
}

// clang-format off
INSTANTIATE_TEST_SUITE_P(Behaviour, ReceptionConnectionTest, testing::Values(
    ConnectionCase{"ok",          R"({"do":"ok"})",              Way::answer,  2},
    ConnectionCase{"delay",       R"({"do":"delay","ms":5})",    Way::answer,  2},
    ConnectionCase{"resetBefore", R"({"do":"reset_before"})",    Way::reset,   0},
    ConnectionCase{"resetAfter",  R"({"do":"reset_after"})",     Way::reset,   2},
    ConnectionCase{"hang",        R"({"do":"hang"})",            Way::silence, 0},
    ConnectionCase{"garbage",     R"({"do":"garbage"})",         Way::hang_up, 0},
    ConnectionCase{"cut",         R"({"do":"cut"})",             Way::hang_up, 2},
    ConnectionCase{"drip",        R"({"do":"drip","ms":5})",     Way::drip,    2}),
    [](auto const& test) { return test.param.name; });
// clang-format on

TEST_F(ReceptionTest, timesAreTold)
{
    behave(R"({"do":"delay","ms":5},{"do":"drip","ms":7})");
    EXPECT_EQ(hook().delay.count(), 5);
    EXPECT_EQ(hook().pace.count(), 7);
}

TEST_F(ReceptionTest, aCutAnswerLacksHalfOfItsBody)
{
    auto const whole = hook().bytes;
    reception.answer({.post = true, .target = "/reset"}, 0);
    behave(R"({"do":"cut"})");
    auto const cut = hook().bytes;
    EXPECT_TRUE(whole.starts_with(cut));
    EXPECT_EQ(whole.size() - cut.size(), (body_of({.bytes = whole}).size() + 1) / 2);
}

TEST(ReceptionSignatureTest, isAskedForWhenThereIsASecret)
{
    Store store{"", Keep::changes};
    Reception reception{store, "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", false};
    Request request{.post = true, .target = "/hook", .body = R"({"test": 2432232314})"};
    constexpr std::int64_t now = 1614265330;
    EXPECT_TRUE(reception.answer(request, now).bytes.starts_with("HTTP/1.1 401 Unauthorized\r\n"));
    request.signature = {"msg_p5jXN8AQM9LWM0D4loKWxJek", "1614265330",
                         "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="};
    EXPECT_TRUE(reception.answer(request, now).bytes.starts_with("HTTP/1.1 400")); // no batch
    auto const seen = reception.answer({.target = "/seen?ids=0"}, now).bytes;
    EXPECT_NE(seen.find(R"("requests":2,"changes":0,"repeats":0,"bad_signatures":1)"),
              std::string::npos);
}

} // namespace
} // namespace playsync::receiver
