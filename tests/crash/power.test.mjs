// SPDX-License-Identifier: MIT
// Power is lost at any moment, with a disk that keeps, drops, reorders and tears what was not synced:
// every change that was acknowledged before is there, and the store is sound.
// PLAYSYNC_POWER_IMAGES says how many images, PLAYSYNC_POWER_SEED repeats a run's choices.

import assert from 'node:assert/strict';
import { mkdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { it } from 'node:test';

import { makePlace, program, startReceiver, until } from '../support/programs.mjs';
import { placeFor } from './faults.mjs';
import { compare, makeLedger } from './ledger.mjs';
import { imageAfter, readJournal } from './power.mjs';
import { launch, listed } from './process.mjs';
import { makeRandom, seedOf, setting } from './random.mjs';

const images = setting('PLAYSYNC_POWER_IMAGES', 300);
const seed = seedOf('PLAYSYNC_POWER_SEED');
const parts = 60;

/** A host's life on a real disk, written down: events in flushed parts, deliveries in between. */
async function recordLife(receiver, random) {
  const place = placeFor(receiver);
  const journal = join(place.root, 'journal');
  const ledger = makeLedger(random);
  const environment = { LD_PRELOAD: program('PLAYSYNC_SHIM'), PLAYSYNC_JOURNAL: journal };
  const host = launch(place, { environment });
  for (let part = 0; part < parts; ++part) {
    const padding = part % 10 === 9 ? 'x'.repeat(3000) : ''; // values that need pages of their own
    const entries = ledger.some(random.between(1, 12), { padding });
    assert.ok(await ledger.tell(host, entries), host.said());
    // All that was written until here was written before the acknowledgement, or just after it.
    const written = statSync(journal).size;
    for (const entry of entries) entry.safe_from = written;
  }
  assert.equal(await host.drain(20_000), 0);
  await host.kill('SIGTERM');
  const records = readJournal(journal);
  rmSync(place.root, { recursive: true, force: true });
  return { ledger, records };
}

/** Starts a host on `bytes` as power left them, and gives what it lists. */
async function wakeUp(bytes, marked) {
  const place = makePlace(1, { target: 'keeps = "plays"\n' });
  try {
    mkdirSync(place.data, { mode: 0o700 });
    writeFileSync(join(place.data, 'data.mdb'), bytes, { mode: 0o600 });
    writeFileSync(join(place.data, 'running'), 'the boot before this one\n', { mode: 0o600 });
    if (marked) writeFileSync(join(place.data, 'store'), 'there was a store\n', { mode: 0o600 });
    const host = launch(place);
    host.tell({ event: 'pause' });
    await until('the host is up', () => host.up() || !host.alive());
    const changes = await host.changes();
    const { signal } = await host.kill(changes ? 'SIGKILL' : 'SIGTERM');
    const died = changes ? null : (signal ?? 'it does not start');
    return { arrived: changes?.map(listed) ?? null, died, said: host.said() };
  } finally {
    place.remove();
  }
}

/** What is wrong with one image, as sentences. */
async function judgeImage({ ledger, records }, random, cut) {
  const image = imageAfter(records, cut, random);
  // The last record is still under way, so what was acknowledged behind it does not count.
  const end = cut > 0 ? records[cut - 1].end : 0;
  for (const entry of [...ledger.plays.values(), ...ledger.states]) entry.acknowledged = entry.safe_from < end;
  const began = ledger.plays.values().next().value.safe_from < end;
  const { arrived, died, said } = await wakeUp(image.bytes, began);
  const found = compare(ledger, arrived ?? []);
  const wrong = [];
  if (died) wrong.push(died);
  if (/damaged/.test(said)) wrong.push(`was said to be damaged: ${/The store was damaged[^.]*/.exec(said)}`);
  if (found.lost.length > 0) wrong.push(`lost ${found.lost.slice(0, 3)}`);
  if (found.unexpected.length > 0) wrong.push('holds what nobody told');
  if (found.twice.length > 0) wrong.push(`twice ${found.twice.slice(0, 3)}`);
  return {
    unsynced: image.unsynced,
    acknowledged: found.acknowledged,
    wrong: wrong.map((what) => `cut ${cut} of ${records.length}${began ? '' : ', before the first flush'}: ${what}`),
  };
}

it('keeps all that was acknowledged, whatever the disk did with the rest', { timeout: 280_000 + images * 1_000 }, async (t) => {
  console.log(`seed ${seed}`);
  const random = makeRandom(seed);
  const receiver = await startReceiver('--ids-only');
  t.after(() => receiver.stop());
  const life = await recordLife(receiver, random);
  const began = Date.now();
  const sum = { acknowledged: 0, torn: 0, wrong: [] };
  for (let n = 0; n < images; ++n) {
    const one = await judgeImage(life, random, random.between(0, life.records.length));
    sum.acknowledged += one.acknowledged;
    sum.torn += one.unsynced > 0 ? 1 : 0;
    sum.wrong.push(...one.wrong);
  }
  const seconds = ((Date.now() - began) / 1000).toFixed(1);
  console.log(
    `power: seed ${seed}, ${images} images of ${life.records.length} records, ${sum.torn} with unsynced writes, ` +
      `acknowledged ${sum.acknowledged} in all, wrong ${sum.wrong.length}, ${seconds} s`,
  );
  assert.equal(sum.wrong.length, 0, sum.wrong.slice(0, 8).join('\n'));
});
