// SPDX-License-Identifier: MIT
// How much was synced, as the page draws it, and what a filter matches as a file.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { before, it } from 'node:test';
import { beginAtHome, cardOf, home, toAddress } from './home.mjs';
import { shot, watched } from './world.mjs';

const { host, browser, page } = await beginAtHome();

before(async () => {
  host.tell(watched('Stalker'), watched('=1+1'), watched('Solaris, the "old" one'));
  await cardOf(page).countedTo('Synced', 3);
});

it('a card has the day and a line of the hour', async () => {
  await page.reload();
  await page.waitForSelector(`${home} .spark path`);
  await cardOf(page).countedTo('Today', 3);
  await page.getByRole('img', { name: 'The last hour; at most 3 a minute' }).waitFor();
});

it('the history has a bar for today', async () => {
  await toAddress(page, '#/history');
  await page.getByRole('img', { name: '3 changes synced and 0 failed in 30 days' }).waitFor();
  const bars = await page.locator('.chart rect.synced').evaluateAll((all) =>
    all.map((bar) => Number(bar.getAttribute('height'))),
  );
  assert.equal(bars.length, 30);
  assert.ok(bars.at(-1) > 0);
  await page.getByRole('radio', { name: '24 hours' }).check();
  await page.getByRole('img', { name: '3 changes synced and 0 failed in 24 hours' }).waitFor();
  await shot(page, 'history-chart');
});

async function saved(button) {
  const [file] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('button', { name: button }).click(),
  ]);
  return { name: file.suggestedFilename(), text: readFileSync(await file.path(), 'utf8') };
}

it('what the filter matches is saved as a file', async () => {
  await page.getByRole('searchbox').fill('=1');
  await page.waitForFunction(() => document.querySelectorAll('.row').length === 1);
  const csv = await saved('Export CSV');
  assert.match(csv.name, /^playsync-history-[-\dT]+\.csv$/);
  const lines = csv.text.trimEnd().split('\r\n');
  assert.equal(lines.length, 2);
  assert.ok(lines[1].includes(`"'=1+1"`), lines[1]);
  const json = await saved('Export JSON');
  assert.equal(JSON.parse(json.text).item.title, '=1+1');
});

it('nothing the policy stopped, nothing thrown', () => {
  assert.deepEqual(browser.watch.violations, []);
  assert.deepEqual(browser.watch.errors, []);
});
