// SPDX-License-Identifier: MIT
// Rounds of one life of a host each: it starts on what the last one left, is told events, and is
// killed at a moment that chance chooses.

import { mkdirSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { makePlace, startReceiver } from '../support/programs.mjs';
import { compare, judgeRepeats, makeLedger } from './ledger.mjs';
import { launch } from './process.mjs';
import { makeTap } from './tap.mjs';

const lanes = { alice: 2, bob: 1 }; // batches in flight at once, by the user of the target
// Batches whose answer was given and not written down when the host died: those on their way back,
// and for a target that takes several at once, four a lane more.
const unsettled = { alice: lanes.alice * 5, bob: 1 };

// Few attempts would be spent by chance alone, and a dead change is not what this is about. The
// short history gives every start something to prune.
const engine = `[engine]
attempts = 100
backoff_first_ms = 5
backoff_cap_ms = 40
gather_ms = 2
progress_interval_ms = 0
poll_interval_ms = 100
[queue]
history_count = 300
`;

const troubles = [
  [],
  [],
  [{ do: 'delay', ms: 8, times: 3 }],
  [{ do: 'delay', ms: 30 }],
  [{ do: 'reset_before', times: 2 }],
  [{ do: 'reset_after' }],
  [{ do: 'cut' }],
  [{ do: 'garbage' }],
  [{ do: 'status', status: 503, times: 2 }],
  [{ do: 'status', status: 500, times: 2 }],
  [{ do: 'apply_status', status: 500 }],
  [{ do: 'delay', ms: 4 }, { do: 'reset_after' }, { do: 'status', status: 503 }, { do: 'delay', ms: 10 }],
];

const retold = 100; // plays in doubt that the next host is told again

const moments = ['starting', 'pruning', 'intake', 'intake', 'growing', 'delivery', 'delivery', 'settling'];

export async function openArena(random) {
  const receiver = await startReceiver('--ids-only');
  const tap = makeTap(receiver.port);
  const place = makePlace(0, { engine });
  const fetchFrom = (path, options) => fetch(`http://127.0.0.1:${receiver.port}${path}`, options);
  return {
    random,
    tap,
    place,
    ledger: makeLedger(random),
    kills: {},
    /** Unlike the receiver's own, this forgets nothing that was taken. */
    behave: (list) => fetchFrom('/behave', { method: 'POST', body: JSON.stringify(list) }),
    seen: async () => (await fetchFrom('/seen')).json(),
    async close() {
      await receiver.stop();
      tap.stop();
      place.remove();
    },
  };
}

/** A host on what the last one left; nothing is waited for. */
async function begin({ tap, place }) {
  const url = `http://127.0.0.1:${await tap.open()}/hook`;
  const write = (name, text) => place.write(`targets.d/${name}.toml`, `type = "webhook"\nurl = "${url}"\n${text}`);
  write('home', `users = ["alice"]\nkeeps = "plays"\nbatch_kib = 1024\nparallel = ${lanes.alice}\n`);
  write('states', `users = ["bob"]\nparallel = ${lanes.bob}\n`);
  return launch(place);
}

const elapse = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

/** Tells events in a few flushed parts, and does not wait for any of them. */
function tellParts(arena, host, parts, size, options) {
  for (let n = 0; n < parts; ++n) void arena.ledger.tell(host, arena.ledger.some(size, options));
}

// What is told at each moment, and what is waited for before the kill. The waits are not for
// something to be done: they spread the kills over what goes on.
const until_the_moment = {
  async starting({ random }) {
    await elapse(random.between(0, 40));
  },
  async pruning({ random }, host) {
    while (host.alive() && !host.up()) await elapse(1);
    await elapse(random.between(0, 12));
  },
  async intake(arena, host) {
    tellParts(arena, host, arena.random.between(1, 6), arena.random.between(20, 200));
    await elapse(arena.random.between(20, 120));
  },
  async growing(arena, host) {
    tellParts(arena, host, arena.random.between(1, 3), 350, { padding: 'x'.repeat(4000), share_of_states: 0.05 });
    await elapse(arena.random.between(30, 200));
  },
  async delivery(arena, host) {
    tellParts(arena, host, 2, arena.random.between(10, 100));
    const goal = arena.tap.requests.length + arena.random.between(1, 6);
    await arena.tap.until(() => arena.tap.requests.length >= goal, 250);
  },
  async settling(arena, host) {
    tellParts(arena, host, 2, arena.random.between(10, 100));
    const goal = arena.tap.answers + arena.random.between(1, 5);
    await arena.tap.until(() => arena.tap.answers >= goal, 250);
    await elapse(arena.random.between(0, 4));
  },
};

/** One life. While `held`, nothing is sent, so that the store outgrows its first map. */
export async function playRound(arena, held) {
  const { random, tap, place, ledger } = arena;
  let moment = random.pick(moments);
  if (held && (moment === 'delivery' || moment === 'settling')) moment = 'growing';
  const trouble = random.pick(troubles);
  // Those of the last round are used up first, or they would pile up for the end.
  if (tap.requests.at(-1)?.run === tap.run && trouble.length > 0) await arena.behave(trouble);
  const host = await begin(arena);
  if (held) host.tell({ event: 'pause' });
  if (random.chance(0.5)) void ledger.tell(host, ledger.in_doubt().slice(-retold));
  await until_the_moment[moment](arena, host);
  const died_alone = !host.alive();
  const { code, signal } = await host.kill();
  if (died_alone) throw new Error(`the host ended by itself (${code ?? signal}):\n${host.said()}`);
  arena.kills[moment] = (arena.kills[moment] ?? 0) + 1;
  arena.largest = Math.max(arena.largest ?? 0, sizeOf(place));
}

function sizeOf(place) {
  try {
    return statSync(join(place.data, 'data.mdb')).size;
  } catch {
    return 0; // killed before there was one
  }
}

/** A last life without trouble: everything goes out. Gives the account of all lives. */
export async function settleAccounts(arena) {
  const { tap, place, ledger } = arena;
  // As if power had been lost: then the store is read page by page at the start.
  mkdirSync(place.data, { recursive: true, mode: 0o700 });
  writeFileSync(join(place.data, 'running'), 'the boot before this one\n');
  const host = await begin(arena);
  const stuck = await host.drain(120_000);
  const failed = (await host.changes('&state=failed')) ?? [{ id: 'no answer' }];
  const counted = (await host.api('/targets/home'))?.counts.synced;
  const { code } = await host.end();
  const { ids, repeats } = await arena.seen();
  const judged = judgeRepeats(tap.requests, unsettled);
  return {
    ...compare(ledger, ids.map((id) => JSON.parse(tap.said.get(id)))),
    stuck,
    failed: failed.map((change) => change.id),
    counted,
    altered: tap.altered,
    dropped: repeats,
    repeats: judged.repeats,
    inexcusable: judged.inexcusable,
    damaged: readdirSync(place.data).filter((name) => name.includes('damaged')),
    in_doubt: ledger.in_doubt().length,
    code,
    said: host.said(),
  };
}
