// SPDX-License-Identifier: MIT
// Every screen fits and is accessible, in both themes and down to 360 px, with a bit of everything.

import { before, it } from 'node:test';
import { beginAtHome, cardOf, toAddress, visitSignedIn } from './home.mjs';
import { examine, phone } from './inspect.mjs';
import { watched } from './world.mjs';

const profiles = {
  light: {},
  dark: { colorScheme: 'dark' },
  'phone-light': phone,
  'phone-dark': { ...phone, colorScheme: 'dark' },
  // What is left of 1200 by 800 at 200 %.
  zoomed: { viewport: { width: 600, height: 400 }, deviceScaleFactor: 2 },
  contrast: { contrast: 'more' },
  'narrow-dark': {
    viewport: { width: 360, height: 740 },
    colorScheme: 'dark',
    reducedMotion: 'reduce',
  },
};

const { receiver, host, browser, page } = await beginAtHome();

before(async () => {
  const long = 'A title that goes on and on, as some do, until nobody remembers how it began '.repeat(2);
  const titles = ['Stalker', 'المرآة', long, 'Supercalifragilisticexpialidocious'.repeat(3)];
  await receiver.behave({
    do: 'refuse',
    match: 'Ozymandias',
    status: 'rejected',
    error: 'no such episode',
    times: 0,
  });
  host.tell(...titles.map((title) => watched(title)), watched('Ozymandias'));
  host.tell(watched('Secret film', 'mallory'));
  await cardOf(page).countedTo('Failed', 1);
  await cardOf(page).countedTo('Synced', titles.length);
});

/** Each section, with the most it can show at once. */
const screens = {
  overview: (other) => other.locator('.recent li').first().waitFor(),
  queue: async (other) => {
    await other.locator('.row[data-state="failed"] .opens').click();
    await other.waitForSelector('.panel .timeline');
    await other.locator('.tick input').first().check();
  },
  history: (other) => other.waitForSelector('.amounts'),
  targets: (other) => other.waitForSelector('.tile'),
  system: (other) => other.waitForSelector('.log p'),
};

for (const [name, options] of Object.entries(profiles))
  it(`${name}: fits and is accessible`, async () => {
    // This profile lets the examiner's script in; page.test.mjs keeps the policy on.
    const other = await visitSignedIn(browser, host.port, page, { ...options, bypassCSP: true });
    await other.getByText('Live', { exact: true }).waitFor();
    for (const [section, ready] of Object.entries(screens)) {
      await other
        .locator('.top nav')
        .getByRole('link', { name: new RegExp(`^${section}$`, 'i') })
        .click();
      await ready(other);
      await examine(other, `${section}-${name}`);
    }
    await toAddress(other, '#/targets/home');
    await other.waitForSelector('.target .section-head');
    await examine(other, `target-${name}`);
    await toAddress(other, '#/targets?add=webhook');
    await other.waitForSelector('form.settings');
    await examine(other, `target-new-${name}`);
    await other.getByRole('button', { name: 'Sign out' }).click();
    await other.getByRole('heading', { name: 'Sign in to playsync' }).waitFor();
    await examine(other, `signed-out-${name}`);
    await other.context().close();
  });
