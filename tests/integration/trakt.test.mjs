// SPDX-License-Identifier: MIT
// Films and episodes from a host to a fake of Trakt that is as strict as the service.

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';

import { until } from '../support/programs.mjs';
import { at, episode, heat, home as makeHome, minute, ronin, say, stalker } from './trakt.mjs';

const home = makeHome();
const posts = async (path = '/sync/history') => (await home.seen()).requests.filter((each) => each === `POST ${path}`).length;

describe('plays', () => {
  it('go out together, with their time', async () => {
    await home.startIn();
    const films = Array.from({ length: 120 }, (_, n) => ({ kind: 'movie', title: `Film ${n}`, year: 1900 + n, host_key: `f${n}` }));
    const told = films.map((film, n) => say('watched', film, { at: Date.parse('2026-01-01T00:00:00Z') + n * 3_600_000 }));
    await home.together(...told, say('watched', episode(14), at('2026-08-01T20:15:42Z')));
    await home.synced(121);
    const { history, largest, agents } = await home.seen();
    assert.equal(history.length, 121);
    assert.equal(largest, 100);
    assert.equal(await posts(), 2);
    assert.match(agents[0], /^playsync\//);
    assert.deepEqual(history.find(({ number }) => number === 14).at, '2026-08-01T20:15:00.000Z');
    const { throughput, login } = await home.card();
    assert.equal(throughput.batch, 100);
    assert.equal(login.user, 'alice');
    assert.ok(Date.parse(login.until) > Date.now() + 6 * 86_400_000);
  });

  it('count each time, also when two wait, and a resumed end does not', async () => {
    await home.startIn();
    await home.together(say('watched', heat, at('2026-08-01T20:15:00Z')), say('watched', heat, at('2026-08-02T20:15:00Z')));
    await home.synced(2);
    home.tell(say('start', heat, { position_ms: 117 * minute }), say('stop', heat, { position_ms: 119 * minute }), say('watched', ronin));
    await home.synced(3);
    assert.deepEqual(await home.titles(), ['Heat', 'Heat', 'Ronin']);
  });

  it('that it does not know are shown, and their neighbours go on', async () => {
    await home.startIn();
    const unknown = { kind: 'movie', title: 'An unknown film', year: 2001, host_key: 'u' };
    await home.together(say('watched', heat), say('watched', unknown), say('watched', episode(1)));
    await until('one failed', async () => (await home.card()).counts.failed === 1);
    const failed = (await home.changes()).find(({ state }) => state === 'failed');
    assert.equal(failed.last_error.class, 'no_match');
    assert.match(failed.last_error.message, /Trakt does not know An unknown film/);
    assert.deepEqual(await home.titles(), ['Breaking Bad', 'Heat']);
    assert.equal(await posts(), 1, 'nothing was told twice to find out');
  });

  it('are taken back, also before they were told', async () => {
    await home.startIn();
    home.tell(say('watched', heat), say('watched', ronin));
    await home.synced(2);
    home.tell(say('unwatched', heat));
    await home.synced(3);
    assert.deepEqual(await home.titles(), ['Ronin']);
    home.tell({ event: 'pause' }, say('watched', stalker), say('watched', stalker, { at: Date.now() + 1000 }), say('unwatched', stalker, { at: Date.now() + 2000 }), { event: 'flush' }, { event: 'resume' });
    await until('it was told', async () => (await home.seen()).removals === 2);
    await until('all is told', async () => (await home.card()).counts.pending === 0);
    assert.deepEqual(await home.titles(), ['Ronin']);
  });
});

describe('trouble', () => {
  it('without an answer is read back, and nothing is told twice', async () => {
    await home.startIn();
    await home.fake.order({ path: '/sync/history', after: true, drop: true });
    await home.together(say('watched', heat), say('watched', episode(1), at('2025-08-01T20:15:59Z')), say('watched', ronin));
    await home.synced(3);
    assert.deepEqual(await home.titles(), ['Breaking Bad', 'Heat', 'Ronin']);
    assert.equal(await posts(), 1);
  });

  it('of the server after it took them is read back too', async () => {
    await home.startIn();
    await home.fake.order({ path: '/sync/history', after: true, status: 500, body: '<html>' });
    await home.together(say('watched', heat), say('watched', ronin));
    await home.synced(2);
    assert.deepEqual(await home.titles(), ['Heat', 'Ronin']);
    assert.equal(await posts(), 1);
  });

  for (const body of [{}, { error: 'Not found' }, { added: { movies: 1, episodes: 0 } }])
    it(`is an answer of ${JSON.stringify(body)}, which settles nothing and is shown`, async () => {
      await home.startIn();
      await home.fake.order({ path: '/sync/history', status: 200, body }, { path: '/users/me', status: 503, times: 2, headers: { 'Retry-After': '0' } });
      home.tell(say('watched', heat));
      await until('it is shown', async () => /not what the service says of success: \S/.test(JSON.stringify(await home.changes())));
      await home.host.api('POST', '/targets/home/sync', {});
      await home.synced(1);
      assert.deepEqual(await home.titles(), ['Heat']);
    });

  it('without an answer, and only a part of it there', async () => {
    await home.startIn();
    await home.fake.order({ path: '/sync/history', drop: true });
    home.tell({ event: 'pause' });
    await home.together(say('watched', heat), say('watched', ronin));
    await home.synced(2);
    assert.deepEqual(await home.titles(), ['Heat', 'Ronin']);
    assert.equal(await posts(), 1);
  });

  it('when the host dies with a batch under way', async () => {
    await home.startIn();
    await home.fake.order({ path: '/sync/history', after: true, drop: true, times: 1 }, { path: '/sync/history', status: 503, times: 50, headers: { 'Retry-After': '0' } });
    home.tell(say('watched', heat), say('watched', ronin));
    await until('it arrived', async () => (await home.titles()).length === 2);
    await home.host.stop('SIGKILL');
    await home.fake.order();
    await home.start();
    await home.synced(2);
    assert.deepEqual(await home.titles(), ['Heat', 'Ronin']);
  });

  it('is none when the service has closed an idle connection', async () => {
    await home.startIn();
    for (const film of [heat, ronin]) {
      home.tell(say('watched', film));
      await until('it is told', async () => (await home.titles()).includes(film.title));
      await home.fake.does('hangup');
    }
    await home.synced(2);
    assert.equal((await home.card()).last_error, null);
  });

  it('with a portal or half an answer loses and doubles nothing', async () => {
    await home.startIn();
    const json = { 'Content-Type': 'application/json' };
    await home.fake.order(
      { path: '/sync/history', status: 200, body: '<html>Please log in</html>' },
      { path: '/sync/history', status: 201, body: '{"added":{"mov', headers: json, after: true },
    );
    home.tell(say('watched', heat));
    await home.synced(1);
    assert.deepEqual(await home.titles(), ['Heat']);
  });

  for (const [status, headers, words] of [
    [420, { 'X-Account-Limit': '100000', 'X-Upgrade-URL': 'https://trakt.tv/vip' }, /limit at Trakt is reached \(100000\).*trakt\.tv\/vip/],
    [423, { 'X-Account-Locked': 'true' }, /Trakt has locked this account/],
    [426, {}, /VIP accounts only/],
    [403, {}, /does not know this app/],
  ])
    it(`${status} halts it, spends nothing, and ends`, async () => {
      await home.startIn();
      await home.fake.order({ path: '/sync/history', status, headers });
      home.tell(say('watched', heat));
      const card = await home.inState('halted');
      assert.match(card.why.detail, words);
      const [change] = await home.changes();
      assert.deepEqual([change.state, change.attempts], ['pending', 0]);
      await home.host.api('POST', '/targets/home/sync', {});
      await home.synced(1);
    });

  it('with its limit waits as long as it is told', async () => {
    await home.beginAgain('--posts-a-second', '1');
    await home.startIn();
    for (const film of [heat, ronin, stalker]) {
      home.tell(say('watched', film));
      await until('it is told', async () => (await home.titles()).includes(film.title));
    }
    await home.synced(3);
    assert.equal((await home.changes()).every(({ attempts }) => attempts === 0), true);
  });
});

describe('what plays', () => {
  it('is shown there, and a position is saved when it rests', async () => {
    await home.startIn();
    home.tell(say('start', heat, { position_ms: 6 * minute }));
    await until('it plays', async () => (await home.seen()).calls.length === 1);
    home.tell(say('progress', heat, { position_ms: 7 * minute }), say('seek', heat, { position_ms: 30 * minute }));
    home.tell(say('pause_playback', heat, { position_ms: 30 * minute }));
    await home.synced(1);
    home.tell(say('resume_playback', heat, { position_ms: 30 * minute }));
    await until('it plays again', async () => (await home.seen()).calls.at(-1).startsWith('start'));
    home.tell(say('stop', heat, { position_ms: 45 * minute }));
    await until('it is saved', async () => (await home.seen()).positions.some(({ progress }) => progress === 37.5));
    await until('nothing waits', async () => (await home.card()).counts.pending === 0);
    const { calls, history } = await home.seen();
    assert.deepEqual(calls, ['start 5', 'pause 25', 'stop 25', 'start 25', 'stop 37.5'], 'a pause alone saves nothing, and no more than that');
    assert.deepEqual(history, []);
  });

  it('is one play at the end, however it ends', async () => {
    await home.startIn();
    const passed = (minutes) => ({ position_ms: minutes * minute, at: Date.now() - (119 - minutes) * minute });
    home.tell(say('start', heat, passed(0)), say('progress', heat, passed(110)));
    await until('it is a play', async () => (await home.titles()).length === 1);
    home.tell(say('stop', heat, passed(119)), say('watched', ronin));
    await home.synced(2);
    assert.deepEqual(await home.titles(), ['Heat', 'Ronin']);
  });

  it('late is told of no scrobble, and a later state there stands', async () => {
    await home.startIn();
    home.tell(say('start', heat, { position_ms: 0 }), say('stop', heat, { position_ms: 60 * minute }));
    await until('it is saved', async () => (await home.seen()).positions.length === 1);
    const calls = (await home.seen()).calls.length;
    const old = Date.now() - 86_400_000;
    home.tell(say('start', { ...heat, host_key: 'other' }, { position_ms: 20 * minute, at: old }), say('stop', { ...heat, host_key: 'other' }, { position_ms: 30 * minute, at: old + 1000 }));
    const card = await until('it is decided', async () => {
      const now = await home.card();
      return now.conflicts.counts.theirs === 1 && now;
    });
    assert.match(card.conflicts.last[0].sentence, /^Heat: ours is 30:00 of .*, theirs 1:00:00 of .*; theirs stands: it is further$/);
    assert.equal((await home.seen()).calls.length, calls);
  });

  it('late goes out where nothing is there, and says so of now', async () => {
    await home.startIn();
    const old = Date.now() - 86_400_000;
    home.tell(say('start', ronin, { position_ms: 0, at: old }), say('stop', ronin, { position_ms: 30 * minute, at: old + 1000 }));
    await until('it is saved', async () => (await home.seen()).positions.length === 1);
    assert.deepEqual((await home.seen()).calls, ['stop 25']);
  });

  it('stopped after the host said watched, or with a low threshold, leaves no position', async () => {
    await home.startIn();
    home.tell(say('start', heat, { position_ms: 0 }), say('watched', heat));
    await home.synced(1);
    home.tell(say('stop', heat, { position_ms: 60 * minute }), say('start', ronin, { position_ms: minute }), { event: 'flush' });
    await until('the stop is settled', async () => (await home.card()).counts.synced === 2);
    await until('the next plays', async () => (await home.seen()).calls.length === 2);
    const { calls, positions } = await home.seen();
    assert.deepEqual([calls, positions], [['start 0', 'start 0.83'], []], 'the stop was told by none');
    assert.match(JSON.stringify(await home.changes()), /Trakt has it as watched since/);
  });
});

describe('what is not named well enough', () => {
  it('waits for a match, and is told by no title alone', async () => {
    await home.startIn();
    const lost = { ...episode(1), show: 'Lost', year: undefined, ids: { anidb: '69' } };
    home.tell(say('watched', lost), say('watched', heat));
    await until('one failed', async () => (await home.card()).counts.failed === 1);
    const failed = (await home.changes()).find(({ state }) => state === 'failed');
    assert.deepEqual([failed.last_error.class, failed.why.code], ['no_match', 'no_match']);
    assert.match(failed.last_error.message, /its show's id or title and year/);
    assert.deepEqual(await home.titles(), ['Heat']);
  });
});
