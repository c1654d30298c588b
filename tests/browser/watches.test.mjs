// SPDX-License-Identifier: MIT
// What was watched, sent or not: the line on the first screen, the list, files, and forgetting.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { before, it } from 'node:test';
import { beginAtHome, cardOf, toAddress, visitSignedIn } from './home.mjs';
import { examine, phone } from './inspect.mjs';
import { until, watched } from './world.mjs';

const { host, browser, page } = await beginAtHome();

const minutes = (n) => new Date(Date.now() - n * 60_000).toISOString();
const mark = (title, user, ago) => ({ ...watched(title, user), at: minutes(ago) });
const long = 'A title that goes on and on, as some do, until nobody remembers how it began '.repeat(2);

/** Played from its begin to its end, which was `ago` minutes ago. */
function played(item, user, ago) {
  const length = item.duration_ms;
  const tell = (event, share, more) => ({
    event,
    user,
    session: ago,
    item,
    position_ms: Math.round(length * share),
    at: new Date(Date.now() - ago * 60_000 - Math.round(length * (1 - share))).toISOString(),
    ...more,
  });
  return [tell('start', 0), tell('progress', 0.5), tell('progress', 0.97), tell('stop', 1)];
}

const episode = {
  kind: 'episode', show: 'Breaking Bad', season: 5, episode: 14, title: 'Ozymandias', duration_ms: 2_850_000,
};
const song = { kind: 'track', artist: 'Massive Attack', album: 'Mezzanine', title: 'Teardrop', duration_ms: 330_000 };

before(async () => {
  host.tell(mark('Stalker', 'bob', 3000), mark(long, 'bob', 2900), mark('المرآة', 'anna', 1500));
  host.tell(...played(song, 'alice', 300), ...played(episode, 'alice', 200));
  host.tell(mark('Heat', 'bob', 30), mark('=1+1', 'bob', 20), mark('Ran', 'alice', 10));
  await until('kept', async () => (await host.api('GET', '/status')).watches === 8);
  await cardOf(page).countedTo('Synced', 3);
});

const rows = (of = page) => of.locator('.watches .row');
const titles = (of = page) => of.locator('.watches .title').allInnerTexts();
const counted = (n) => until(`${n} rows`, async () => (await rows().count()) === n);

it('the first screen says what is kept and not sent, and leads to it', async () => {
  const line = page.locator('.kept');
  await line.waitFor();
  assert.match(await line.innerText(), /^Kept, not sent: 4 watches of bob, 1 of anna\. No target was for them\.$/);
  await line.getByRole('link', { name: '4 watches of bob' }).click();
  await counted(4);
  assert.ok(await page.getByRole('checkbox', { name: 'Not sent only' }).isChecked());
  assert.equal(await page.getByRole('textbox', { name: 'User' }).inputValue(), 'bob');
  assert.match(await rows().first().innerText(), /=1\+1.*Marked as watched · kept, not sent/s);
});

it('a list of all has a day above each day, and says how each is known', async () => {
  await page.getByRole('button', { name: 'Clear filters' }).click();
  await page.getByRole('checkbox', { name: 'Not sent only' }).uncheck();
  await counted(8);
  assert.ok((await page.locator('.watches .day').count()) >= 3);
  const said = await page.locator('.watches').innerText();
  assert.match(said, /Ozymandias\s+Played nearly to the end · for 1 target/);
  assert.match(said, /Teardrop\s+Enough of it was played · for 1 target/);
  assert.match(said, /Ran \(1979\)\s+Marked as watched · for 1 target/);
});

it('is searched, and by kind', async () => {
  await page.getByRole('searchbox').fill('mezz');
  await counted(1);
  await page.getByRole('searchbox').fill('');
  await counted(8);
  await page.getByRole('combobox', { name: 'Kind' }).selectOption('episode');
  await counted(1);
  await page.getByRole('combobox', { name: 'Kind' }).selectOption('');
  await counted(8);
  await page.getByRole('searchbox').fill('nobody watched this');
  await page.getByText('Nothing matches.').waitFor();
  await page.getByRole('searchbox').fill('');
  await counted(8);
});

async function saved(button) {
  const [file] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('button', { name: button }).click(),
  ]);
  return { name: file.suggestedFilename(), text: readFileSync(await file.path(), 'utf8') };
}

it('what matches is saved as a file', async () => {
  const csv = await saved('Export CSV');
  assert.match(csv.name, /^playsync-watches-[-\dT]+\.csv$/);
  assert.equal(csv.text.trimEnd().split('\r\n').length, 9);
  assert.ok(csv.text.includes(`,bob,movie,"'=1+1",`));
  await toAddress(page, '#/history?view=watches&user=anna');
  await counted(1);
  const json = await saved('Export JSON');
  assert.equal(JSON.parse(json.text).user, 'anna');
});

it('fits and is accessible, in both themes and on a phone', async () => {
  const profiles = {
    light: {},
    dark: { colorScheme: 'dark' },
    'phone-light': phone,
    'phone-dark': { ...phone, colorScheme: 'dark' },
    'narrow-dark': { viewport: { width: 360, height: 740 }, colorScheme: 'dark' },
  };
  for (const [name, options] of Object.entries(profiles)) {
    const other = await visitSignedIn(browser, host.port, page, { ...options, bypassCSP: true });
    await other.locator('.kept').waitFor();
    await examine(other, `overview-kept-${name}`);
    await toAddress(other, '#/history?view=watches');
    await rows(other).first().waitFor();
    await other.getByRole('button', { name: 'Forget =1+1' }).click();
    await other.getByText('Forget that').waitFor();
    await other.getByRole('button', { name: 'Forget all…' }).click();
    await other.getByText('Forget these 8 watches?').waitFor();
    await other.evaluate(() => Promise.all(document.getAnimations().map((one) => one.finished)));
    await examine(other, `watches-${name}`);
    await other.context().close();
  }
});

it('one is forgotten after a second word, and not before', async () => {
  await toAddress(page, '#/history?view=watches');
  await counted(8);
  const heat = rows().filter({ hasText: 'Heat' });
  await heat.getByRole('button', { name: 'Forget Heat' }).click();
  await heat.getByText(/Forget that .*bob.* watched this\? It cannot be brought back\.$/).waitFor();
  await heat.getByRole('button', { name: 'Cancel' }).click();
  await heat.getByRole('button', { name: 'Forget Heat' }).click();
  await heat.getByRole('button', { name: 'Forget', exact: true }).click();
  await counted(7);
  assert.ok(!(await titles()).join().includes('Heat'));
  assert.equal((await host.api('GET', '/status')).watches, 7);
});

it('all that match are forgotten after a second word', async () => {
  await toAddress(page, '#/history?view=watches&user=bob');
  await counted(3);
  await page.getByRole('button', { name: 'Forget all…' }).click();
  await page.getByText('Forget these 3 watches? They cannot be brought back.').waitFor();
  await page.getByRole('button', { name: 'Forget 3 watches' }).click();
  await page.getByText('3 watches forgotten.').waitFor();
  await page.getByText('Nothing matches.').waitFor();
  assert.deepEqual((await host.api('GET', '/status')).kept, [{ user: 'anna', watches: 1 }]);
  await toAddress(page, '#/');
  await until('said', async () => (await page.locator('.kept').innerText()).startsWith('Kept, not sent: 1 watch of anna.'));
});

it('what comes meanwhile is offered, and moves nothing', async () => {
  await toAddress(page, '#/history?view=watches');
  await counted(4);
  host.tell(mark('Newcomer', 'bob', 0));
  await page.getByRole('button', { name: '1 new, show' }).click();
  await counted(5);
  assert.match((await titles())[0], /^Newcomer/);
});

it('nothing the policy stopped, nothing thrown', () => {
  assert.deepEqual(browser.watch.violations, []);
  assert.deepEqual(browser.watch.errors, []);
});
