// SPDX-License-Identifier: MIT
// What stands in the store: headers, bodies, and what an export reads.
#include "storage/codec.hpp"
#include "tests/fuzz/fuzz.hpp"

using namespace playsync;

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size)
{
    auto const bytes = fuzz::text(data, size);
    Ulid const id{};
    static_cast<void>(decode_header(id, bytes));
    static_cast<void>(checked_body(id, bytes));
    auto const change = decode_body(id, bytes);
    if (!change)
        return 0;
    std::string again;
    append_body(again, *change);
    auto const same = decode_body(id, again);
    fuzz::require(same.has_value(), "what is written can be read");
    std::string twice;
    append_body(twice, *same);
    fuzz::require(again == twice, "what is read is written as it was");
    std::string sent;
    append_with_id(sent, id, again);
    return 0;
}
