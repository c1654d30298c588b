// SPDX-License-Identifier: MIT
// A link is cut after each message of a run, and made again: in the end the page shows what one
// that comes fresh is shown. PLAYSYNC_RESUME_SEEDS says how many runs (8).
#include <cstdlib>
#include <random>

#include "tests/unit/web/shown_page.hpp"
#include "tests/unit/web/site_fixture.hpp"
#include "web/visit.hpp"

namespace playsync::web {
namespace {

using test::ShownPage;

/// Where a page says it stands when it comes back.
enum class Since : std::uint8_t { kept, nothing, zero, one_ahead, far };

struct Cut {
    std::optional<std::size_t> after; // so many frames
    Since since = Since::kept;
    bool restart = false;
    int away = 0; // things that happen meanwhile; 0: a few
};

class CutTest : public test::SiteFixture {
protected:
    void begin(unsigned seed)
    {
        chance.seed(seed);
        control.shown = {};
        control.shown.cards = {test::some_card("a"), test::some_card("b")};
        step = 0;
        restart();
    }

    void restart()
    {
        visit.reset();
        site_now.reset();
        feed_now.reset();
        feed_now.emplace([this] { return steady; });
        site_now.emplace(
            Site{control, changes, watches, setups, log_book, sessions, *feed_now, {}});
    }

    std::string hello(ShownPage const& page, Since since) const
    {
        auto out = R"({"type":"hello","v":1,"token":")" + token + '"';
        auto const seq = page.seq.value_or(0);
        if (page.seq && since != Since::nothing)
            out += R"(,"epoch":")" + page.epoch + R"(","since":)" +
                   (since == Since::kept        ? std::to_string(seq)
                    : since == Since::one_ahead ? std::to_string(feed_now->seq() + 1)
                    : since == Since::far       ? "9223372036854775808"
                                                : "0");
        return out + '}';
    }

    void connect(ShownPage& page, Since since)
    {
        visit.reset();
        visit.emplace(*site_now, std::nullopt, Visit::Times{}, steady, [] {});
        visit->hear(hello(page, since), true, steady);
    }

    /// Something happens, and is told as the engine tells it.
    void happen()
    {
        auto& shown = control.shown;
        ++step;
        auto const what = chance() % 8;
        if (what == 0) {
            shown.online = !shown.online;
            feed_now->network(shown.online, shown.metered);
        } else if (what == 1) {
            shown.paused_by = shown.paused_by ? std::nullopt : std::optional<std::string>{"page"};
            shown.paused_by ? feed_now->paused("", "page") : feed_now->resumed("", "page");
        } else if (what == 2) {
            shown.refusing = shown.refusing ? std::nullopt : std::optional<std::string>{"no room"};
            feed_now->store(shown.refusing.value_or(""));
        } else if (what == 3) {
            come_or_go();
        } else {
            work(shown.cards[chance() % shown.cards.size()]);
        }
    }

    void come_or_go()
    {
        auto& cards = control.shown.cards;
        if (cards.size() == 3) {
            cards.pop_back();
            feed_now->target_removed("c");
        } else {
            cards.push_back(test::some_card("c"));
            cards.back().since += step;
            feed_now->target_changed(cards.back());
        }
    }

    void work(Card& card)
    {
        ++card.counts.synced;
        feed_now->item_synced(test::change_view(Ulid{}, State::synced));
        if (!card.run) {
            card.run.emplace();
            card.run->id = static_cast<std::uint64_t>(step);
            feed_now->sync_started(card.id, *card.run);
        } else if (chance() % 3 > 0) {
            ++card.run->done;
            feed_now->sync_progress(card.id, *card.run);
        } else {
            feed_now->sync_completed(card.id, *card.run, 5);
            card.run.reset();
        }
        feed_now->target_changed(card);
    }

    /// False when there is nothing to read now.
    bool read(ShownPage& page)
    {
        auto const frame = visit->next(steady);
        if (frame)
            page.hear(frame->json);
        return frame.has_value();
    }

    /// How many frames were read. The page is away once, as `cut` says.
    std::size_t run(unsigned seed, Cut const& cut, ShownPage& page)
    {
        constexpr int steps = 30;
        begin(seed);
        connect(page, Since::nothing);
        std::size_t frames = 0;
        bool was_cut = false;
        auto const goes_on = [&] { return !was_cut && cut.after && frames >= *cut.after; };
        for (int i = 0; i < steps; ++i) {
            for (auto budget = chance() % 5; budget > 0 && !goes_on(); --budget)
                frames += read(page);
            if (goes_on()) {
                was_cut = true;
                leave_and_return(page, cut);
            }
            happen();
            steady += static_cast<SteadyMs>(chance() % 150);
        }
        steady += 2000;
        while (read(page))
            ++frames;
        return frames;
    }

    void leave_and_return(ShownPage& page, Cut const& cut)
    {
        visit.reset();
        if (cut.restart)
            restart();
        auto const away = cut.away ? cut.away : static_cast<int>(chance() % 5);
        for (int i = 0; i < away; ++i)
            happen();
        connect(page, cut.since);
    }

    std::string fresh()
    {
        ShownPage page;
        connect(page, Since::nothing);
        while (read(page))
            continue;
        return page.essence();
    }

    static unsigned seeds()
    {
        auto const* const given = std::getenv("PLAYSYNC_RESUME_SEEDS");
        return given ? static_cast<unsigned>(std::atoi(given)) : 8;
    }

    void cut_everywhere(Cut cut)
    {
        for (unsigned seed = 0; seed < seeds(); ++seed) {
            ShownPage whole;
            auto const frames = run(seed, {}, whole);
            ASSERT_EQ(whole.essence(), fresh());
            ASSERT_GT(frames, 20u);
            for (std::size_t after = 0; after < frames; ++after) {
                cut.after = after;
                ShownPage page;
                run(seed, cut, page);
                ASSERT_EQ(page.essence(), fresh()) << "seed " << seed << ", after " << after;
            }
        }
    }

    std::mt19937 chance;
    int step = 0;
    std::optional<Feed> feed_now;
    std::optional<Site> site_now;
    std::optional<Visit> visit;
};

TEST_F(CutTest, cutAfterEachMessageThePageEndsTheSame)
{
    cut_everywhere({});
}

TEST_F(CutTest, soItDoesOverARestart)
{
    cut_everywhere({.after = {}, .restart = true});
}

TEST_F(CutTest, whateverThePageSaysOfWhereItStands)
{
    for (auto const since : {Since::nothing, Since::zero, Since::one_ahead, Since::far})
        cut_everywhere({.after = {}, .since = since});
}

TEST_F(CutTest, andWhenTheRingIsOverrun)
{
    for (std::size_t after = 2; after < 20; ++after) {
        ShownPage page;
        run(1, {.after = after, .away = static_cast<int>(Feed::ring_messages) * 2}, page);
        EXPECT_FALSE(page.resumed);
        ASSERT_EQ(page.essence(), fresh()) << "after " << after;
    }
}

TEST_F(CutTest, onlyWhatIsKnownIsResumed)
{
    auto const resumed = [this](Since since, bool again) {
        ShownPage page;
        begin(1);
        connect(page, Since::nothing);
        while (read(page))
            continue;
        happen();
        if (again)
            restart();
        connect(page, since);
        while (read(page))
            continue;
        return page.resumed;
    };
    EXPECT_TRUE(resumed(Since::kept, false));
    EXPECT_FALSE(resumed(Since::kept, true));
    EXPECT_FALSE(resumed(Since::far, false));
    EXPECT_FALSE(resumed(Since::nothing, false));
}

} // namespace
} // namespace playsync::web
