// SPDX-License-Identifier: MIT
// Memory that is refused once, at each allocation in turn: what runs must end all the same.
#include <gtest/gtest.h>

#include <cstdlib>
#include <new>

#include <vector>

#include "plugin/config_table.hpp"
#include "plugin/engine.hpp"
#include "storage/lmdb_queue.hpp"
#include "tests/support/fake_clock.hpp"
#include "tests/support/scripted_target.hpp"
#include "tests/support/temp_dir.hpp"

namespace {

int left = -1; // allocations until one is refused; below 0: none is

bool is_refused() noexcept
{
    return left >= 0 && left-- == 0;
}

/// Refuses the allocation after `count` others, once, for as long as it lives.
class Refusal {
public:
    explicit Refusal(int count) { left = count; }
    Refusal(Refusal&&) = delete;
    ~Refusal() { left = -1; }
    bool happened() const noexcept { return left < 0; }
};

void* memory(std::size_t size)
{
    auto* const block = is_refused() ? nullptr : std::malloc(size);
    return block ? block : throw std::bad_alloc{};
}

void* memory(std::size_t size, std::align_val_t alignment)
{
    auto const step = static_cast<std::size_t>(alignment);
    auto* const block =
        is_refused() ? nullptr : std::aligned_alloc(step, (size + step - 1) / step * step);
    return block ? block : throw std::bad_alloc{};
}

} // namespace

void* operator new(std::size_t size)
{
    return memory(size);
}
void* operator new[](std::size_t size)
{
    return memory(size);
}
void* operator new(std::size_t size, std::align_val_t alignment)
{
    return memory(size, alignment);
}
void operator delete(void* block) noexcept
{
    std::free(block);
}
void operator delete[](void* block) noexcept
{
    std::free(block);
}
void operator delete(void* block, std::size_t) noexcept
{
    std::free(block);
}
void operator delete[](void* block, std::size_t) noexcept
{
    std::free(block);
}
void operator delete(void* block, std::align_val_t) noexcept
{
    std::free(block);
}
void operator delete(void* block, std::size_t, std::align_val_t) noexcept
{
    std::free(block);
}

namespace playsync {
namespace {

using namespace std::chrono_literals;

constexpr int most_allocations = 3000;

/// As a real service does, they need memory for whatever they are asked.
std::vector<TestStep> some_steps()
{
    return {TestStep{"connect", true, {}, std::string(100, '.')}};
}

class HungryLogIn : public test::ScriptedLogIn {
public:
    net::awaitable<LogInStep> begin(LogInRequest request) override
    {
        some_steps();
        return ScriptedLogIn::begin(std::move(request));
    }
    net::awaitable<LogInStep> poll() override
    {
        some_steps();
        return ScriptedLogIn::poll();
    }
    net::awaitable<Outcome> log_out() override
    {
        some_steps();
        return ScriptedLogIn::log_out();
    }
};

/// Its memory stays after its end, so that who still calls it is found: by a pure call.
class Mortal : public test::ScriptedTarget {
public:
    using ScriptedTarget::ScriptedTarget;

    net::awaitable<std::vector<TestStep>> test() override { co_return some_steps(); }
    net::awaitable<void> tell(Live live) override
    {
        some_steps();
        return ScriptedTarget::tell(std::move(live));
    }

    static void* operator new(std::size_t size)
    {
        graves.push_back(std::make_unique<std::byte[]>(size));
        return graves.back().get();
    }
    static void operator delete(void*) noexcept {}

    static inline std::vector<std::unique_ptr<std::byte[]>> graves;
};

/// A plugin with one target, which wants a log-in and to know what plays.
struct Plugin {
    Plugin()
    {
        account.in = true;
        ConfigRead read;
        read.config.gather_ms = 0;
        read.targets.push_back({"home", "home.toml", ""});
        engine.configure(read);
        engine.start();
        clock.poll();
    }
    ~Plugin()
    {
        engine.stop();
        clock.run_for(1s);
        engine.cancel();
        clock.run_for(2s);
        EXPECT_EQ(engine.tasks().running(), 0u) << "a host that unloads it would wait for ever";
    }

    std::unique_ptr<Target> make()
    {
        auto made = std::make_unique<Mortal>(clock);
        made->account = &account;
        made->traits_.live = true;
        if (!target)
            target = made.get();
        return made;
    }
    void tell(playsync_event_kind kind, std::string const& title)
    {
        auto event = std::make_unique<Event>();
        event->kind = kind;
        event->user = "alice";
        event->item.kind = ItemKind::movie;
        event->item.title = title;
        event->at = clock.wall();
        mailbox.post(std::move(event));
        engine.ring();
    }
    template <class Words>
    static net::awaitable<void> note(net::awaitable<Words> words, std::optional<Words>& said)
    {
        said = co_await std::move(words);
    }
    void log_in() { engine.tasks().start(note(engine.log_in("home", {}), logged_in)); }

    test::TempDir dir;
    net::io_context io{1};
    test::FakeClock clock{io};
    HungryLogIn account;
    std::optional<web::Control::LoggedIn> logged_in;
    LmdbQueue queue{dir.path(), StoreOptions{1 << 20, 1 << 30, 7}};
    Mailbox mailbox{64};
    playsync_host host{};
    Log log{host};
    Mortal* target = nullptr; // the worker's
    Engine engine{
        io,  queue, mailbox,    clock,
        log, {},    dir.path(), [this](ConfigTable&, TargetContext const&) { return make(); }};
};

/// As the engine's thread: what throws ends one thing, and the rest goes on.
void run(std::function<void()> const& part)
{
    try {
        part();
    } catch (std::bad_alloc const&) {
        return;
    }
}

using Act = std::function<void(Plugin&)>;

/// Lets a plugin work again and again on what `begin` gave it, each time a new one and with another
/// allocation refused, until none is.
void try_all(Act const& begin, Act const& after)
{
    bool refused = true;
    int count = 0;
    for (; refused && count < most_allocations && !testing::Test::HasFailure(); ++count) {
        SCOPED_TRACE("the allocation that was refused: " + std::to_string(count));
        Plugin plugin;
        begin(plugin);
        {
            Refusal const refusal{count};
            run([&] { plugin.clock.poll(); });
            refused = refusal.happened();
        }
        run([&] { plugin.clock.run_for(30s); });
        after(plugin);
    }
    EXPECT_GT(count, 5);
    EXPECT_LT(count, most_allocations);
    Mortal::graves.clear();
}

TEST(MemoryTest, whatPlaysIsToldOnAfterARefusal)
{
    auto const start = [](Plugin& plugin) { plugin.tell(PLAYSYNC_EVENT_START, "Heat"); };
    try_all(start, [](Plugin& plugin) {
        plugin.tell(PLAYSYNC_EVENT_START, "Ronin");
        plugin.clock.run_for(1s);
        ASSERT_FALSE(plugin.target->told.empty());
        EXPECT_EQ(plugin.target->told.back().item.title, "Ronin");
    });
}

TEST(MemoryTest, aWatchIsSentAfterARefusal)
{
    auto const watch = [](Plugin& plugin) { plugin.tell(PLAYSYNC_EVENT_WATCHED, "Heat"); };
    try_all(watch, [](Plugin& plugin) {
        auto const counts = plugin.queue.counts(plugin.queue.target("home"));
        EXPECT_EQ(counts.synced, 1u) << counts.pending << " wait; " << plugin.engine.refusing()
                                     << plugin.engine.card("home")->state;
    });
}

TEST(MemoryTest, aTestLeavesNothingBehind)
{
    std::optional<web::Control::Tested> said;
    auto const test = [&](Plugin& plugin) {
        plugin.engine.tasks().start(Plugin::note(plugin.engine.test("home"), said));
    };
    try_all(test, [](Plugin&) {});
}

TEST(MemoryTest, aLogInLeavesNothingBehind)
{
    try_all([](Plugin& plugin) { plugin.log_in(); },
            [](Plugin& plugin) {
                plugin.engine.cancel_log_in("home");
                plugin.clock.run_for(5s);
                plugin.logged_in.reset();
                plugin.log_in();
                plugin.clock.poll();
                ASSERT_TRUE(plugin.logged_in);
                EXPECT_EQ(plugin.logged_in->refusal, web::Control::Refusal::none);
            });
}

TEST(MemoryTest, aLogOutLeavesNothingBehind)
{
    std::optional<web::Control::Refusal> said;
    auto const log_out = [&](Plugin& plugin) {
        plugin.engine.tasks().start(Plugin::note(plugin.engine.log_out("home"), said));
    };
    try_all(log_out, [](Plugin&) {});
}

} // namespace
} // namespace playsync
