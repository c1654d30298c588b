// SPDX-License-Identifier: MIT
// Changes as a file: made piece by piece, so that a million of them need no more memory than one
// piece.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "web/changes.hpp"
#include "web/csv.hpp"
#include "web/request.hpp"

namespace playsync::web {

enum class ExportFormat : std::uint8_t { jsonl, csv };

/// The names of the columns, as a line.
std::string_view csv_head() noexcept;
/// A line.
void append_csv(std::string& out, ChangeView const& change);

/// The changes that `query` matches, in its order, from its place on; `limit` is ours. Each piece
/// takes a few milliseconds. `changes` outlives it.
std::unique_ptr<Source> export_of(Changes const& changes, ChangeQuery query, ExportFormat format);

} // namespace playsync::web
