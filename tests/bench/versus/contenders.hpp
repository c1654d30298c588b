// SPDX-License-Identifier: MIT
// Each takes the same events and brings them to the sink, or is one part of that alone.
#pragma once

#include <cstdint>
#include <string>

namespace playsync::bench {

/// Events a second, of `events`. All throw std::exception with what is wrong.

/// The plugin through its ABI, batches of 100: every event is on disk before it is sent.
double run_playsync(std::string const& plugin, std::uint64_t events, unsigned lanes);
/// syslog-ng 3.38: network source, reliable disk buffer, http() with batch-lines(100), one worker.
double run_syslog_ng(std::uint64_t events);
/// A row and a request an event, on SQLite with synchronous=FULL.
double run_one_by_one(std::uint64_t events);
/// LMDB alone: the same bytes under rising keys, 256 a commit with fdatasync.
double run_lmdb(std::uint64_t events);
/// HTTP alone: batches of 100 of the same bytes over one connection.
double run_post(std::uint64_t events);

/// The `n`-th event as JSON: what goes over the wire for everybody but the plugin, whose own text
/// is as long.
std::string event_text(std::uint64_t n);

} // namespace playsync::bench
