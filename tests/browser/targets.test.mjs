// SPDX-License-Identifier: MIT
// Setting a target up on the page: a bad value is marked, a good one is in force, and what is
// changed or removed elsewhere is noticed.

import assert from 'node:assert/strict';
import { existsSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { it } from 'node:test';
import { beginAtHome, toAddress } from './home.mjs';
import { shot, until, watched } from './world.mjs';

const secret = `whsec_${'A'.repeat(32)}`;

const { receiver, place, host, browser, page } = await beginAtHome();
const file = (name) => join(place.config, 'targets.d', `${name}.toml`);
const text = (name) => readFileSync(file(name), 'utf8');
const started = (name) => host.said().split(`target ${name}: webhook`).length - 1;

it('a bad value is marked at its key, and nothing is written', async () => {
  await toAddress(page, '#/targets');
  await page.getByRole('link', { name: 'Add a target' }).click();
  await page.getByRole('link', { name: 'Webhook' }).click();
  await page.getByLabel('Name').fill('second');
  await page.getByLabel('Address').fill(`gopher://127.0.0.1:${receiver.port}/hook`);
  await page.getByLabel('Users').fill('bob');
  await page.getByRole('button', { name: 'Add target' }).click();
  await page.getByText('One setting needs a look.').waitFor();
  const url = page.locator('[data-key="url"]');
  assert.equal(await url.locator('input').getAttribute('aria-invalid'), 'true');
  assert.match(await url.locator('.fault').innerText(), /http/);
  assert.equal(await page.locator('[aria-invalid="true"]').count(), 1);
  assert.ok(!existsSync(file('second')));
  await shot(page, 'target-fault');
});

it('a good one is in force at once', async () => {
  await page.getByLabel('Address').fill(`http://127.0.0.1:${receiver.port}/hook`);
  await page.getByLabel('Signing secret').fill(secret);
  await page.getByRole('button', { name: 'Add target' }).click();
  await page.getByRole('heading', { name: 'second' }).waitFor();
  await page.getByRole('button', { name: 'Test', exact: true }).waitFor();
  assert.equal(statSync(file('second')).mode & 0o777, 0o600);
  host.tell(watched('Stalker', 'bob'));
  await until('taken', async () =>
    (await receiver.changes()).some(({ user }) => user === 'bob'),
  );
  await shot(page, 'target-added');
});

it('what is changed is saved, a secret stays, and the target restarts once', async () => {
  const before = started('second');
  await page.getByText('More settings').click();
  await page.getByLabel('Changes a request').fill('0');
  await page.getByRole('button', { name: 'Save' }).click();
  await page.locator('[data-key="batch"] .fault').getByText('from 1 to 1000').waitFor();
  await page.getByLabel('Changes a request').fill('7');
  await page.getByRole('button', { name: 'Save' }).click();
  await page.getByText('Saved, and in force.').waitFor();
  assert.match(text('second'), /batch = 7\n/);
  assert.ok(text('second').includes(secret));
  assert.equal(await page.getByLabel('Signing secret').inputValue(), '');
  // The watch of the folder has had its say once a later change by hand is in force.
  place.write('targets.d/home.toml', `${text('home')}batch = 3\n`);
  await until('the change by hand', () => started('home') === 2);
  assert.equal(started('second'), before + 1);
});

it('a file that was changed meanwhile is not overwritten', async () => {
  await toAddress(page, '#/targets/home');
  await page.getByText('More settings').click();
  await page.getByLabel('Changes a request').fill('5');
  place.write('targets.d/home.toml', `# by hand\n${text('home').replace('batch = 3', 'batch = 4')}`);
  await page.getByRole('button', { name: 'Save' }).click();
  await page.getByText('It was changed meanwhile').waitFor();
  assert.match(text('home'), /batch = 4/);
  await page.getByRole('button', { name: 'Show how it is now' }).click();
  await until('the form has what the file has', async () =>
    (await page.getByLabel('Changes a request').inputValue()) === '4',
  );
  await page.getByText('This target’s file was written by hand.').waitFor();
  await shot(page, 'target-by-hand');
});

it('is removed with what waits for it', async () => {
  await receiver.behave({ do: 'status', status: 503 });
  host.tell(watched('Solaris', 'bob'));
  await toAddress(page, '#/');
  await page.waitForSelector('.card[data-target="second"][data-state="unreachable"]');
  await toAddress(page, '#/targets/second');
  await page.getByRole('button', { name: 'Remove', exact: true }).click();
  await shot(page, 'target-remove');
  await page.getByRole('button', { name: 'Remove, discard 1 change' }).click();
  await page.getByRole('heading', { name: 'Targets' }).waitFor();
  await page.waitForSelector('[data-target="second"]', { state: 'detached' });
  assert.ok(!existsSync(file('second')));
  const { items } = await host.api('GET', '/changes?target=second&state=pending');
  assert.deepEqual(items, []);
});

it('nothing the policy stopped, nothing thrown', () => {
  assert.deepEqual(browser.watch.violations, []);
  assert.deepEqual(browser.watch.errors, []);
});
