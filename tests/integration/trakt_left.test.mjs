// SPDX-License-Identifier: MIT
// Where a film is left: a saved position, or a play, once for a viewing.

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';

import { until } from '../support/programs.mjs';
import { heat, home as makeHome, minute, ronin, say } from './trakt.mjs';

const home = makeHome();

/** A playback from `from` to `to` percent, in the time that takes, stopped at `at`. */
const play = (item, from, to, at = Date.now(), more = {}) => [
  say('start', item, { position_ms: (item.duration_ms * from) / 100, at: Math.round(at - (item.duration_ms * (to - from)) / 100), ...more }),
  say('stop', item, { position_ms: (item.duration_ms * to) / 100, at, ...more }),
];
const day = 86_400_000;
const words = async () => (await home.changes()).map(({ why }) => why.detail);

describe('where it is left', () => {
  for (const [percent, saved] of [[1, 1], [20, 20], [79, 79], [79.6, 79]])
    it(`at ${percent} % is saved`, async () => {
      home.target('watching_now = false\n');
      await home.startIn();
      home.tell(...play(heat, 0, percent));
      await home.synced(1);
      const { positions, history, calls } = await home.seen();
      assert.deepEqual([positions.map(({ progress }) => progress), history], [[saved], []]);
      assert.deepEqual(calls, [`stop ${saved}`]);
    });

  it('below 1 % needs no telling, and says so', async () => {
    await home.startIn();
    home.tell(...play(heat, 0, 0.5));
    await home.synced(1);
    assert.deepEqual((await home.seen()).calls, []);
    assert.match((await words())[0], /Trakt keeps no position below 1 %/);
  });

  for (const percent of [80, 85, 89.9])
    it(`at ${percent} % is watched, as Trakt says, with its time`, async () => {
      await home.startIn();
      const at = Date.parse('2026-08-01T20:15:42Z');
      home.tell(...play(heat, 0, percent, at));
      await home.synced(1);
      const { history, positions, calls } = await home.seen();
      assert.deepEqual(history.map((play) => play.at), ['2026-08-01T20:15:00.000Z']);
      assert.deepEqual([positions, calls], [[], []]);
      assert.match((await words())[0], /from 80 % on, which Trakt takes for watched/);
    });

  it('paused near the end, stopped there, and seen to the end is one play', async () => {
    await home.startIn();
    const began = Date.now() - 3 * 3_600_000;
    const then = (minutes) => ({ at: began + minutes * minute });
    home.tell(say('start', heat, { position_ms: 0, ...then(0) }), say('pause_playback', heat, { position_ms: 100 * minute, ...then(100) }));
    await home.synced(1);
    home.tell(say('resume_playback', heat, { position_ms: 100 * minute, ...then(130) }), say('pause_playback', heat, { position_ms: 103 * minute, ...then(133) }));
    await home.synced(2);
    home.tell(say('resume_playback', heat, { position_ms: 103 * minute, ...then(140) }), say('progress', heat, { position_ms: 110 * minute, ...then(147) }));
    await home.synced(3);
    home.tell(say('stop', heat, { position_ms: 119 * minute, ...then(156) }), say('watched', ronin));
    await home.synced(4);
    const { history, positions } = await home.seen();
    assert.deepEqual([history.map(({ title }) => title).sort(), positions], [['Heat', 'Ronin'], []]);
  });

  it('seen to the end on the next day, after a restart, is one play', async () => {
    await home.startIn();
    home.tell(...play(heat, 0, 85, Date.now() - 2 * day));
    await home.synced(1);
    await home.host.stop();
    await home.start();
    home.tell(...play(heat, 85, 95, Date.now() - day));
    await home.synced(2);
    assert.deepEqual(await home.titles(), ['Heat']);
    assert.ok((await words()).some((each) => /Trakt has it as watched since it was left/.test(each)));
    home.tell(...play(heat, 0, 95));
    await home.synced(3);
    assert.deepEqual(await home.titles(), ['Heat', 'Heat'], 'the next one is another viewing');
  });

  it('is told again when the person took it out of the history', async () => {
    await home.startIn();
    home.tell(...play(heat, 0, 85, Date.now() - day));
    await home.synced(1);
    await home.fake.does('forget');
    home.tell(...play(heat, 85, 95));
    await home.synced(2);
    assert.deepEqual(await home.titles(), ['Heat']);
  });

  it('seen anew on the next day and left there again is two', async () => {
    await home.startIn();
    for (const days of [2, 1]) {
      home.tell(...play(heat, 0, 88 - days, Date.now() - days * day, { session: days }));
      await until('it is told', async () => (await home.titles()).length === 3 - days);
    }
    assert.equal((await home.card()).counts.failed, 0);
  });

  it('without an answer, or when the host dies, is one play', async () => {
    await home.startIn();
    await home.fake.order({ path: '/sync/history', after: true, drop: true }, { path: '/users/me/history', status: 503, times: 50, headers: { 'Retry-After': '0' } });
    home.tell(...play(heat, 0, 85));
    await until('it arrived', async () => (await home.titles()).length === 1);
    await home.host.stop('SIGKILL');
    await home.beginAnswers();
    await home.start();
    await home.synced(1);
    home.tell(...play(heat, 85, 95));
    await home.synced(2);
    assert.deepEqual(await home.titles(), ['Heat']);
  });

  it('is refused by nobody: a position it has no room for is never failed', async () => {
    await home.startIn();
    const films = [0.2, 0.9, 1, 50, 78.9, 79, 79.5, 80, 85, 89.9].map((percent, n) => [{ ...heat, title: `Film ${n}`, ids: {}, host_key: `f${n}` }, percent]);
    for (const [film, percent] of films) home.tell(...play(film, 0, percent));
    await home.synced(films.length);
    assert.equal((await home.card()).counts.failed, 0);
    assert.equal((await home.seen()).history.length, 3);
  });
});
