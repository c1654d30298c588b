// SPDX-License-Identifier: MIT
// One seed's world: a host that plays, a person who clicks, a network, services, a disk, and the
// real engine in the middle, which dies and comes back.
#pragma once

#include <memory>
#include <optional>
#include <vector>

#include "plugin/engine.hpp"
#include "tests/sim/mortal_queue.hpp"
#include "tests/sim/service.hpp"
#include "tests/support/fake_clock.hpp"
#include "tests/support/temp_dir.hpp"

namespace playsync::sim {

struct Settings {
    std::uint64_t seed = 0;
    unsigned steps = 0; // 0: the seed says
    bool loud = false;
    std::vector<Fault> switched_off;
};

struct Report {
    std::uint64_t hash = 0;
    unsigned steps = 0; // taken before it ended or failed
    UnixMs virtual_ms = 0;
    std::size_t requests = 0;
    std::size_t told = 0;
    unsigned deaths = 0;
    std::optional<Violation> violation;
    std::vector<std::string> last_lines;
};

class SimClock : public test::FakeClock {
public:
    SimClock(net::io_context& io, Chance& chance) : FakeClock(io), chance_(chance) {}
    double chance() override { return chance_.share(); }

private:
    Chance& chance_;
};

/// Runs one seed to its end or its first violation.
Report run(Settings const& settings, Coverage& coverage);

class World {
public:
    World(Settings const& settings, Coverage& coverage);
    ~World();

    Report run();

private:
    // The plugin's life.
    void start();
    void die();
    void stop_gracefully();
    void let_go();
    ConfigRead config() const;

    // What happens.
    void step();
    void play();
    void play_one();
    void tell(Word word, std::string const& user, std::string const& title, UnixMs at);
    void operate();
    void pause(std::string const& target, std::vector<Service*> const& meant);
    void resume(std::string const& target, std::vector<Service*> const& meant);
    void edit();
    void change_network();
    void jump_clock();
    void pass(Millis span);
    void guarded(char const* what, std::function<void()> const& action);

    // What must be true.
    void observe();
    void check_changes();
    void recount();
    void heal();
    void drain();
    void check_end();
    void check_play_log(Service const& service, Told const& told);
    void check_states(Service const& service);

    static World* here; // whose story the rare branches belong to

    Chance chance_;
    Trace trace_;
    Faults faults_;
    bool loud_;
    test::TempDir dir_;
    net::io_context io_{1};
    SimClock clock_;
    Oracle oracle_;
    std::vector<std::unique_ptr<Service>> services_;
    Config config_;
    unsigned users_ = 1, items_ = 5;
    unsigned steps_ = 0, steps_done_ = 0;
    UnixMs began_ = 0;
    std::uint64_t sessions_ = 0;
    unsigned deaths_ = 0;
    bool online_ = true;
    bool all_paused_ = false;

    // One life of the plugin.
    struct Life;
    std::unique_ptr<Life> life_;
};

} // namespace playsync::sim
