// SPDX-License-Identifier: MIT
// A host that is killed again and again on one data directory loses nothing that it acknowledged.
// PLAYSYNC_KILL_ROUNDS says how often, PLAYSYNC_KILL_SEED repeats a run's choices.

import assert from 'node:assert/strict';
import { it } from 'node:test';

import { openArena, playRound, settleAccounts } from './kill.mjs';
import { makeRandom, seedOf, setting } from './random.mjs';

const rounds = setting('PLAYSYNC_KILL_ROUNDS', 200);
const seed = seedOf('PLAYSYNC_KILL_SEED');

function report(account, arena, seconds) {
  const where = Object.entries(arena.kills).map(([moment, count]) => `${moment} ${count}`);
  return (
    `kill: seed ${seed}, ${rounds} kills (${where.join(', ')}) in ${seconds} s, ` +
    `acknowledged ${account.acknowledged}, arrived ${account.arrived}, recovered ${account.recovered}, ` +
    `lost ${account.lost.length}, unexpected ${account.unexpected.length}, ` +
    `duplicated ${account.twice.length} (repeats under the same id ${account.repeats} after an answer, ` +
    `${account.dropped} in all; inexcusable ${account.inexcusable.length}), ` +
    `stuck ${account.stuck}, failed ${account.failed.length}, stale ${account.stale.length}, ` +
    `overtaken ${account.overtaken.length}, ` +
    `store at most ${(arena.largest / 2 ** 20).toFixed(0)} MiB`
  );
}

function none(findings, what) {
  assert.equal(findings.length, 0, `${what}: ${findings.length}, first ${findings.slice(0, 5).join('; ')}`);
}

it('loses nothing, makes nothing up, leaves nothing lying', { timeout: 280_000 + rounds * 2_000 }, async (t) => {
  console.log(`seed ${seed}`);
  const began = Date.now();
  const arena = await openArena(makeRandom(seed));
  t.after(() => arena.close());
  for (let round = 0; round < rounds; ++round) await playRound(arena, round < rounds / 4);
  const account = await settleAccounts(arena);
  console.log(report(account, arena, ((Date.now() - began) / 1000).toFixed(1)));

  assert.equal(account.code, 0, account.said);
  assert.equal(account.stuck, 0, account.said);
  none(account.lost, 'acknowledged, but it never arrived');
  none(account.unexpected, 'nobody told this');
  none(account.twice, 'one play under two ids');
  none(account.altered, 'a repeat that does not say the same as the first time');
  none(account.inexcusable, 'told again although the answer was written down');
  none(account.stale, 'an older state after a newer one');
  none(account.failed, 'given up');
  none(account.damaged, 'a kill damages nothing');
  none(account.overtaken, 'a mark after a newer position');
  assert.equal(account.counted, account.plays, 'what is counted as synced is what arrived');
  assert.doesNotMatch(account.said, /damaged|unexpected:|a task ended/);
});
