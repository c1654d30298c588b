// SPDX-License-Identifier: MIT
// What differs between Jellyfin's releases, and what proves that one took a change.

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';

import { until } from '../support/programs.mjs';
import { at, heat, home as makeHome, minute, password, ronin, say, stalker, ticks } from './jellyfin.mjs';

const evening = at('2026-08-01T20:15:00Z');
const item = (home, name) => home.fake.named(name);
const set = (home, of, state) => home.fake.world.set(home.fake.world.byName('alice'), of, state);
const state = (home, of) => home.fake.stateOf('alice', of.id);
const marks = (home) => home.fake.writes().filter(({ path }) => path.startsWith('/UserPlayedItems/'));
const aside = { PlaybackPositionTicks: 30 * minute * ticks, LastPlayedDate: '2026-07-30T20:15:00.0000000Z' };

for (const version of ['10.9.11', '10.10.7', '10.11.11', '12.0.0'])
  describe(`Jellyfin ${version}`, () => {
    const home = makeHome({ version });

    it('lets a person in and takes all that is told', async () => {
      await home.start('');
      const login = await home.host.api('POST', '/targets/home/login', {});
      home.fake.world.approve(login.user_code, home.fake.world.byName('alice'));
      await until('in', async () => (await home.card()).login.state === 'in');
      set(home, item(home, 'Stalker'), { Played: true, PlayCount: 2, LastPlayedDate: evening.at });
      home.tell(say('watched', heat, evening), say('unwatched', stalker));
      home.tell(say('start', ronin, { position_ms: 0 }), say('stop', ronin, { position_ms: 30 * minute }));
      await until('all is told', async () => (await home.card()).counts.pending === 0 && !home.stateOf('Stalker').Played);
      const copies = [...home.fake.world.items.values()].filter(({ Name }) => Name === 'Heat');
      for (const copy of copies) assert.deepEqual([state(home, copy).Played, state(home, copy).PlayCount], [true, 1]);
      assert.equal(home.stateOf('Ronin').PlaybackPositionTicks, 30 * minute * ticks);
      assert.ok((await home.changes()).every(({ attempts }) => attempts === 0));
      const test = await home.host.api('POST', '/targets/home/test', {});
      assert.equal(test.steps.find(({ name }) => name === 'resuming').detail, 'from 5 to 90 %, items of 300 s and more');
    });

    it('plays a file with two episodes once', async () => {
      const series = item(home, 'Breaking Bad');
      const id = home.fake.world.addItem({
        Type: 'Episode', Name: 'Two', SeriesId: series.id, SeriesName: series.Name, ParentIndexNumber: 2, IndexNumber: 1, IndexNumberEnd: 2,
      });
      const episode = (number) => ({ kind: 'episode', title: '?', show: 'Breaking Bad', season: 2, episode: number, duration_ms: 47 * minute });
      await home.start(password);
      home.tell(say('watched', episode(1), evening), say('watched', episode(2), evening));
      await home.synced(2);
      assert.equal(home.fake.writes().length, 1, 'the second is known');
      assert.equal(state(home, { id }).PlayCount, 1);
      assert.deepEqual((await home.card()).conflicts.counts, { ours: 0, theirs: 0, both: 0 });
    });

    it('finds the episodes of a series in a second folder and a third', async () => {
      const { id: known, ...series } = item(home, 'Breaking Bad');
      const ids = [1, 2].map((n) => {
        const SeriesId = home.fake.world.addItem({ ...series, Path: `/tv${n}/Breaking Bad` });
        return home.fake.world.addItem({ Type: 'Episode', Name: `Folder ${n}`, SeriesId, ParentIndexNumber: 1, IndexNumber: n });
      });
      await home.start(password);
      for (const episode of [1, 2])
        home.tell(say('watched', { kind: 'episode', title: '?', season: 1, episode, host_key: `e${episode}`, ids: { 'show.tvdb': '81189' } }));
      await home.synced(2);
      for (const id of ids) assert.equal(state(home, { id }).PlayCount, 1);
    });
  });

describe('a film in several versions', () => {
  const home = makeHome({ version: '12.0.0' });
  const watchWithVersion = async (held) => {
    const other = home.fake.world.items.get(home.fake.world.addVersion(item(home, 'Ronin')));
    set(home, other, held);
    await home.start(password);
    home.tell(say('watched', ronin, evening));
    await home.synced(1);
    return other;
  };

  it('is watched in all of them, and played in one', async () => {
    const other = await watchWithVersion(aside);
    assert.deepEqual([state(home, other).Played, state(home, other).PlaybackPositionTicks], [true, 0]);
    assert.deepEqual(home.stateOf('Ronin'), { Played: true, PlayCount: 1, PlaybackPositionTicks: 0, LastPlayedDate: '2026-08-01T20:15:00.000Z' });
    assert.equal(marks(home).length, 1);
    assert.ok(!marks(home)[0].query.includes('datePlayed'), 'a date counts a play');
  });

  it('is watched in all of them though the way to the others was cut', async () => {
    home.fake.mood = (path) => path.startsWith('/UserPlayedItems/') && { status: 503, body: '' };
    const other = home.fake.world.items.get(home.fake.world.addVersion(item(home, 'Ronin')));
    set(home, other, aside);
    await home.start(password);
    home.tell(say('watched', ronin, evening));
    await home.inState('unreachable');
    assert.equal(home.stateOf('Ronin').Played, true);
    assert.equal(state(home, other).PlaybackPositionTicks, aside.PlaybackPositionTicks);
    home.fake.mood = null;
    await home.host.api('POST', '/targets/home/sync', {});
    await home.synced(1);
    assert.equal(state(home, other).PlaybackPositionTicks, 0);
    assert.equal(home.stateOf('Ronin').PlayCount, 1);
  });

  it('keeps the place of a version that was begun since', async () => {
    const later = { ...aside, LastPlayedDate: '2026-08-02T20:15:00.0000000Z' };
    const other = await watchWithVersion(later);
    assert.equal(home.stateOf('Ronin').Played, true);
    assert.equal(state(home, other).PlaybackPositionTicks, aside.PlaybackPositionTicks);
    assert.equal(marks(home).length, 0);
  });
});

describe('before 10.11', () => {
  const home = makeHome({ version: '10.10.7' });

  it('a track is found by what it is called, and is not its whole album', async () => {
    const track = (Name, ProviderIds) => home.fake.world.addItem({
      Type: 'Audio', Name, Album: 'Dummy', AlbumArtist: 'Portishead', Artists: ['Portishead'],
      ProviderIds: { MusicBrainzAlbum: 'a-1', ...ProviderIds },
    });
    const [roads, strangers] = [track('Roads', { MusicBrainzTrack: 't-1' }), track('Strangers', {})];
    await home.start(password);
    home.tell(say('watched', {
      kind: 'track', title: 'Roads', artist: 'Portishead', album: 'Dummy', duration_ms: 5 * minute,
      ids: { mbid: 'r-1', mbid_release: 'a-1' },
    }));
    await home.synced(1);
    assert.deepEqual([state(home, { id: roads }).Played, state(home, { id: strangers }).Played], [true, false]);
  });
});

describe('resuming', () => {
  const home = makeHome();
  const short = { kind: 'movie', title: 'Ronin', year: 1998, duration_ms: 4 * minute, host_key: 'short' };
  const stopAt = (of, position_ms) => home.tell(say('start', of, { position_ms: 0 }), say('stop', of, { position_ms }));

  it('is for what is long enough: the rest is played once it is begun', async () => {
    await home.start(password);
    stopAt(short, 2 * minute);
    await until('told', async () => home.stateOf('Ronin').Played);
    assert.deepEqual([home.stateOf('Ronin').PlayCount, home.stateOf('Ronin').PlaybackPositionTicks], [0, 0]);
  });

  it("goes by the server's settings", async () => {
    home.fake.world.settings = { MinResumePct: 1, MaxResumePct: 60, MinResumeDurationSeconds: 60 };
    await home.start(password);
    stopAt(short, 2 * minute);
    stopAt(heat, 2 * minute);
    stopAt(stalker, 80 * minute);
    await until('all is told', async () => home.stateOf('Stalker').Played && home.stateOf('Heat', 1995).PlaybackPositionTicks > 0);
    assert.equal(home.stateOf('Heat', 1995).PlaybackPositionTicks, 2 * minute * ticks);
    await until('the short one too', () => home.stateOf('Ronin').PlaybackPositionTicks === 2 * minute * ticks);
  });

  it('goes by its first settings where they are not to be read', async () => {
    home.fake.world.settings = { MinResumePct: 1, MaxResumePct: 60, MinResumeDurationSeconds: 60 };
    home.fake.mood = (path) => path === '/System/Configuration' && { status: 403, body: '' };
    await home.start(password);
    stopAt(stalker, 80 * minute);
    await until('told', async () => home.stateOf('Stalker').PlaybackPositionTicks === 80 * minute * ticks);
    const test = await home.host.api('POST', '/targets/home/test', {});
    assert.match(test.steps.find(({ name }) => name === 'resuming').detail, /not to be read/);
  });
});

describe('a 200 that is no success', () => {
  const home = makeHome();
  const answers = {
    'an empty object': ['{}', /answered 200, but not as Jellyfin does/],
    'an error': ['{"code":200,"error":"Invalid Method"}', /not as Jellyfin does: Invalid Method/],
    'a page': ['<!DOCTYPE html><title>Log in', /a web page answered in place of the server/],
    nothing: ['', /answered 200 and nothing else/],
  };
  for (const [name, [body, words]] of Object.entries(answers))
    it(`${name} settles nothing and is called what it is`, async () => {
      home.fake.mood = (path, { method }) => method === 'POST' && path.startsWith('/UserItems/') && { status: 200, body };
      await home.start(password);
      home.tell(say('watched', stalker, evening));
      const card = await home.inState('unreachable');
      assert.match(card.why.detail, words);
      assert.deepEqual([card.counts.synced, (await home.changes())[0].attempts], [0, 0]);
      home.fake.mood = null;
      await home.host.api('POST', '/targets/home/sync', {});
      await home.synced(1);
      assert.equal(home.stateOf('Stalker').PlayCount, 1);
    });
});

describe('the server itself', () => {
  const home = makeHome();
  const post = (path, body) => fetch(home.fake.address + path, {
    method: 'POST', body: JSON.stringify(body),
    headers: { 'Content-Type': 'application/json', Authorization: 'MediaBrowser Client="c", Device="d", DeviceId="i", Version="1"' },
  });

  it('approves a code once, and knows no secret that nobody approved', async () => {
    const { Code, Secret } = await (await post('/QuickConnect/Initiate', {})).json();
    assert.equal((await post('/Users/AuthenticateWithQuickConnect', { Secret })).status, 404);
    assert.equal((await post(`/QuickConnect/Authorize?code=${Code}`, {})).status, 401);
    const approve = () => fetch(`${home.fake.address}/fake/approve?code=${Code}`, { method: 'POST' });
    assert.equal((await approve()).status, 204);
    assert.equal((await approve()).status, 500);
    assert.equal((await post('/Users/AuthenticateWithQuickConnect', { Secret })).status, 200);
  });
});
