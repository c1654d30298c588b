// SPDX-License-Identifier: MIT
// The page as a person uses it: the home target's card, its numbers and buttons.

import assert from 'node:assert/strict';
import { begin } from '../support/begin.mjs';
import { startBrowser, until } from './world.mjs';

export const home = '.card[data-target="home"]';

/** What begin() gives, and a `browser` on the host's `page`, signed in unless `signedIn` is false. */
export function beginAtHome({ signedIn = true, ...settings } = {}) {
  return begin(settings, async (all) => {
    all.browser = await startBrowser();
    all.page = await all.browser.visit();
    if (signedIn) await enter(all.page, all.host);
  });
}

/** By the code that `host` printed. */
export async function enter(page, host) {
  await page.goto(host.address);
  await page.waitForSelector(home);
}

export const tokenOf = (page) => page.evaluate(() => sessionStorage.getItem('playsync-token'));

export function cardOf(page) {
  /** A number of the card: Waiting, Syncing, Synced or Failed. */
  const counted = async (name) => {
    const cell = page.locator(`${home} .counts > div`).filter({ hasText: name });
    return Number((await cell.locator('dd').innerText()).replaceAll(',', ''));
  };
  return {
    counted,
    countedTo: (name, n) => until(`${name} ${n}`, async () => (await counted(name)) === n),
    inState: (state) => page.waitForSelector(`${home}[data-state="${state}"]`),
    button: (name) =>
      page.locator(`${home} footer`).getByRole('button', { name: new RegExp(`^${name}`) }),
    async toOverview() {
      await page.getByRole('link', { name: 'Overview' }).click();
      await page.waitForSelector(home);
    },
  };
}

/** Another profile signs in at `port`, by a code that the one signed in asks for. */
export async function visitSignedIn(browser, port, page, options) {
  const answer = await fetch(`http://127.0.0.1:${port}/api/v1/session/code`, {
    method: 'POST',
    headers: {
      Authorization: `Bearer ${await tokenOf(page)}`,
      'Content-Type': 'application/json',
    },
    body: '{}',
  });
  assert.equal(answer.status, 201);
  const { code } = await answer.json();
  const other = await browser.visit(options);
  await other.goto(`http://127.0.0.1:${port}/#code=${encodeURIComponent(code)}`);
  await other.waitForSelector(home);
  return other;
}

/** Goes where a fragment leads, as a link would. */
export const toAddress = (page, fragment) =>
  page.evaluate((to) => {
    location.hash = to;
  }, fragment);
