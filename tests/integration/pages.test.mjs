// SPDX-License-Identifier: MIT
// As many pages as may be open, one of which stops reading, while changes go out.
//
//   PLAYSYNC_PAGES_CHANGES=100000   so many changes (1500); from 100000 on the one that stopped must be
//                                   cut off meanwhile, and what the pages cost is printed

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { it } from 'node:test';
import { setTimeout } from 'node:timers/promises';

import { begin } from '../support/begin.mjs';
import { until, watched } from '../support/programs.mjs';
import { openPage } from '../support/websocket.mjs';

const changes = Number(process.env.PLAYSYNC_PAGES_CHANGES ?? 1500);
const isLong = changes >= 100_000;
const most = 64;
const patience = 20_000; // 18 s for a ping that is not answered, and how often it is looked
const limit = isLong ? 600_000 : 60_000;

const { host } = await begin({ receiving: isLong ? ['--ids-only'] : [] });

/** A page, and what it makes of what it is told. */
async function open() {
  const page = { settled: 0, card: null };
  const hear = (message) => {
    if (message.type === 'snapshot') [page.card] = message.status.targets;
    if (message.type === 'target_state') page.card = message.card;
    if (message.type === 'item_synced') page.settled += 1;
    if (message.type === 'items_changed') page.settled += message.count;
  };
  return Object.assign(page, await openPage(host.port, host.token(), hear));
}

/** Seconds of processor time the host has had: what it does itself, whatever else this machine is busy with. */
function processorTime() {
  const fields = readFileSync(`/proc/${host.pid}/stat`, 'utf8').split(') ')[1].split(' ');
  return (Number(fields[11]) + Number(fields[12])) / 100;
}

let told = 0;
/** How fast so many went out, and what a thousand cost. */
async function run(count) {
  await host.api('POST', '/pause', {});
  const before = (await host.card()).counts.synced;
  for (let left = count; left > 0; left -= 1000) {
    host.tell(...Array.from({ length: Math.min(left, 1000) }, () => watched(`Film ${(told += 1)} ${'x'.repeat(800)}`)));
    const taken = told;
    await until('taken in', async () => {
      const { counts } = await host.card();
      return counts.pending + counts.synced >= taken;
    }, limit);
  }
  const began = performance.now();
  const spent = processorTime();
  await host.api('POST', '/resume', {});
  await until('all are synced', async () => (await host.card()).counts.synced === before + count, limit);
  const rate = Math.round(count / ((performance.now() - began) / 1000));
  return `${rate} changes a second, ${Math.round(((processorTime() - spent) / count) * 1e6)} ms of processor time a thousand`;
}

/** Looks once in a while, so that looking costs little. */
async function isOneGone() {
  await setTimeout(500);
  return /^playsync_pages 63$/m.test(await host.metrics());
}

it('one that stops reading costs the others nothing', { timeout: limit * 3 }, async () => {
  const alone = isLong ? await run(changes) : '';
  const pages = [];
  for (let n = 0; n < most; n += 1) pages.push(await open());
  await until('all are greeted', () => pages.every(({ card }) => card));
  await assert.rejects(open(), /503/, 'there is no room for one more');
  const before = pages[0].card.counts.synced;
  const [stopped, ...others] = pages;
  stopped.stopReading();
  const began = performance.now();
  const cutOff = isLong ? until('it is cut off', isOneGone, limit).then(() => performance.now() - began) : null;
  const among = await run(changes);
  await until('each page has the true counts', () =>
    others.every(({ card, settled }) => card.counts.synced === before + changes && settled === changes),
  );
  for (const { card } of others) assert.deepEqual(card.counts, others[0].card.counts);
  if (isLong) {
    const took = await cutOff;
    for (const page of pages) page.cut();
    await until('all are gone', async () => /^playsync_pages 0$/m.test(await host.metrics()));
    const again = await run(changes);
    console.log(`alone: ${alone}\namong ${most} pages: ${among}\nalone again: ${again}\ncut off after ${Math.round(took)} ms`);
    assert.ok(took <= patience, `cut off after ${took} ms`);
  }
  for (const page of pages) page.cut();
  const room = await until('there is room again', () => open().catch(() => null));
  room.cut();
});
