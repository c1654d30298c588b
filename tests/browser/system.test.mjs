// SPDX-License-Identifier: MIT
// What the plugin says of itself: its log as it grows, its settings and where they are from, and a
// file for who is to help.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { before, it } from 'node:test';
import { beginAtHome, toAddress } from './home.mjs';
import { shot } from './world.mjs';

const secret = `whsec_${'A'.repeat(32)}`;

const { place, browser, page } = await beginAtHome({
  target: `secret = "${secret}"\n`,
  engine: '[engine]\nattempts = 7\n',
});

before(async () => {
  await toAddress(page, '#/system');
});

it('the log is there, and goes on', async () => {
  const log = page.getByRole('log');
  await log.getByText('target home: webhook').waitFor();
  place.write('targets.d/second.toml', `type = "journal"\nusers = ["bob"]\n`);
  await log.getByText('target second: journal').waitFor();
  await page.getByRole('button', { name: 'Pause', exact: true }).click();
  place.write('targets.d/third.toml', 'type = "pigeon"\n');
  await page.getByRole('button', { name: /^Follow, [1-9]/ }).waitFor();
  assert.equal(await log.getByText('third.toml').count(), 0);
  await page.getByRole('button', { name: /^Follow/ }).click();
  await log.getByText('third.toml').first().waitFor();
  await page.getByRole('combobox', { name: 'Level' }).selectOption('error');
  await log.getByText('target home: webhook').waitFor({ state: 'detached' });
  await log.getByText('third.toml').first().waitFor();
});

it('settings say where they are from, and no secret', async () => {
  await page.getByRole('button', { name: 'Read files again' }).click();
  await page.getByText("'type' must be one of").first().waitFor();
  const row = (key) => page.getByRole('row').filter({ hasText: key });
  await row('engine.attempts').waitFor();
  assert.match(await row('engine.attempts').innerText(), /7 · default 5\s+playsync.toml:4/);
  assert.match(await row('targets.home.secret').innerText(), /set\s+targets.d\/home.toml:4/);
  assert.equal(await row('engine.gather_ms').count(), 0);
  await page.getByText('Show defaults too').click();
  assert.match(await row('engine.gather_ms').innerText(), /100\s+default/);
  assert.ok(!(await page.content()).includes(secret));
  await shot(page, 'system-settings');
});

it('diagnostics are a file without secrets or addresses', async () => {
  const [file] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('button', { name: 'Download' }).click(),
  ]);
  assert.match(file.suggestedFilename(), /^playsync-diagnostics-[-\dT]+\.zip$/);
  const bytes = readFileSync(await file.path(), 'latin1');
  assert.ok(bytes.startsWith('PK'));
  for (const told of ['"key":"engine.attempts","value":7', 'target home: webhook http://***'])
    assert.ok(bytes.includes(told), told);
  for (const hidden of [secret, 'alice', '127.0.0.1', place.root]) assert.ok(!bytes.includes(hidden), hidden);
});

it('nothing the policy stopped, nothing thrown', () => {
  assert.deepEqual(browser.watch.violations, []);
  assert.deepEqual(browser.watch.errors, []);
});
