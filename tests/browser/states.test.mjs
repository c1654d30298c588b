// SPDX-License-Identifier: MIT
// What the page shows when something is the matter, and what of it is one sentence and one thing to
// do: each state that the other tests do not reach, large and light, small and dark.

import assert from 'node:assert/strict';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { after, it } from 'node:test';
import { startFake } from '../support/services.mjs';
import { home, toAddress } from './home.mjs';
import { examine, phone } from './inspect.mjs';
import { makePlace, startBrowser, startHost, startReceiver, until, watched } from './world.mjs';

const browser = await startBrowser();
after(() => browser.stop());

const profiles = { light: {}, 'phone-dark': { ...phone, colorScheme: 'dark' } };

/** A page of `host`, signed in by the token of its data directory. */
async function visit(host, options) {
  const page = await browser.visit({ ...options, bypassCSP: true });
  await page.addInitScript((token) => sessionStorage.setItem('playsync-token', token), host.token());
  await page.goto(`http://127.0.0.1:${host.port}/`);
  await page.getByText('Live', { exact: true }).waitFor();
  return page;
}

/**
 * A test on a host of its own. `file` is what its target's file says, none: no target; `others` are
 * files of more; `reach` brings it where it is to be looked at; `look` is called with a page of each
 * profile.
 */
function state(name, { file, others = {}, engine, reach, look }) {
  it(name, async (t) => {
    const place = makePlace(0, { engine });
    t.after(() => place.remove());
    if (file === undefined) rmSync(join(place.config, 'targets.d', 'home.toml'));
    else place.write('targets.d/home.toml', `users = ["alice"]\n${file}`);
    for (const [id, text] of Object.entries(others)) place.write(`targets.d/${id}.toml`, `users = ["alice"]\n${text}`);
    const host = await startHost(place);
    t.after(() => host.stop());
    await reach?.(host);
    for (const [profile, options] of Object.entries(profiles)) {
      const page = await visit(host, options);
      await look(page, (what) => examine(page, `${what}-${profile}`), host);
      await page.context().close();
    }
  });
}

/** The one sentence on top, and the button of the card that does something about it. */
async function says(page, sentence, button) {
  await page.getByRole('heading', { level: 1, name: sentence }).waitFor();
  if (button) await page.locator(`${home} footer .button.main`).getByText(button).waitFor();
}

const inState = (host, wanted) => until(wanted, async () => (await host.card()).state === wanted);

const receiver = await startReceiver();
after(() => receiver.stop());
const webhook = `type = "webhook"\nurl = "http://127.0.0.1:${receiver.port}/hook"\n`;
const trakt = await startFake('trakt');
after(() => trakt.stop());
const traktFile = `type = "trakt"\nurl = "${trakt.address}"\nauth_url = "${trakt.address}"\nclient_id = "client"\nclient_secret = "sesame"\n`;

state('nothing is set up', {
  async look(page, shoot) {
    await says(page, 'No target yet');
    await page.getByRole('link', { name: 'Add a target' }).waitFor();
    await shoot('first-start');
    await toAddress(page, '#/queue');
    await page.getByText('there is no target yet').waitFor();
    await shoot('first-queue');
    await toAddress(page, '#/history');
    await page.getByText('Nothing settled yet.').waitFor();
    await shoot('first-history');
    await toAddress(page, '#/targets');
    await page.getByRole('link', { name: 'Add a target' }).click();
    await page.getByRole('link', { name: 'Trakt' }).waitFor();
    await shoot('target-choose');
  },
});

state('somebody must log in', {
  file: traktFile,
  async reach(host) {
    host.tell(watched('Stalker'));
    await inState(host, 'needs log-in');
  },
  async look(page, shoot, host) {
    await says(page, /home.* needs you to log in/, 'Log in');
    await shoot('needs-login');
    await page.locator(`${home} footer`).getByText('Log in').click();
    await page.getByRole('button', { name: 'Log in with a code' }).waitFor();
    await shoot('login');
    await page.getByRole('button', { name: 'Log in with a code' }).click();
    await page.getByText('Waiting for you there.').waitFor();
    await shoot('login-code');
    const { login } = await host.card();
    await trakt.does('person', { code: login.user_code, says: 'no' });
    await page.getByText('The log-in was refused').waitFor();
    await page.reload();
    await page.getByText('The log-in was refused').waitFor();
    await shoot('login-refused');
  },
});

state('the service asks to slow down', {
  file: webhook,
  async reach(host) {
    await receiver.behave({ do: 'status', status: 429, headers: { 'Retry-After': '600' }, times: 0 });
    host.tell(watched('Stalker'), watched('Solaris'));
    await inState(host, 'rate limited');
  },
  async look(page, shoot) {
    await says(page, /^2 waiting for .*home.*, next try in /);
    assert.equal(await page.locator(`${home} footer`).getByRole('button', { name: 'Sync now' }).count(), 0);
    await shoot('limited');
    await toAddress(page, '#/queue?state=pending');
    await page.getByText('Its target asks us to slow down.').first().waitFor();
    await shoot('limited-queue');
  },
});

state('of several targets, the worst is told first', {
  file: webhook,
  others: { diary: 'type = "journal"\n', trakt: traktFile },
  async reach(host) {
    await receiver.behave({ do: 'refuse', match: 'Nope', status: 'rejected', error: 'not wanted', times: 0 });
    host.tell(watched('Stalker'), watched('Nope'));
    const card = (id) => host.api('GET', `/targets/${id}`);
    await until('all stand still', async () =>
      (await card('home')).counts.failed === 1 && (await card('diary')).counts.synced === 2 && (await card('trakt')).state === 'needs log-in',
    );
  },
  async look(page, shoot) {
    await says(page, /trakt.* needs you to log in/);
    await page.getByRole('heading', { name: '2 things need you' }).waitFor();
    await shoot('several');
  },
});

state('the settings are wrong', {
  file: webhook,
  async reach(host) {
    await receiver.behave({ do: 'status', status: 404, times: 0 });
    host.tell(watched('Stalker'));
    await inState(host, 'halted');
  },
  async look(page, shoot) {
    await says(page, /home.* is stopped and needs you/, 'Mend settings');
    await shoot('halted');
  },
});

state('the host is offline', {
  file: 'type = "webhook"\nurl = "https://home.invalid/hook"\n',
  async reach(host) {
    host.tell({ event: 'network', online: false }, watched('Stalker'), { event: 'flush' });
    await inState(host, 'offline');
  },
  async look(page, shoot) {
    await says(page, /^The host is offline, 1 waiting/);
    await shoot('offline');
  },
});

state('the queue on disk is full', {
  file: webhook,
  engine: '[queue]\nlimit_mib = 1\n',
  async reach(host) {
    const films = (n) => Array.from({ length: n }, (_, at) => watched(`${at} ${'long '.repeat(80)}`));
    host.tell({ event: 'pause' }, ...films(12000));
    await until('refusing', async () => (await host.api('GET', '/status')).store.refusing);
  },
  async look(page, shoot) {
    await says(page, 'The queue on disk refuses writes');
    await page.getByRole('link', { name: 'See the log' }).first().waitFor();
    await shoot('refusing');
    await toAddress(page, '#/system');
    await page.getByText('State', { exact: true }).waitFor();
    await shoot('refusing-system');
  },
});

state('many are discarded, and brought back', {
  file: webhook,
  async reach(host) {
    await receiver.behave({ do: 'refuse', match: 'Nope', status: 'rejected', error: 'not wanted', times: 0 });
    host.tell(...Array.from({ length: 12 }, (_, n) => watched(`Nope ${n + 1}`)), watched('Stalker'));
    await until('failed', async () => (await host.card()).counts.failed === 12);
  },
  async look(page, shoot) {
    await toAddress(page, '#/queue?state=failed');
    await page.getByRole('button', { name: 'Discard all' }).click();
    await page.getByText('12 of 12 would be taken out').waitFor();
    await shoot('discard-asked');
    await page.getByRole('button', { name: 'Discard 12' }).click();
    await page.getByText('12 changes discarded.').waitFor();
    await page.locator('.row.gone').last().getByText('No longer in this list.').waitFor();
    await shoot('discard-undo');
    await page.getByRole('button', { name: 'Undo' }).click();
    await page.getByText('12 changes brought back.').waitFor();
    await page.keyboard.press('?');
    await page.getByRole('dialog').waitFor();
    await shoot('keys');
  },
});

state('too many wrong codes', {
  file: webhook,
  async look(page, shoot) {
    await page.getByRole('button', { name: 'Sign out' }).click();
    await page.getByLabel('One-time code').last().waitFor();
    const wait = page.getByText(/Too many wrong tries\. Try again in/);
    await until('the wait', async () => {
      if (await wait.isVisible()) return true;
      await page.getByLabel('One-time code').last().fill('wrong');
      await page.getByRole('button', { name: 'Sign in' }).click();
      return false;
    });
    await shoot('sign-in-wait');
  },
});

it('nothing thrown', () => assert.deepEqual(browser.watch.errors, []));
