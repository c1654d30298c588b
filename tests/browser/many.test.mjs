// SPDX-License-Identifier: MIT
// A long queue: the page holds a bounded part of it, and neither scrolling nor a filter makes it
// stall. PLAYSYNC_MANY=100000 is the long form.

import assert from 'node:assert/strict';
import { before, it } from 'node:test';
import { beginAtHome, cardOf, enter, toAddress } from './home.mjs';
import { until, watched } from './world.mjs';

const many = Number(process.env.PLAYSYNC_MANY ?? 5000);
const needle = 'Needle in a haystack';
/** A task of the page's thread; the tests share their machine, so the short form bears more. */
const longestTask = many >= 100_000 ? 200 : 500;

const { host, page } = await beginAtHome({ signedIn: false });

before(async () => {
  await page.addInitScript(() => {
    window.longTasks = [];
    new PerformanceObserver((list) => {
      for (const { duration } of list.getEntries()) window.longTasks.push(Math.round(duration));
    }).observe({ type: 'longtask' });
  });
  await enter(page, host);
  await host.api('POST', '/pause', {});
  host.tell(watched(needle));
  const atOnce = 1000;
  for (let told = 1; told < many; told += atOnce) {
    host.tell(...Array.from({ length: Math.min(atOnce, many - told) }, (_, n) => watched(`Film ${told + n}`)));
    await until('taken in', async () => (await host.card()).counts.pending >= Math.min(many, told + atOnce));
  }
  await cardOf(page).countedTo('Waiting', many);
  await page.evaluate(() => window.longTasks.splice(0));
});

const rows = () => page.locator('.row').count();

/** How long `act` takes until what it leads to is on the screen. */
async function timed(act) {
  const began = performance.now();
  await act();
  return `${Math.round(performance.now() - began)} ms`;
}

/** What was done, in figures; a task that stalled the page is a failure. */
async function judge(t, what) {
  const inspector = await page.context().newCDPSession(page);
  await inspector.send('Performance.enable');
  const { metrics } = await inspector.send('Performance.getMetrics');
  await inspector.detach();
  const { Nodes: nodes, JSHeapUsedSize: heap } = Object.fromEntries(metrics.map(({ name, value }) => [name, value]));
  const elements = await page.evaluate(() => document.querySelectorAll('*').length);
  const tasks = await page.evaluate(() => window.longTasks.splice(0));
  t.diagnostic(`${many} changes: ${what}; long tasks ${JSON.stringify(tasks)} ms`);
  t.diagnostic(`${elements} elements, ${nodes} nodes, ${(heap / 2 ** 20).toFixed(1)} MiB of heap`);
  assert.ok(tasks.every((ms) => ms <= longestTask), `${what}: ${tasks} ms`);
}

it('scrolling to the end of what is held does not stall', async (t) => {
  const first = await timed(async () => {
    await toAddress(page, '#/queue');
    await page.waitForSelector('.row');
  });
  const pages = [];
  for (let held = 0; held < 500; ) {
    held = await rows();
    const grown = await timed(async () => {
      await page.mouse.wheel(0, 100_000);
      await page.waitForFunction(
        (before) => before >= 500 || document.querySelectorAll('.row').length > before,
        held,
      );
    });
    if (held < 500) pages.push(grown);
  }
  assert.equal(await rows(), 500);
  await judge(t, `first rows after ${first}, pages of 50 more each after ${pages.join(', ')}`);
  await page.getByRole('button', { name: 'Show the next ones' }).click();
  await page.waitForFunction(() => document.querySelectorAll('.row').length <= 100);
});

it('a filter finds one among all', async (t) => {
  const found = await timed(async () => {
    await page.getByRole('searchbox').fill('needle');
    await page.getByText(needle).waitFor();
  });
  assert.equal(await rows(), 1);
  const all = await timed(async () => {
    await page.getByRole('searchbox').fill('');
    await page.waitForFunction(() => document.querySelectorAll('.row').length >= 50);
  });
  await judge(t, `the oldest found after ${found}, all again after ${all}`);
});
