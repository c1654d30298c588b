// SPDX-License-Identifier: MIT
// What stands in the store: headers, bodies, and what an export reads.
#include "storage/clean_store.hpp"
#include "storage/codec.hpp"
#include "storage/url_secrets.hpp"
#include "tests/fuzz/fuzz.hpp"

using namespace playsync;

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size)
{
    auto const bytes = fuzz::text(data, size);
    Ulid const id{};
    static_cast<void>(decode_header(id, bytes));
    static_cast<void>(checked_body(id, bytes));
    auto const key = address_key(bytes);
    fuzz::require(address_key(key) == key, "a key is its own key");
    static_cast<void>(text_without_secrets(bytes));
    static_cast<void>(text_without_secrets("a?b", bytes));
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
    Header header;
    auto cleaned = again;
    if (clean_record(id, header, cleaned))
        fuzz::require(header.body_bytes == cleaned.size() && decode_body(id, cleaned).has_value(),
                      "what is cleaned can be read");
    std::string sent;
    append_with_id(sent, id, again);
    return 0;
}
