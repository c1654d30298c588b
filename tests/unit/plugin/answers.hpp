// SPDX-License-Identifier: MIT
// A service's documented answers as rows of a table.
#pragma once

#include <ostream>

#include "plugin/http/client.hpp"
#include "storage/change.hpp"

namespace playsync::test {

/// An answer, and what it means for the batch that was sent.
struct AnswerCase {
    char const* name;
    unsigned status;
    char const* body;
    ErrorClass expected;
    char const* message;
    friend void PrintTo(AnswerCase const& row, std::ostream* out) { *out << row.name; }
};

inline http::Response response(unsigned status, std::string body = {})
{
    http::Response out;
    out.status = status;
    out.body = std::move(body);
    return out;
}

inline http::Response response(AnswerCase const& row)
{
    return response(row.status, row.body);
}

} // namespace playsync::test
