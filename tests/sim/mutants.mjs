// SPDX-License-Identifier: MIT
// Plants bugs by hand, one at a time, in a copy of the tree, and says how many seeds the simulation
// needs to find each: a test that finds none of them proves nothing.
//   node tests/sim/mutants.mjs FOLDER [name …]

import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';

const root = resolve(import.meta.dirname, '../..');
const [folder, ...wanted] = process.argv.slice(2);
if (!folder) {
  console.error('usage: node tests/sim/mutants.mjs FOLDER [name …]');
  process.exit(2);
}
const tree = resolve(folder, 'tree');
const build = resolve(folder, 'build');
const most_seeds = 10_000;

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

// name, file, what stands there once, what stands there instead
const mutants = [
  ['a late state is taken', write, 'return later(store::Slot::mark) ||', 'return false && later(store::Slot::mark) ||'],
  ['a mark told late removes the position', write, 'stored->header.occurred_at > draft.occurred_at)', 'false)'],
  ['a position passes its mark', write, 'return waits ? std::max(due_at, mark->header.next_attempt_at) : due_at;', 'return due_at;'],
  ['a mark leaves its position due', write, 'position->header.next_attempt_at < mark.next_attempt_at)', 'false)'],
  ['a count is forgotten', write, '--tally.pending;\n        ++tally.synced;', '++tally.synced;'],
  ['a settled change stays due', write, 'auto& tally = work.tallies[header.target];\n    work.txn.erase(', 'auto& tally = work.tallies[header.target];\n    if (header.attempts > 250) work.txn.erase('],
  ['what is settled stays in flight', write, '    release(settled);\n', ''],
  ['what is replaced in flight is tried again', write, 'ulid_of(txn.find(items_, key)) != id;', 'ulid_of(txn.find(items_, key)) != id && id.is_null();'],
  ['a play is not in the ledger', write, 'work.txn.put(ledger_, ledger, store::view(id));', ';'],
  ['two states of an item are in flight', read, 'items_in_flight_.emplace(flight.target, *flight.item);', ';'],
  ['what is in flight is due', read, 'auto const id = store::id_of(at.key());\n        if (in_flight_.contains(id))\n            continue;\n        auto const header = header_in(txn, id);\n        if (header && waits', 'auto const id = store::id_of(at.key());\n        auto const header = header_in(txn, id);\n        if (header && waits'],
  ['pruning takes what waits', care, 'header->state == State::synced &&', 'header->state != State::failed &&'],
  ['hastening leaves the record', care, 'move_due(work, {id, *stored}, now);', 'work.txn.put(due_, store::due_key(target, State::pending, now, id), {});'],
  ['ids begin anew', store, 'ids_ = UlidSource{last, options_.chance};', 'ids_ = UlidSource{{}, options_.chance};'],
  ['counts are not stored', store, 'work.txn.put(meta_, counts_key(target), raw(stored(counts)));', ';'],
  ['a store that opened half stays', store, 'env_.reset(); // the handles', '; // the handles'],
  ['a batch is one too large', planner, 'plan.send.size() == limits.changes ||', 'plan.send.size() == limits.changes + 1 ||'],
  ['two states in a batch', planner, '|| !first_of_item)\n            continue;', ')\n            continue;'],
  ['a pause is not kept', session, 'if (paused_)', 'if (false)'],
  ['a limit is not kept', session, 'if (limited_until_ && now < *limited_until_)', 'if (false)'],
  ['the breaker never opens', session, 'breaker_open_ = true;', 'breaker_open_ = false;'],
  ['another lane ends a limit', session, 'std::max(limited_until_.value_or(until), until);', 'until;'],
  ['a log-in is not waited for', session, 'halted_ = Gate::needs_login;', ';'],
  ['an uncertain answer costs an attempt', verdict, 'else\n                keep_together(batch_);\n            break;\n        case ErrorClass::rejected', 'else\n                try_again(batch_);\n            break;\n        case ErrorClass::rejected'],
  ['a refused batch dies whole', verdict, 'batch_.size() > 1 ? split() : dead(batch_.front(), outcome_.error);', 'for (auto const& each : batch_) dead(each, outcome_.error);'],
  ['"again" is taken for "yes"', verdict, 'if (kind == ItemVerdict::Kind::taken)\n                synced', 'if (kind != ItemVerdict::Kind::refused)\n                synced'],
  ['a lane is never free again', worker, '    --lanes_;\n', ''],
  ['nothing is given back', worker, '    context_.queue.release(verdict.release);\n', ''],
  ['a clock set back is not mended', worker, 'return hasten(std::nullopt) > 0;', 'return false;'],
  ['many probes at once', worker, 'permission.gate == Gate::probing ? 1u', 'permission.gate == Gate::probing ? 9u'],
  ['a limit is forgotten over a restart', 'plugin/worker_limit.cpp', 'session_.limit(context_.clock.steady() + Millis{length - passed});', ';'],
  ['a pause is forgotten by a saved file', worker, 'set_paused(before.paused_by_);', ';'],
  ['acknowledged before it is on disk', committer, 'events_ = events.size();', 'events_ = 0;\n    mailbox_.finished(events.size());'],
  ['a failed commit drops its drafts', committer, '++failures_;', '++failures_;\n    drafts_.clear();'],
  ['who waits for a commit sleeps on', committer, 'waiter->done = true;\n        waiter->alarm->ring();', 'waiter->done = true;'],
  ['events do not wait for the targets', committer, 'if (events_ == 0 && refusing_.empty())', 'if (events_ == 0)'],
  ['old settings go on', targets, '    worker->retire();\n', ''],
  ['a user of somebody else is told', 'plugin/intake.cpp', 'return each == "*" || each == user;', 'return each == "*" || each == user || user.size() > 4;'],
  ['every event is dated now', 'plugin/event.cpp', 'event.at > now + clock_tolerance', 'event.at > now - 1000'],
];

function prepare() {
  mkdirSync(tree, { recursive: true });
  const files = execFileSync('git', ['ls-files', '-co', '--exclude-standard'], { cwd: root, encoding: 'utf8' });
  for (const file of files.split('\n').filter((name) => name && existsSync(join(root, name)))) {
    const bytes = readFileSync(join(root, file));
    const there = join(tree, file);
    // What is the same keeps its time, and with it what was built from it.
    if (existsSync(there) && bytes.equals(readFileSync(there))) continue;
    mkdirSync(dirname(there), { recursive: true });
    writeFileSync(there, bytes, { mode: statSync(join(root, file)).mode });
  }
  const flags = ['-DCMAKE_BUILD_TYPE=Debug', '-DCMAKE_C_FLAGS_DEBUG=-O1', '-DCMAKE_CXX_FLAGS_DEBUG=-O1 -w'];
  const launcher = ['-DCMAKE_CXX_COMPILER_LAUNCHER=ccache', '-DCMAKE_C_COMPILER_LAUNCHER=ccache'];
  execFileSync('cmake', ['-S', tree, '-B', build, '-G', 'Ninja', ...flags, ...launcher], { stdio: 'ignore' });
  make();
}

function make() {
  const { status, stdout } = spawnSync('cmake', ['--build', build, '--target', 'playsync_sim'], { encoding: 'utf8' });
  if (status !== 0) throw new Error(`it does not build:\n${stdout.split('\n').slice(-20).join('\n')}`);
}

/** Gives {seed, what} of the first seed that fails; null when none does. */
function hunt() {
  const args = ['--count', `${most_seeds}`, '--seconds', '300', '--tersely'];
  const { status, stdout, signal } = spawnSync(join(build, 'bin/playsync-sim'), args, { encoding: 'utf8', timeout: 600_000 });
  if (status === 0) return null;
  const found = /^seed (\d+) fails: (.*)$/m.exec(stdout);
  return found ? { seed: Number(found[1]), what: found[2] } : { seed: 0, what: `it ended with ${signal ?? status}` };
}

/** `from` with each word break as wide as the formatter made it. */
function pattern(from) {
  return new RegExp(from.split(/\s+/).map((word) => word.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')).join('\\s+'), 'g');
}

function plant(file, from, to) {
  const path = join(tree, file);
  const before = readFileSync(path, 'utf8');
  const places = before.match(pattern(from.trim()))?.length ?? 0;
  if (places !== 1) throw new Error(`${file} has ${places} places like this: ${from}`);
  writeFileSync(path, before.replace(pattern(from.trim()), () => to));
  return () => writeFileSync(path, before);
}

prepare();
let survivors = 0;
for (const [name, file, from, to] of mutants.filter(([each]) => wanted.length === 0 || wanted.includes(each))) {
  let restore = () => {};
  try {
    restore = plant(file, from, to);
    make();
    const found = hunt();
    survivors += found ? 0 : 1;
    console.log(`${name.padEnd(44)} ${found ? `seed ${String(found.seed).padEnd(5)} ${found.what}` : 'NOT FOUND'}`);
  } catch (error) {
    survivors += 1;
    console.log(`${name.padEnd(44)} ${error.message}`);
  } finally {
    restore();
  }
}
console.log(survivors === 0 ? 'every bug was found' : `${survivors} were not found`);
process.exit(survivors === 0 ? 0 : 1);
