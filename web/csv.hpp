// SPDX-License-Identifier: MIT
// Lines of a CSV file (RFC 4180). Pure.
#pragma once

#include <string>
#include <string_view>

#include "storage/change.hpp"

namespace playsync::web {

/// One cell. What a spreadsheet would run as a formula begins with a quote mark instead (OWASP,
/// "CSV Injection").
void append_cell(std::string& out, std::string_view text);

/// Cells with commas between, CRLF at the end.
class CsvLine {
public:
    explicit CsvLine(std::string& out) : out_(out) {}
    ~CsvLine() { out_ += "\r\n"; }
    CsvLine(CsvLine const&) = delete;
    CsvLine& operator=(CsvLine const&) = delete;

    void text(std::string_view value);
    /// Empty unless it is known.
    void number(std::int64_t value, bool is_known);
    void time(UnixMs value, bool is_known);
    /// kind, title, show, season, episode, artist, album, year, ids.
    void item(Item const& item);

private:
    void separate();

    std::string& out_;
    bool is_first_ = true;
};

} // namespace playsync::web
