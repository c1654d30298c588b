// SPDX-License-Identifier: MIT
// Stores of before, whose changes hold what URLs keep secret: rewritten without it.
#pragma once

#include <string>

#include "storage/codec.hpp"
#include "storage/lmdb.hpp"

namespace playsync {

/// Takes secrets of URLs out of a change: its body, the body's size, and the item key, which is
/// made of the item. Returns false, and changes nothing, when there are none or the body is none.
/// Pure.
bool clean_record(Ulid id, Header& header, std::string& body);

/// All changes of the store, pending, failed, history and trash: bodies, headers, ledger entries,
/// slots and messages of attempts. Ids and standings stay. Where two states of what is one item now
/// wait, the slot is the later one's. Returns how many were rewritten.
std::size_t clean_store(lmdb::WriteTxn& txn);

} // namespace playsync
