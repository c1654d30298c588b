// SPDX-License-Identifier: MIT
// What a visit costs, what two tabs see of each other, and a target's test.

import assert from 'node:assert/strict';
import { after, before, it } from 'node:test';
import { cardOf, home, tokenOf, toAddress, visitSignedIn } from './home.mjs';
import { makePlace, shot, startBrowser, startHost, startReceiver } from './world.mjs';

let receiver;
let place;
let host;
let browser;
let page;

before(async () => {
  receiver = await startReceiver();
  place = makePlace(receiver.port);
  host = await startHost(place);
  browser = await startBrowser();
  page = await browser.visit();
  await page.goto(host.address);
  await page.waitForSelector(home);
});

after(async () => {
  await browser?.stop();
  await host?.stop();
  await receiver?.stop();
  place?.remove();
});

it('a first visit is small, and paints at once', async () => {
  await page.goto(`http://127.0.0.1:${host.port}/`);
  await page.reload();
  await page.waitForSelector(home);
  const cost = await page.evaluate(() => {
    const loaded = [
      ...performance.getEntriesByType('navigation'),
      ...performance.getEntriesByType('resource'),
    ];
    const files = loaded.filter(({ name }) => !name.includes('/api/') && !name.includes('later'));
    return {
      bytes: files.reduce((sum, { encodedBodySize }) => sum + encodedBodySize, 0),
      files: files.length,
      paint: performance.getEntriesByName('first-contentful-paint')[0].startTime,
    };
  });
  console.log(`first visit: ${JSON.stringify(cost)}`);
  assert.ok(cost.bytes > 0 && cost.bytes <= 35 * 1024, `${cost.bytes} bytes`);
  assert.ok(cost.files <= 12, `${cost.files} files`);
  // 200 ms on a machine of its own; the tests share theirs.
  assert.ok(cost.paint < 1000, `first paint after ${cost.paint} ms`);
});

it('what one tab does, the other shows', async () => {
  const other = await page.context().newPage();
  const token = await tokenOf(page);
  await other.addInitScript((held) => sessionStorage.setItem('playsync-token', held), token);
  await other.goto(`http://127.0.0.1:${host.port}/`);
  await other.waitForSelector(home);
  await cardOf(page).button('Pause').click();
  await cardOf(other).inState('paused');
  await cardOf(other).button('Resume').click();
  await cardOf(page).inState('up to date');
  await other.close();
});

it('the others are signed out', async () => {
  const other = await visitSignedIn(browser, host.port, page);
  await toAddress(page, '#/system');
  await page.getByText('1 other session is open.').waitFor();
  await page.getByRole('button', { name: 'Sign out others' }).click();
  await page.getByRole('button', { name: 'Sign them out' }).click();
  await page.getByText('All others are signed out.').waitFor();
  await page.getByText('Nobody else is signed in.').waitFor();
  await other.getByRole('heading', { name: 'Sign in to playsync' }).waitFor();
  await other.context().close();
  await toAddress(page, '#/');
});

it('a target is tested step by step', async () => {
  await toAddress(page, '#/targets/home');
  await page.getByRole('button', { name: 'Test', exact: true }).click();
  await page.getByText('All well: changes can be sent.').waitFor();
  assert.match(await page.locator('.steps').innerText(), /Connect/);
  await shot(page, 'tested');
  await receiver.stop();
  await page.waitForTimeout(1000); // a target is tested once a second
  await page.getByRole('button', { name: 'Test', exact: true }).click();
  await page.getByText('It does not work yet.').waitFor();
  assert.equal(await page.locator('.steps > li.bad').count(), 1);
  await shot(page, 'test-failed');
});

it('nothing the policy stopped, nothing thrown', () => {
  assert.deepEqual(browser.watch.violations, []);
  assert.deepEqual(browser.watch.errors, []);
});
