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
  await page.evaluate(() => {
    window.longTasks = [];
  });
});

const rows = () => page.locator('.row').count();
const judgeTasks = async (what) => {
  const tasks = await page.evaluate(() => window.longTasks);
  console.log(`${what}, ${many} changes: long tasks ${JSON.stringify(tasks)} ms`);
  assert.ok(tasks.every((ms) => ms <= longestTask), `${what}: ${tasks} ms`);
};

it('scrolling to the end of what is held does not stall', async () => {
  await toAddress(page, '#/queue');
  await page.waitForSelector('.row');
  for (let held = 0; held < 500; ) {
    held = await rows();
    await page.mouse.wheel(0, 100_000);
    await page.waitForFunction(
      (before) => before >= 500 || document.querySelectorAll('.row').length > before,
      held,
    );
  }
  assert.equal(await rows(), 500);
  await page.getByRole('button', { name: 'Show the next ones' }).click();
  await page.waitForFunction(() => document.querySelectorAll('.row').length <= 100);
  await judgeTasks('scrolling');
});

it('a filter finds one among all', async () => {
  await page.getByRole('searchbox').fill('needle');
  await page.getByText(needle).waitFor();
  assert.equal(await rows(), 1);
  await page.getByRole('searchbox').fill('');
  await page.waitForFunction(() => document.querySelectorAll('.row').length >= 50);
  await judgeTasks('filtering');
});
