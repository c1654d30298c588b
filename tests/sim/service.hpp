// SPDX-License-Identifier: MIT
// The model of a service: what it was told, how it answers, and what it must never see. It lives on
// while the plugin dies and comes back.
#pragma once

#include <map>
#include <set>
#include <string>

#include "plugin/clock.hpp"
#include "plugin/targets/target.hpp"
#include "tests/sim/faults.hpp"
#include "tests/sim/oracle.hpp"
#include "tests/sim/trace.hpp"

namespace playsync::sim {

/// A change in words.
std::string text_of(Claimed const& change);

class Service {
public:
    /// What a request came to, before its answer is on its way.
    struct Reply {
        Millis latency{0};
        Outcome outcome;
        bool applied_late = false; // done only after we gave up
        bool probe = false;        // sent while the breaker must be open
    };

    Service(unsigned number, Chance& chance, Faults const& faults, Oracle const& oracle,
            Trace& trace);

    // What the world knows and the plugin must respect.
    std::string const& name() const noexcept { return name_; }
    TargetTraits traits() const;
    bool is_for(std::string const& user) const
    {
        return traits_.users.front() == "*" || traits_.users.front() == user;
    }
    Keeps keeps() const noexcept { return traits_.keeps; }
    bool counts_watches() const noexcept { return traits_.counts_watches; }
    bool exists = true;      // its file is there
    bool paused = false;     // by a person
    unsigned generation = 1; // of its file
    unsigned life = 1;       // of the plugin
    bool reachable = true;   // the network
    bool needs_network() const noexcept { return traits_.needs_network; }
    bool logged_in = true;

    /// A request arrives. Judges it, and says how it goes on.
    Reply take(std::span<Claimed const> batch, unsigned asked_by, Steady now, UnixMs wall);
    /// The answer has reached the plugin, which is alive.
    void answered(std::span<Claimed const> batch, Outcome const& outcome, unsigned asked_by,
                  Steady now);
    /// The request is over, however.
    void over(std::span<Claimed const> batch, unsigned asked_by, bool probe);
    /// Does what a late request asked for.
    void apply(std::span<Claimed const> batch);
    /// Its file was saved or removed: a new session begins.
    void settings_changed(bool noted_all);
    /// For a while its file was not there, and nothing was told for it.
    bool was_gone() const noexcept { return was_gone_; }
    /// A new process knows nothing of answers the old one got, and of limits what was noted.
    void plugin_died(bool noted_all);
    /// What is left of a limit is found by the wall clock after a restart.
    void clock_jumped() { limit_certain_ = false; }
    /// A person did something that lets it be asked again: log-in, resume, sync now.
    void nudged() { halted_ = false; }

    bool has(Ulid id) const { return applied_.contains(id); }
    bool knows_play(UnixMs at) const { return plays_.contains(at); }
    /// Of one item: the last mark and position it was told; 0: none.
    UnixMs mark_of(std::string const& user, std::string const& title) const;
    UnixMs position_of(std::string const& user, std::string const& title) const;
    /// Refused for good, by this service's own word.
    bool refused(UnixMs at) const { return refused_.contains(at); }
    unsigned spent(Ulid id) const;
    /// The latest end of a limit, whatever became of the knowledge of it.
    Steady limited_until(Steady now) const;
    std::size_t requests() const noexcept { return requests_; }

private:
    struct Item {
        UnixMs mark = 0;
        UnixMs position = 0;
        UnixMs taken_back = 0;
    };
    using ItemName = std::pair<std::string, std::string>;

    void judge_arrival(std::span<Claimed const> batch, unsigned asked_by, Steady now);
    void judge_change(Claimed const& change);
    void judge_taken_back(Claimed const& watch, UnixMs at, UnixMs taken_back);
    void judge_overtaken(Claimed const& mark, UnixMs at, UnixMs position);
    void note_standing(Outcome const& outcome, Steady now);
    Outcome answer(std::span<Claimed const> batch, Steady now, UnixMs wall, Reply& reply);
    Outcome item_results(std::span<Claimed const> batch);
    void apply_one(Claimed const& change);
    bool poisons(Claimed const& change) const;
    Outcome failed(ErrorClass kind, char const* what);
    Outcome status(unsigned code, UnixMs wall);

    std::string name_;
    TargetTraits traits_;
    bool honours_ids_ = false;
    bool tells_items_ = false;
    Chance& chance_;
    Faults const& faults_;
    Oracle const& oracle_;
    Trace& trace_;

    std::set<Ulid> applied_;
    std::set<UnixMs> plays_;
    std::map<ItemName, Item> items_;
    std::set<UnixMs> refused_;
    std::map<Ulid, unsigned> spent_;     // attempts this service's answers account for
    std::map<Ulid, unsigned> confirmed_; // taken, and the plugin knew: in which life
    std::map<UnixMs, Ulid> ids_told_;    // of plays and marks, by when they were
    std::set<Ulid> flying_;
    std::map<ItemName, Ulid> items_flying_;
    std::map<unsigned, unsigned> requests_flying_; // by generation
    std::map<unsigned, unsigned> probes_flying_;   // … begun while the breaker must be open
    bool open_ = false;
    bool halted_ = false;
    bool was_gone_ = false;
    bool there_ = true; // when its settings were last read
    std::optional<Steady> limited_until_;
    Steady any_limit_until_{};  // told to whatever settings
    bool limit_certain_ = true; // it would be found again by a new process
    bool limit_known_ = true;   // … or was
    std::size_t requests_ = 0;
};

} // namespace playsync::sim
