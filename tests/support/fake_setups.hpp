// SPDX-License-Identifier: MIT
// Targets' files that are not there: what a test put into them, and what was asked of them.
#pragma once

#include <algorithm>
#include <stdexcept>

#include "web/log_book.hpp"
#include "web/setups.hpp"

namespace playsync::test {

class FakeSetups : public web::Setups {
public:
    std::map<std::string, web::Setup, std::less<>> known;
    std::vector<web::SettingFault> faults; // of the next store()
    web::Given given;                      // to the last one
    std::vector<std::string> asked;
    bool fails = false;

    std::optional<web::Setup> find(std::string_view id) const override
    {
        auto const found = known.find(id);
        return found == known.end() ? std::nullopt : std::optional{found->second};
    }
    std::vector<web::InForce> in_force() const override { return settings; }
    std::vector<std::string> errors() const override { return wrong; }
    std::vector<web::InForce> settings;
    std::vector<std::string> wrong;

    bool is_name(std::string_view id) const override
    {
        return std::ranges::all_of(id, [](char c) { return c >= 'a' && c <= 'z'; });
    }
    std::vector<web::SettingFault> store(std::string_view id, web::Given wanted) override
    {
        ask("store", id);
        given = std::move(wanted);
        if (faults.empty())
            known[std::string{id}].version += "+";
        return faults;
    }
    void remove(std::string_view id) override
    {
        ask("remove", id);
        known.erase(std::string{id});
    }

private:
    void ask(std::string verb, std::string_view id)
    {
        if (fails)
            throw std::runtime_error{"targets.d: no space left"};
        asked.push_back(verb + ' ' + std::string{id});
    }
};

class FakeLogBook : public web::LogBook {
public:
    web::LogPage page;
    mutable web::LogQuery query; // the last one

    web::LogPage read(web::LogQuery const& asked) const override
    {
        query = asked;
        return page;
    }
};

} // namespace playsync::test
