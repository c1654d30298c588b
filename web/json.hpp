// SPDX-License-Identifier: MIT
// What the engine tells, as API.md spells it. Pure.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "web/changes.hpp"
#include "web/setups.hpp"

namespace playsync::web {

void append_run(std::string& out, RunView const& run);
/// As members of an object that is open: what json_service.cpp knows of a target's service.
void append_throughput(std::string& out, Throughput const& throughput);
void append_login(std::string& out, std::string_view key, LoginView const& login);
void append_conflicts(std::string& out, Conflicts const& conflicts);
void append_login_members(std::string& out, LoginView const& login);
void append_card(std::string& out, Card const& card);
void append_change(std::string& out, ChangeView const& change);
void append_status(std::string& out, Status const& status, std::string_view epoch,
                   std::uint64_t seq);
std::string change_list_json(ChangeList const& list);
std::string change_detail_json(ChangeDetail const& detail);

void append_why(std::string& out, Why const& why);
/// Members of an error, into an object that is open.
void append_error(std::string& out, LastError const& error);

/// As JSON has it.
void append_setting(std::string& out, Setting const& setting);

void append_in_force(std::string& out, InForce const& setting);

void append_null(std::string& out, std::string_view key);
void append_time_or_null(std::string& out, std::string_view key, std::optional<UnixMs> time);
void append_count(std::string& out, std::string_view key, std::uint64_t number);
void append_flag(std::string& out, std::string_view key, bool value);
void append_time_member(std::string& out, std::string_view key, UnixMs time);

} // namespace playsync::web
