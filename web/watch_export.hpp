// SPDX-License-Identifier: MIT
// Watches as JSON, and as a file that is made piece by piece.
#pragma once

#include <memory>
#include <string>

#include "web/export.hpp"
#include "web/watches.hpp"

namespace playsync::web {

void append_watch_entry(std::string& out, WatchEntry const& entry);
std::string watch_page_json(WatchPage const& page);
std::string_view watch_csv_head() noexcept;
void append_watch_csv(std::string& out, WatchEntry const& entry);

/// The watches that `query` fits, the newest first; `limit` is ours. Each piece takes a few
/// milliseconds. `watches` outlives it.
std::unique_ptr<Source> export_of(Watches const& watches, WatchQuery query, ExportFormat format);

} // namespace playsync::web
