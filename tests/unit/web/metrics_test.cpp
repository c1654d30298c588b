// SPDX-License-Identifier: MIT
#include "web/metrics.hpp"

#include "tests/unit/web/site_fixture.hpp"

namespace playsync::web {
namespace {

constexpr std::array<double, 3> bounds{1, 2.5, 10};

TEST(HistogramTest, countsWhatIsAtMostEachBound)
{
    Histogram histogram{bounds};
    for (double const value : {0.5, 1.0, 1.5, 10.0, 11.0})
        histogram.note(value);
    EXPECT_EQ(histogram.up_to(0), 2u);
    EXPECT_EQ(histogram.up_to(1), 3u);
    EXPECT_EQ(histogram.up_to(2), 4u);
    EXPECT_EQ(histogram.count(), 5u);
    EXPECT_DOUBLE_EQ(histogram.sum(), 24);
}

class MetricsTest : public test::SiteFixture {
protected:
    std::string text() { return metrics_text(control.status(), control.meters(), 3); }

    void expect_line(std::string const& line)
    {
        EXPECT_NE(('\n' + text()).find('\n' + line + '\n'), std::string::npos) << line << "\n"
                                                                               << text();
    }
};

TEST_F(MetricsTest, countsAndGaugesAreWhatTheStatusSays)
{
    auto& card = control.shown.cards[0];
    card.counts.pending = 42;
    card.syncing = 40;
    card.counts.failed = 1;
    card.counts.synced = 1203;
    card.counts.superseded = 310;
    card.counts.repeated = 7;
    card.state = "rate limited";
    card.oldest_pending = control.time - 1500;
    control.shown.refused_events = 5;
    control.shown.store_bytes = 4096;
    control.shown.store_limit = 1 << 30;
    control.shown.refusing = "no room";
    control.shown.watches = 20;
    control.shown.unsent = 15;
    control.shown.kept = {{"bob", 12}, {"anna", 3}};
    expect_line(R"(playsync_build_info{version="0.1.0"} 1)");
    expect_line(R"(playsync_changes{target="home",state="pending"} 2)");
    expect_line(R"(playsync_changes{target="home",state="syncing"} 40)");
    expect_line(R"(playsync_changes{target="home",state="failed"} 1)");
    expect_line(R"(playsync_changes_taken_total{target="home"} 1556)");
    expect_line(R"(playsync_changes_synced_total{target="home"} 1203)");
    expect_line(R"(playsync_changes_superseded_total{target="home"} 310)");
    expect_line(R"(playsync_changes_repeated_total{target="home"} 7)");
    expect_line(R"(playsync_oldest_pending_seconds{target="home"} 1.5)");
    expect_line(R"(playsync_target_state{target="home",state="rate limited"} 1)");
    expect_line(R"(playsync_target_state{target="home",state="up to date"} 0)");
    expect_line("playsync_watches 20");
    expect_line("playsync_watches_unsent 15");
    EXPECT_EQ(text().find("bob"), std::string::npos) << "no user is a label";
    expect_line("playsync_store_bytes 4096");
    expect_line("playsync_store_limit_bytes 1073741824");
    expect_line("playsync_store_refusing 1");
    expect_line("playsync_pages 3");
    expect_line("playsync_online 1");
    expect_line("playsync_events_refused_total 5");
}

TEST_F(MetricsTest, histogramsAreCumulative)
{
    auto& meters = control.metered.targets["home"];
    meters.answer.note(0.02);
    meters.answer.note(0.3);
    meters.answer.note(1000);
    meters.failed[ErrorClass::rate_limited] = 2;
    expect_line(R"(playsync_answer_seconds_bucket{target="home",le="0.01"} 0)");
    expect_line(R"(playsync_answer_seconds_bucket{target="home",le="0.025"} 1)");
    expect_line(R"(playsync_answer_seconds_bucket{target="home",le="60"} 2)");
    expect_line(R"(playsync_answer_seconds_bucket{target="home",le="+Inf"} 3)");
    expect_line(R"(playsync_answer_seconds_sum{target="home"} 1000.32)");
    expect_line(R"(playsync_answer_seconds_count{target="home"} 3)");
    expect_line(R"(playsync_attempts_failed_total{target="home",class="rate_limited"} 2)");
    expect_line(R"(playsync_commit_seconds_bucket{le="+Inf"} 0)");
}

TEST_F(MetricsTest, labelsAreEscaped)
{
    control.shown.version = "a\\b\"c\nd";
    expect_line(R"(playsync_build_info{version="a\\b\"c\nd"} 1)");
}

TEST_F(MetricsTest, needNoTokenFromWhereTheyAreAllowed)
{
    Routes open{site, Page{test::assets}, {{}, {*network_of("10.1.0.0/16")}}};
    auto const status = [&](std::string_view path, char const* peer, std::vector<Field> fields) {
        Request request{"GET", path, 11, std::move(fields), {}};
        request.fields.push_back({"Host", "localhost"});
        if (peer)
            request.peer = net::ip::make_address(peer);
        auto const admission = open.admit(request);
        return admission.refused ? admission.refused->status : 200;
    };
    EXPECT_EQ(status("/metrics", "10.1.2.3", {}), 200u);
    EXPECT_EQ(status("/metrics", "::ffff:10.1.2.3", {}), 200u);
    EXPECT_EQ(status("/metrics", "10.2.2.3", {}), 401u);
    EXPECT_EQ(status("/metrics", "10.2.2.3", {{"X-Forwarded-For", "10.1.2.3"}}), 401u);
    EXPECT_EQ(status("/metrics", nullptr, {}), 401u);
    EXPECT_EQ(status("/metrics", "10.1.2.3", {{"Authorization", "Bearer x"}}), 401u);
    EXPECT_EQ(status("/metrics", "10.1.2.3", {{"Sec-Fetch-Site", "cross-site"}}), 403u);
    EXPECT_EQ(status("/api/v1/status", "10.1.2.3", {}), 401u);
}

TEST_F(MetricsTest, needTheToken)
{
    EXPECT_EQ(raw("GET", "/metrics", {}).status, 401u);
    EXPECT_EQ(raw("GET", "/metrics", {{"Authorization", "Bearer x"}}).status, 401u);
    EXPECT_EQ(post("/metrics").status, 405u);
    EXPECT_EQ(get("/metrics", "HEAD").status, 200u);
    auto const response = get("/metrics");
    EXPECT_EQ(response.status, 200u);
    EXPECT_EQ(header(response, "Content-Type"), "text/plain; version=0.0.4; charset=utf-8");
    EXPECT_EQ(header(response, "Cache-Control"), "no-store");
    EXPECT_NE(response.body.find("playsync_pages 0\n"), std::string::npos);
    Feed::Client page{feed, 10, {}, [] {}};
    EXPECT_NE(get("/metrics").body.find("playsync_pages 1\n"), std::string::npos);
}

} // namespace
} // namespace playsync::web
