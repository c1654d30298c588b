// SPDX-License-Identifier: MIT
// The bugs that tests/sim/mutants.mjs plants, one at a time. tests/lint sees to it that each still has
// its place.

const write = 'storage/lmdb_queue_write.cpp';
const read = 'storage/lmdb_queue_read.cpp';
const care = 'storage/lmdb_queue_care.cpp';
const store = 'storage/lmdb_queue.cpp';
const planner = 'plugin/sync/planner.cpp';
const session = 'plugin/sync/session.cpp';
const verdict = 'plugin/sync/verdict.cpp';
const worker = 'plugin/worker.cpp';
const committer = 'plugin/committer.cpp';
const targets = 'plugin/engine_targets.cpp';

const course = 'plugin/intake/course.cpp';
const playback = 'plugin/intake/playback.cpp';
const rounds = 'plugin/intake/rounds.cpp';
const seen = 'plugin/intake/watched.cpp';
const intake = 'plugin/intake/intake.cpp';

// name, file, what stands there once, what stands there instead
export const mutants = [
  ['a late state is taken', write, 'return later(store::Slot::mark) ||', 'return false && later(store::Slot::mark) ||'],
  ['a mark told late removes the position', write, 'stored->header.occurred_at > draft.occurred_at)', 'false)'],
  ['a position passes its mark', write, 'return waits ? std::max(due_at, mark->header.next_attempt_at) : due_at;', 'return due_at;'],
  ['a mark leaves its position due', write, 'position->header.next_attempt_at < mark.next_attempt_at)', 'false)'],
  ['each watch does not count', worker, 'context_.queue.count_watches(number, target_->traits().counts_watches);', ';'],
  ['a newer watch replaces an older one', write, 'a position since stands_beside(stored->header, draft))', 'a position since\n        false)'],
  ['an older watch told late is stale', write, '&& !stands_beside(stored->header, draft);', ';'],
  ['a watch is told after it was taken back', write, 'return id < store::ulid_of(txn.find(items_, back));', 'return false;'],
  ['a count is forgotten', write, '--tally.pending;\n        ++tally.synced;', '++tally.synced;'],
  ['a settled change stays due', write, '    erase_due(work, settlement.id, header);\n', ''],
  ['what is settled stays in flight', write, '    land(settled);\n', ''],
  ['what is due before is passed over', write, '        free_from_.erase(from);', '        ;'],
  ['what is released is passed over', read, '            free_from_.erase(found->second.target);', '            ;'],
  ['what is replaced in flight is tried again', write, 'return newest != id;', 'return newest != id && id.is_null();'],
  ['a play is not in the ledger', write, 'if (!work.txn.put_new(ledger_, ledger, store::view(id))) {', 'if (false) {'],
  ['two states of an item are in flight', read, 'items_in_flight_.emplace(flight.target, *flight.item);', ';'],
  ['what is in flight is due', read, 'auto const id = store::id_of(at.key());\n        if (in_flight_.contains(id))\n            continue;\n        all_in_flight', 'auto const id = store::id_of(at.key());\n        all_in_flight'],
  ['pruning takes what waits', care, 'header->state == State::synced &&', 'header->state != State::failed &&'],
  ['hastening leaves the record', care, 'move_due(work, {id, *stored}, now);', 'work.txn.put(due_, store::due_key(target, State::pending, now, id), {});'],
  ['ids begin anew', store, 'ids_ = UlidSource{last, options_.chance};', 'ids_ = UlidSource{{}, options_.chance};'],
  ['counts are not stored', store, 'work.txn.put(meta_, counts_key(target), raw(stored(counts)));', ';'],
  ['a store that opened half stays', store, 'env_.reset(); // the handles', '; // the handles'],
  ['a batch is one too large', planner, 'plan.send.size() == most ||', 'plan.send.size() == most + 1 ||'],
  ['two states in a batch', planner, '|| !first_of_item || !fits)', '|| !fits)'],
  ['a pause is not kept', session, 'if (paused_)', 'if (false)'],
  ['a limit is not kept', session, 'if (limited_until_ && now < *limited_until_)', 'if (false)'],
  ['the breaker never opens', session, 'breaker_open_ = true;', 'breaker_open_ = false;'],
  ['another lane ends a limit', session, 'sometimes("session.limit_kept");\n    limited_until_ = std::max(limited_until_.value_or(until), until);', 'limited_until_ = until;'],
  ['a log-in is not waited for', session, 'if (kind == ErrorClass::auth) {\n        halted_ = Gate::needs_login;', 'if (kind == ErrorClass::auth) {'],
  ['an uncertain answer costs an attempt', verdict, 'else\n                keep_together(batch_);\n            break;\n        case ErrorClass::rejected', 'else\n                try_again(batch_);\n            break;\n        case ErrorClass::rejected'],
  ['a refused batch dies whole', verdict, 'batch_.size() > 1 ? split() : dead(batch_.front(), outcome_.error);', 'for (auto const& each : batch_) dead(each, outcome_.error);'],
  ['"again" is taken for "yes"', verdict, 'one_again(change, error_of(*said, ErrorClass::transient), 0);', 'synced(change);'],
  ['a lane is never free again', 'plugin/flight.hpp', '--*count_;', ';'],
  ['nothing is given back', worker, '    context_.queue.release(verdict.release);\n', ''],
  ['a clock set back is not mended', worker, 'return hasten(std::nullopt) > 0;', 'return false;'],
  ['many probes at once', worker, 'permission.gate == Gate::probing ? 1u', 'permission.gate == Gate::probing ? 9u'],
  ['a limit is forgotten over a restart', 'plugin/worker_limit.cpp', 'session_.limit(context_.clock.steady() + Millis{length - passed});', ';'],
  ['a pause is forgotten by a saved file', worker, 'set_paused(before.paused_by_);', ';'],
  ['acknowledged before it is on disk', committer, '++read_;', '++read_;\n        mailbox_.finished(1);'],
  ['a failed commit drops its drafts', committer, '++failures_;', '++failures_;\n    drafts_.clear();'],
  ['who waits for a commit sleeps on', committer, 'waiter->done = true;\n        waiter->alarm->ring();', 'waiter->done = true;'],
  ['events do not wait for the targets', committer, 'if (refusing_.empty())\n            take_events();', 'take_events();'],
  ['old settings go on', targets, '    worker->retire();\n', ''],
  ['a user of somebody else is told', 'plugin/intake/routing.cpp', 'return each == "*" || each == user;', 'return each == "*" || each == user || user.size() > 4;'],
  ['every event is dated now', 'plugin/event.cpp', 'event.at > now + clock_tolerance', 'event.at > now - 1000'],
  ['a jump is heard', course, 'if (moved < -jitter || moved > possible) {', 'if (moved < -jitter) {'],
  ['a pause is heard', course, 'auto played = now_.playing ? elapsed : 0;', 'auto played = elapsed;'],
  ['two people are one', intake, 'return item_key(event.user, event.item);', 'return item_key({}, event.item);'],
  ['a mark after its playback counts again', playback, 'if (now_.watched_at != 0)\n            return {};', ';'],
  ['a film of two evenings begins anew', playback, 'if (left && goes_on_from(*left, event_.at, position)) {', 'if (false) {'],
  ['a loop counts once', rounds, 'now_.watched_at != 0 || now_.quiet || now_.stopped;', 'now_.stopped;'],
  ['who looks at the end has seen it', seen, 'return now_.stretch >= std::min(least_of_end, rest);', 'return true;'],
  ['a restart forgets what plays', intake, 'playbacks_.put(playback, false);', ';'],
  ['the history is not asked', intake, 'if (known && known->at != fact.at)', 'if (false)'],
  ['the history is not read at the start', intake, '    recent_.load();\n', ''],
  ['a stop that says 0 is believed', course, 'return reset ? -1 : event.position_ms;', 'return event.position_ms;'],
  ['a round begins where the last one ended', rounds, 'now_.heard = now_.stretch = since;', 'now_.heard = before.heard;'],
];

/** `from` with each word break as wide as the formatter made it. */
export function pattern(from) {
  const words = from.trim().split(/\s+/).map((word) => word.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'));
  return new RegExp(words.join('\\s+'), 'g');
}

/** How often `text` has what a bug would replace: once, or it cannot be planted. */
export const places = (text, from) => text.match(pattern(from))?.length ?? 0;
