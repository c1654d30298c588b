// SPDX-License-Identifier: MIT
// The page against the real plugin: what a person sees and does, in the order of an evening.

import assert from 'node:assert/strict';
import { beforeEach, describe, it } from 'node:test';
import { beginAtHome, cardOf, enter, home, tokenOf } from './home.mjs';
import { shot, startHost, until, watched } from './world.mjs';

const hostile = `<img src=x onerror="document.title='owned'">`;

const evening = await beginAtHome({ signedIn: false });
const { receiver, place, browser, page } = evening;
let { host } = evening;
place.listenAt(host.port); // where it will be found again after a restart
const card = cardOf(page);

describe('signing in', () => {
  it('without a code shows the way in', async () => {
    const stranger = await browser.visit();
    await stranger.goto(`http://127.0.0.1:${host.port}/`);
    await stranger.getByRole('heading', { name: 'Sign in to playsync' }).waitFor();
    await shot(stranger, 'sign-in');
    await stranger.getByLabel('One-time code').last().fill('wrong');
    await stranger.getByRole('button', { name: 'Sign in' }).click();
    await stranger.getByText('This code is not valid').waitFor();
    await stranger.context().close();
  });

  it('by the code of the address, which does not keep it', async () => {
    await enter(page, host);
    assert.equal(await page.evaluate(() => location.hash), '#/');
    assert.ok(!page.url().includes(host.code));
    assert.ok(await tokenOf(page));
    await page.goBack().catch(() => null);
    assert.ok(!page.url().includes(host.code));
    await page.goto(`http://127.0.0.1:${host.port}/`);
    await page.waitForSelector(home);
  });

  it('a code works once', async () => {
    const second = await browser.visit();
    await second.goto(host.address);
    await second.getByText('This code is not valid').waitFor();
    assert.ok(!second.url().includes(host.code));
    await second.context().close();
  });

  it('says what would fill an empty page', async () => {
    await page.getByRole('heading', { name: 'Ready, nothing played yet' }).waitFor();
    await page.getByText('Nothing settled yet').waitFor();
    await page.getByText('Live', { exact: true }).waitFor();
    await shot(page, 'empty');
  });
});

describe('syncing', () => {
  it('progress moves while it is sent', async () => {
    const films = 1200;
    await receiver.behave({ do: 'delay', ms: 250, times: 0 });
    host.tell(...Array.from({ length: films }, (_, n) => watched(`Film ${n + 1}`)));
    const values = new Set();
    await until('progress', async () => {
      const bar = await page.evaluate((at) => {
        const progress = document.querySelector(`${at} progress`);
        const words = document.querySelector(`${at} .run .done`)?.textContent ?? '';
        return progress && { value: progress.value, max: progress.max, words };
      }, home);
      if (bar && bar.value > 0 && bar.value < bar.max) {
        assert.match(bar.words, /^[\d,]+ of [\d,]+/);
        values.add(bar.value);
      }
      if (values.size === 2) await shot(page, 'syncing');
      return values.size >= 3;
    });
    const seen = [...values];
    assert.deepEqual(
      seen,
      [...seen].sort((a, b) => a - b),
      'it only goes forward',
    );
    await receiver.behave();
    await card.inState('up to date');
    await card.countedTo('Synced', films);
    await page.getByRole('heading', { name: 'All synced' }).waitFor();
    assert.equal(await page.locator('.recent li').count(), 10);
    await shot(page, 'synced');
  });

  it('pause holds changes back, resume sends them', async () => {
    const before = (await receiver.seen()).requests;
    await card.button('Pause').click();
    await card.inState('paused');
    host.tell(watched('Held back'));
    await card.countedTo('Waiting', 1);
    await page.getByRole('heading', { name: /paused, 1 waiting/ }).waitFor();
    await shot(page, 'paused');
    assert.equal((await receiver.seen()).requests, before);
    await card.button('Resume').click();
    await card.countedTo('Waiting', 0);
    await card.inState('up to date');
    assert.ok((await receiver.seen()).requests > before);
  });

  it('pause and resume of all', async () => {
    await page.getByRole('button', { name: 'Pause all' }).click();
    await page.getByRole('button', { name: 'Resume all' }).waitFor();
    await page.getByRole('heading', { name: 'Everything is paused' }).waitFor();
    await page.getByRole('button', { name: 'Resume all' }).click();
    await page.getByRole('button', { name: 'Pause all' }).waitFor();
    await card.inState('up to date');
  });
});

describe('what goes wrong', () => {
  beforeEach(() => card.toOverview());

  it('a refused change says why, and a retry mends it', async () => {
    await receiver.behave({
      do: 'refuse',
      match: 'Ozymandias',
      status: 'rejected',
      error: 'no such episode',
      times: 0,
    });
    host.tell(watched('Ozymandias'));
    await card.countedTo('Failed', 1);
    await page.getByRole('heading', { name: '1 change failed' }).waitFor();
    await shot(page, 'failed');
    await page.locator(`${home} .counts a[href*="failed"]`).click();
    const row = page.locator('.row').filter({ hasText: 'Ozymandias' });
    await row.getByText(/refused it: .*no such episode/).waitFor();
    await row.locator('.opens').click();
    await row.locator('.panel').getByText('no such episode').waitFor();
    await shot(page, 'failed-row');
    await page.keyboard.press('Escape');
    await row.locator('.panel').waitFor({ state: 'detached' });
    await receiver.behave();
    await row.getByRole('button', { name: 'Retry', exact: true }).click();
    await until('the row settles', async () => (await row.getAttribute('data-state')) === 'synced');
    await shot(page, 'retried-row');
    await card.toOverview();
    await card.countedTo('Failed', 0);
    await page.getByRole('heading', { name: 'All synced' }).waitFor();
  });

  it('all failed ones of a target are retried at once', async () => {
    await receiver.behave({
      do: 'refuse',
      match: 'Nope',
      status: 'rejected',
      error: 'not wanted',
      times: 0,
    });
    host.tell(watched('Nope one'), watched('Nope two'));
    await card.countedTo('Failed', 2);
    await receiver.behave();
    await card.button('Retry failed').click();
    await page.getByText('2 changes waiting again.').waitFor();
    await card.countedTo('Failed', 0);
  });

  it('a target that is away is told of, with the next try', async () => {
    await receiver.behave({ do: 'reset_before', times: 0 });
    host.tell(watched('Knock knock'));
    await page.getByRole('heading', { name: /^1 waiting for .*home/ }).waitFor();
    await card.countedTo('Waiting', 1);
    await shot(page, 'away');
    await receiver.behave();
    await card.button('Sync now').click();
    await card.countedTo('Waiting', 0);
  });

  it('a user no target names is shown', async () => {
    host.tell(watched('Secret film', 'mallory'));
    await page.getByText(/Nothing is sent for .*mallory.*no target names this user/).waitFor();
    await shot(page, 'unknown-user');
  });

  it('B2.14 a hostile title is only text', async () => {
    host.tell(watched(hostile), watched('right \u202Eot left'));
    await page.locator('.recent').getByText(hostile).waitFor();
    assert.equal(await page.locator('img').count(), 0);
    assert.notEqual(await page.title(), 'owned');
    await page.getByRole('link', { name: 'Queue', exact: true }).click();
    await page.locator('.row').getByText(hostile).waitFor();
    await shot(page, 'hostile');
    assert.equal(await page.locator('img').count(), 0);
  });

  it('B2.14 a hostile error and user are only text', async () => {
    const script = "<script>document.title='owned'</script>";
    const svg = `"><svg onload="document.title='owned'">`;
    await receiver.behave({ do: 'refuse', match: 'Hostile', status: 'rejected', error: script, times: 0 });
    host.tell(watched('Hostile'), watched('Svg', svg));
    await card.countedTo('Failed', 1);
    await page.locator('.needs').getByText(svg).waitFor();
    await page.locator('.kept').getByText(svg).waitFor();
    assert.equal(await page.locator('svg[onload]').count(), 0);
    await page.locator(`${home} .counts a[href*="failed"]`).click();
    await page.locator('.row').filter({ hasText: 'Hostile' }).getByText(script).waitFor();
    assert.notEqual(await page.title(), 'owned');
    await receiver.behave();
    await card.toOverview();
    await card.button('Retry failed').click();
    await card.countedTo('Failed', 0);
  });
});

describe('the queue', () => {
  it('loads more, walks by keys, and says how many are new instead of moving', async () => {
    await page.getByRole('link', { name: 'Queue', exact: true }).click();
    await page.waitForSelector('.row');
    const first = await page.locator('.row').first().getAttribute('data-change');
    await page.getByRole('button', { name: 'Load more' }).click();
    await until('two pages', async () => (await page.locator('.row').count()) > 50);
    host.tell(watched('Newcomer'));
    await page.getByRole('button', { name: '1 new, show' }).waitFor();
    assert.equal(await page.locator('.row').first().getAttribute('data-change'), first);
    await page.getByRole('button', { name: '1 new, show' }).click();
    await page.locator('.row').first().getByText('Newcomer').waitFor();
    await page.locator('.opens').first().focus();
    await page.keyboard.press('j');
    await page.keyboard.press('Enter');
    await page.locator('.row').nth(1).locator('.panel').waitFor();
    assert.match(page.url(), /open=/);
    await page.keyboard.press('Escape');
    await until('closed', async () => !page.url().includes('open='));
  });
});

describe('the connection', () => {
  beforeEach(() => card.toOverview());

  it('lost is said after two seconds, and mended when the host is back', async () => {
    const synced = await card.counted('Synced');
    await host.stop('SIGKILL');
    await page.waitForTimeout(1000);
    assert.equal(await page.locator('[data-lost]').count(), 0, 'no flicker');
    await page.getByText(/Connection lost.*data of \d\d:\d\d:\d\d/).waitFor();
    assert.ok(await card.button('Pause').isDisabled());
    assert.equal(await page.locator('.page.stale').count(), 1);
    await shot(page, 'lost');

    const { port } = host;
    host = await startHost(place);
    evening.host = host;
    assert.equal(host.port, port);
    const dialog = page.getByRole('dialog');
    const live = page.getByText('Live', { exact: true });
    await dialog.or(live).first().waitFor();
    if (await dialog.isVisible()) {
      // The restart ended the session: the way in lies over the page, which is still there.
      assert.equal(await page.locator(home).count(), 1);
      await shot(page, 'sign-in-over');
      await dialog.getByLabel('One-time code').last().fill(host.code);
      await dialog.getByRole('button', { name: 'Sign in' }).click();
    }
    await live.waitFor();
    await page.locator('[data-lost]').waitFor({ state: 'detached' });
    assert.equal(await card.counted('Synced'), synced);
    await until('buttons on', () => card.button('Pause').isEnabled());
    host.tell(watched('After the storm'));
    await card.countedTo('Synced', synced + 1);
    await shot(page, 'back');
  });
});

describe('all along', () => {
  it('no cookie, no secret in an address, nothing the policy stopped, nothing thrown', async () => {
    assert.deepEqual(await page.context().cookies(), []);
    const token = await tokenOf(page);
    assert.ok(browser.watch.addresses.length > 0);
    for (const address of browser.watch.addresses) {
      assert.ok(!address.includes(token), 'the token is in an address');
      assert.ok(new URL(address).origin.endsWith(`127.0.0.1:${host.port}`), address);
      assert.equal(new URL(address).search.includes('code='), false);
    }
    assert.deepEqual(browser.watch.violations, []);
    assert.deepEqual(browser.watch.errors, []);
  });
});
