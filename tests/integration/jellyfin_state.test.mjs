// SPDX-License-Identifier: MIT
// A Jellyfin server that is in trouble, or holds another state than ours.

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';

import { until } from '../support/programs.mjs';
import { at, heat, home as makeHome, minute, password, ronin, say, stalker, ticks } from './jellyfin.mjs';

const home = makeHome();

describe('a server in trouble', () => {
  const moods = {
    'is starting': () => home.fake.starting(),
    'shows a page in its place': () => ({ status: 200, body: '<!DOCTYPE html><title>Log in', headers: { 'Content-Type': 'text/html' } }),
    'cuts its answers short': () => ({ cut: true }),
    'is not set up': (path) => path === '/System/Info/Public' && { status: 200, body: { ProductName: 'Jellyfin Server', Version: '10.11.0', StartupWizardCompleted: false } },
  };
  for (const [name, mood] of Object.entries(moods))
    it(`that ${name} is away: nothing is spent`, async () => {
      home.fake.mood = mood;
      await home.start(password);
      home.tell(say('watched', heat));
      await home.inState('unreachable');
      assert.equal(home.fake.writes().length, 0);
      assert.equal((await home.changes())[0].attempts, 0);
      home.fake.mood = null;
      await home.host.api('POST', '/targets/home/sync', {});
      await home.synced(1);
      assert.equal(home.stateOf('Heat', 1995).PlayCount, 1);
    });

  it('whose states cannot be read is told nothing', async () => {
    home.fake.mood = (path, { url }) => url.includes('ids=') && { status: 502, body: '' };
    await home.start(password);
    home.tell(say('watched', heat));
    await home.inState('unreachable');
    assert.equal(home.fake.writes().length, 0);
    home.fake.mood = null;
    await home.host.api('POST', '/targets/home/sync', {});
    await home.synced(1);
  });

  it('that fails at one item is asked again for that one alone', async () => {
    let fail = 1;
    const { id } = home.fake.named('Ronin');
    home.fake.mood = (path) => path.endsWith(`${id}/UserData`) && fail-- > 0 && { status: 500, body: 'Error processing request.' };
    await home.start(password);
    home.tell(say('watched', heat), say('watched', ronin), say('watched', stalker));
    await home.synced(3);
    const attempts = Object.fromEntries((await home.changes()).map((change) => [change.item.title, change.attempts]));
    assert.deepEqual(attempts, { Heat: 0, Ronin: 1, Stalker: 0 });
    assert.equal(home.fake.writes().filter(({ status }) => status === 200).length, 4, 'Heat has two versions');
    assert.equal(home.stateOf('Ronin').PlayCount, 1);
  });

  it('that refuses one item refuses that one alone', async () => {
    const { id } = home.fake.named('Ronin');
    home.fake.mood = (path) => path.endsWith(`${id}/UserData`) && { status: 400, body: { title: 'no', detail: 'no such thing' } };
    await home.start(password);
    home.tell(say('watched', ronin), say('watched', stalker));
    await home.synced(1);
    const failed = (await home.changes()).find(({ state }) => state === 'failed');
    assert.match(failed.last_error.message, /answered 400: no such thing/);
  });

  it('that hangs does not hold up the end, and hears of it after the next start', async () => {
    home.fake.mood = (path, { method }) => method === 'POST' && path.startsWith('/UserItems/') && { hang: true };
    await home.start(password);
    home.tell(say('watched', heat));
    await until('it hangs', () => home.fake.in_flight > 0 && home.fake.seen.some(({ query }) => query.includes('ids=')));
    assert.equal((await home.host.stop()).code, 0);
    home.fake.mood = null;
    await home.start();
    await home.synced(1);
    assert.equal(home.stateOf('Heat', 1995).PlayCount, 1);
  });

  it('that is too old says so', async () => {
    home.fake.world.version = '10.8.13';
    await home.start(password);
    home.tell(say('watched', heat));
    assert.match((await home.inState('halted')).why.detail, /Jellyfin 10\.8\.13 is too old: 10\.9 or later/);
  });

  it('is found out by a test of the connection', async () => {
    await home.start(password);
    const test = () => home.host.api('POST', '/targets/home/test', {});
    const good = await test();
    assert.equal(good.ok, true);
    const said = Object.fromEntries(good.steps.map(({ name, detail }) => [name, detail]));
    assert.deepEqual([said.account, said.library], ['alice', '20 films and episodes']);
    home.fake.mood = () => home.fake.starting();
    const bad = await until('a second has passed', () => test().catch(() => null));
    assert.deepEqual([bad.ok, bad.steps.at(-1).name], [false, 'Jellyfin']);
  });
});

describe('what is there already', () => {
  const theirs = (name, state) => home.fake.world.set(home.fake.world.byName('alice'), home.fake.named(name), state);
  const watch = (item, position, more = {}) => [
    say('start', item, { position_ms: 20 * minute, ...more }),
    say('stop', item, { position_ms: position, ...more }),
  ];

  it('stands where it is further, and gives way to a restart', async () => {
    for (const name of ['Ronin', 'Stalker'])
      theirs(name, { PlaybackPositionTicks: 60 * minute * ticks, LastPlayedDate: '2026-08-01T20:15:00.0000000Z' });
    await home.start(password);
    home.tell(...watch(ronin, 40 * minute));
    await until('decided', async () => (await home.card()).conflicts.counts.theirs > 0);
    await until('and settled', async () => (await home.card()).counts.pending === 0);
    assert.equal(home.stateOf('Ronin').PlaybackPositionTicks, 60 * minute * ticks);
    home.tell(say('start', stalker, { position_ms: 0 }), say('stop', stalker, { position_ms: 30 * minute }));
    await until('told', async () => home.stateOf('Stalker').PlaybackPositionTicks === 30 * minute * ticks);
    const { conflicts } = await until('both are shown', async () => {
      const card = await home.card();
      return card.conflicts.counts.ours > 0 && card;
    });
    assert.match(conflicts.last[0].sentence, /^Stalker.*ours is 30:00.*theirs 1:00:00.*ours is told: it was begun again/);
    assert.deepEqual([conflicts.last[0].verdict, conflicts.last[0].item], ['ours', 'Stalker']);
    assert.match(conflicts.last.at(-1).sentence, /^Ronin.*theirs stands: it is further/);
    assert.match(home.host.said(), /target home: Ronin.*theirs stands: it is further/);
  });

  it('stands where it is later, when that is wanted', async () => {
    theirs('Ronin', { PlaybackPositionTicks: 10 * minute * ticks, LastPlayedDate: '2026-08-02T20:15:00.0000000Z' });
    await home.start(`${password}conflict = "newest"\n`);
    home.tell(...watch(ronin, 40 * minute, at('2026-08-01T20:15:00Z')));
    await until('decided', async () => (await home.card()).conflicts.counts.theirs > 0);
    assert.equal(home.stateOf('Ronin').PlaybackPositionTicks, 10 * minute * ticks);
  });

  it('keeps its later position, and hears of the watch', async () => {
    theirs('Ronin', { PlaybackPositionTicks: 10 * minute * ticks, LastPlayedDate: '2026-08-02T20:15:00.0000000Z' });
    await home.start(password);
    home.tell(say('watched', ronin, at('2026-08-01T20:15:00Z')));
    await home.synced(1);
    assert.equal((await home.card()).conflicts.counts.both, 1);
    const state = home.stateOf('Ronin');
    assert.deepEqual([state.Played, state.PlaybackPositionTicks, state.LastPlayedDate],
      [true, 10 * minute * ticks, '2026-08-02T20:15:00.0000000Z']);
  });

  it('is taken back by a person, though it was played there later', async () => {
    theirs('Ronin', { Played: true, PlayCount: 1, LastPlayedDate: '2026-08-02T20:15:00.0000000Z' });
    await home.start(password);
    home.tell(say('unwatched', ronin, at('2026-08-01T20:15:00Z')));
    await home.synced(1);
    assert.equal(home.stateOf('Ronin').Played, false);
    assert.equal((await home.card()).conflicts.counts.ours, 1);
  });

  it('is not told again when it is the same', async () => {
    theirs('Ronin', { Played: true, PlayCount: 1, LastPlayedDate: '2026-08-01T20:15:00.0000000Z' });
    await home.start(password);
    const written = home.fake.writes().length;
    home.tell(say('watched', ronin, at('2026-08-01T20:15:00Z')));
    await home.synced(1);
    assert.equal(home.fake.writes().length, written);
    assert.deepEqual((await home.card()).conflicts.counts, { ours: 0, theirs: 0, both: 0 });
  });
});
