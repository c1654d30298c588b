// SPDX-License-Identifier: MIT
// Each call for the store fails in turn, once and for good: the host does not crash, nothing that
// was acknowledged is lost, and when it goes on failing the status says why.
// PLAYSYNC_FAULT_LIMIT is the last number of a call that is tried; PLAYSYNC_FAULT_STEP goes from one
// allocation that fails to the next: there are hundreds.

import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';

import { startReceiver } from '../support/programs.mjs';
import { EIO, ENOMEM, ENOSPC, tryFaults } from './faults.mjs';
import { setting } from './random.mjs';

const limit = setting('PLAYSYNC_FAULT_LIMIT', 60);
const allocations = { last: 100_000, step: setting('PLAYSYNC_FAULT_STEP', 37) };

let receiver;
before(async () => {
  receiver = await startReceiver('--ids-only');
});
after(() => receiver.stop());

/** Fails call 1, 2, 3 … until a run does not get that far. */
async function failEach(call, errors, ever, { last, step } = { last: limit, step: 1 }) {
  const began = Date.now();
  const broken = [];
  let runs = 0;
  let started = 0;
  let acknowledged = 0;
  for (const error of errors) {
    for (let number = 1; number <= last; number += step) {
      const result = await tryFaults(receiver, [{ call, number, error, ever }]);
      if (!result.reached) break;
      runs += 1;
      started += result.started ? 1 : 0;
      acknowledged += result.acknowledged;
      broken.push(...result.broken);
    }
  }
  const seconds = ((Date.now() - began) / 1000).toFixed(1);
  console.log(
    `faults: ${call} ${ever ? 'for ever' : 'once'}: ${runs} runs, ${started} came up, ` +
      `acknowledged ${acknowledged}, broken ${broken.length}, ${seconds} s`,
  );
  assert.ok(runs > 0, 'the fault was never reached');
  assert.equal(broken.length, 0, broken.slice(0, 5).join('\n'));
}

describe('a call that fails once', () => {
  it('write', () => failEach('write', [EIO], false));
  it('sync', () => failEach('sync', [EIO], false));
  it('mmap', () => failEach('map', [ENOMEM], false));
  it('open', () => failEach('open', [EIO], false));
  it('malloc', () => failEach('alloc', [ENOMEM], false, allocations));
});

// After a failed commit the store is closed and opened anew. The start opens the file twice; the ones
// behind that leave the store closed for a while, during which targets have batches under way.
describe('a sync that fails, and then the store cannot be opened at once', () => {
  for (const number of [3, 4, 5])
    it(`open ${number}`, async () => {
      const sync = { call: 'sync', number: 5, error: EIO, ever: false };
      const { reached, broken } = await tryFaults(receiver, [sync, { ...sync, call: 'open', number }]);
      assert.ok(reached);
      assert.deepEqual(broken, []);
    });
});

describe('a call that fails for good', () => {
  it('write', () => failEach('write', [ENOSPC], true));
  it('sync', () => failEach('sync', [EIO], true));
  it('mmap', () => failEach('map', [ENOMEM], true));
  it('open', () => failEach('open', [EIO], true));
});
