// SPDX-License-Identifier: MIT
// The real host and plugin against a Jellyfin server: what is told, and who is let in.

import assert from 'node:assert/strict';
import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';

import { until } from '../support/programs.mjs';
import { at, heat, home as makeHome, minute, password, ronin, say, stalker, ticks } from './jellyfin.mjs';

const home = makeHome();
const logins = () => home.fake.seen.filter(({ path }) => path === '/Users/AuthenticateByName').length;

describe('what is told', () => {
  it('a watch once and with its date, to every version, though the answer was lost', async () => {
    let lose = 1;
    home.fake.mood = (path, { method }) =>
      method === 'POST' && path.startsWith('/UserItems/') && lose-- > 0 ? { drop: true } : undefined;
    await home.start(password);
    home.tell(say('watched', heat, at('2026-08-01T20:15:00Z')));
    await home.synced(1);
    for (const { id } of [...home.fake.world.items.values()].filter(({ Name }) => Name === 'Heat')) {
      const state = home.fake.stateOf('alice', id);
      assert.equal(state.Played, true);
      assert.equal(state.PlayCount, 1);
      assert.equal(Date.parse(state.LastPlayedDate), Date.parse('2026-08-01T20:15:00Z'));
    }
    assert.equal(home.stateOf('Heat', 1995, 'bob').Played, false);
  });

  it('a position in ticks, none of the first minutes, and what is taken back', async () => {
    await home.start(password);
    home.tell(say('start', heat, { position_ms: 0 }), say('stop', heat, { position_ms: 30 * minute }));
    home.tell(say('start', ronin, { position_ms: 0 }), say('stop', ronin, { position_ms: 5 * minute }));
    home.fake.world.set(home.fake.world.byName('alice'), home.fake.named('Stalker'), { Played: true, PlayCount: 2 });
    home.tell(say('unwatched', stalker));
    await until('all is told', async () => (await home.card()).counts.pending === 0 && !home.stateOf('Stalker').Played);
    assert.equal(home.stateOf('Heat', 1995).PlaybackPositionTicks, 30 * minute * ticks);
    assert.equal(home.stateOf('Ronin').PlaybackPositionTicks, 0);
    assert.deepEqual(home.stateOf('Stalker'), { Played: false, PlayCount: 0, PlaybackPositionTicks: 0, LastPlayedDate: null });
  });

  it('an episode by its series and number, and a film by its folder and file', async () => {
    await home.start(password);
    const episode = { kind: 'episode', title: '?', season: 5, episode: 14, duration_ms: 47 * minute, ids: { 'show.tvdb': '81189' } };
    home.tell(say('watched', episode));
    home.tell(say('watched', { kind: 'movie', title: '?', uri: '/home/a/Ronin (1998)/ronin.mkv' }));
    await home.synced(2);
    assert.equal(home.stateOf('Episode 14').PlayCount, 1);
    assert.equal(home.stateOf('Episode 13').PlayCount, 0);
    assert.equal(home.stateOf('Ronin').PlayCount, 1);
  });

  it('nothing of what is not there, in clear words, and its neighbours go on', async () => {
    await home.start(password);
    home.tell(say('watched', { kind: 'movie', title: 'Ran', year: 1985, ids: { imdb: 'tt0089881' } }), say('watched', ronin));
    await home.synced(1);
    const failed = (await home.changes()).find(({ state }) => state === 'failed');
    assert.match(failed.last_error.message, /not in the server's library: Ran.*imdb tt0089881/);
    home.fake.world.addItem({ Type: 'Movie', Name: 'Ran', ProductionYear: 1985, ProviderIds: { Imdb: 'tt0089881' } });
    await home.host.stop();
    await home.start();
    await home.host.api('POST', `/changes/${failed.id}/retry`, {});
    await home.synced(2);
    assert.equal(home.stateOf('Ran').PlayCount, 1);
  });

  it('what is there under a new id is found again', async () => {
    await home.start(password);
    home.tell(say('watched', ronin));
    await home.synced(1);
    const { id: old, ...rest } = home.fake.named('Ronin');
    home.fake.world.items.delete(old);
    home.fake.world.addItem({ ...rest, id: 'a'.repeat(32) });
    home.tell(say('unwatched', ronin), say('watched', stalker));
    await home.synced(3);
    home.fake.world.items.delete('a'.repeat(32));
    home.tell(say('watched', ronin));
    const failed = await until('it is gone', async () => (await home.changes()).find(({ state }) => state === 'failed'));
    assert.match(failed.last_error.message, /not in the server's library: Ronin/);
    assert.equal(failed.attempts, 1);
  });

  it('two changes of one film under two keys, one after the other', async () => {
    await home.start(password);
    home.tell({ event: 'pause' }, say('watched', ronin), say('unwatched', { ...ronin, host_key: 'h9' }), { event: 'flush' });
    await until('both wait', async () => (await home.card()).counts.pending === 2);
    home.tell({ event: 'resume' });
    await home.synced(2);
    assert.deepEqual(home.fake.writes().map(({ method }) => method), ['POST', 'DELETE']);
    assert.equal(home.stateOf('Ronin').Played, false);
  });

  it('a large library in pages, and a batch over few connections', async () => {
    for (let n = 0; n < 1200; ++n)
      home.fake.world.addItem({ Type: 'Movie', Name: `Film ${n}`, ProductionYear: 1900 + (n % 100), ProviderIds: { Tmdb: String(5000 + n) } });
    await home.start(password);
    home.tell(...Array.from({ length: 60 }, (_, n) =>
      say('watched', { kind: 'movie', title: '?', ids: { tmdb: String(5000 + n * 20) } })));
    await home.synced(60);
    const pages = home.fake.seen.filter(({ path, query }) => path === '/Items' && query.includes('startIndex'));
    assert.equal(pages.length, 3, 'read once');
    assert.equal(home.fake.writes().length, 60);
    assert.ok(home.fake.most_in_flight <= 3 && home.fake.connections <= 4, `${home.fake.most_in_flight} at once, ${home.fake.connections} connections`);
  });
});

describe('who is let in', () => {
  it('by a password once, whose token is kept for the next start', async () => {
    await home.start(password);
    home.tell(say('watched', heat));
    await home.synced(1);
    await home.host.stop();
    await home.start();
    home.tell(say('watched', ronin));
    await home.synced(2);
    assert.equal(logins(), 1);
    const devices = new Set(home.fake.seen.map(({ device }) => device.DeviceId));
    assert.equal(devices.size, 1);
    for (const name of readdirSync(home.place.data)) assert.equal(statSync(join(home.place.data, name)).mode & 0o077, 0, name);
    const said = home.host.said();
    for (const secret of ['sesame', ...home.fake.world.tokens.keys()]) assert.ok(!said.includes(secret));
  });

  it('by Quick Connect, and again after the token was revoked, with nothing spent', async () => {
    await home.start('');
    home.tell(say('watched', heat));
    await home.inState('needs log-in');
    const logIn = async () => {
      const login = await home.host.api('POST', '/targets/home/login', {});
      assert.match(login.user_code, /^\d{6}$/);
      assert.equal(login.verify_url, `${home.fake.address}/web/#/quickconnect`);
      home.fake.world.approve(login.user_code, home.fake.world.byName('alice'));
      await until('in', async () => (await home.card()).login.state === 'in');
    };
    await logIn();
    await home.synced(1);
    assert.equal((await home.card()).login.user, 'alice');
    home.fake.world.revoke(home.fake.world.byName('alice'));
    home.tell(say('watched', ronin), say('watched', stalker));
    const halted = await home.inState('needs log-in');
    assert.match(halted.why.detail, /does not know this log-in any more|nobody is logged in/);
    const asked = home.fake.seen.length;
    home.tell(say('unwatched', heat));
    await until('it waits too', async () => (await home.card()).counts.pending === 3);
    assert.equal(home.fake.seen.length, asked, 'it does not hammer');
    assert.ok((await home.changes()).every(({ attempts }) => attempts === 0));
    await logIn();
    await home.synced(4);
    assert.equal(home.stateOf('Ronin').PlayCount, 1);
    assert.equal(home.stateOf('Heat', 1995).Played, false);
  });

  it('a token that was revoked is had anew where the password is known', async () => {
    await home.start(password);
    home.tell(say('watched', heat));
    await home.synced(1);
    home.fake.world.revoke(home.fake.world.byName('alice'));
    home.tell(say('watched', ronin));
    await home.synced(2);
    assert.equal(logins(), 2);
  });

  it('no more once the target was removed: its session is over there too', async () => {
    await home.start(password);
    home.tell(say('watched', heat));
    await home.synced(1);
    assert.equal(home.fake.world.tokens.size, 1);
    const headers = { Authorization: `Bearer ${home.host.token()}`, 'If-Match': '*' };
    const answer = await fetch(`http://127.0.0.1:${home.host.port}/api/v1/targets/home`, { method: 'DELETE', headers });
    assert.equal(answer.status, 200);
    await until('it says so', () => /target home: logged out\n/.test(home.host.said()));
    assert.equal(home.fake.world.tokens.size, 0);
  });

  it('not by a wrong password, which is not tried again and again', async () => {
    await home.start('user = "alice"\npassword = "wrong"\n');
    home.tell(say('watched', heat));
    const card = await home.inState('needs log-in');
    assert.match(card.why.detail, /does not know this name and password|nobody is logged in/);
    home.tell(say('watched', ronin));
    await until('it waits too', async () => (await home.card()).counts.pending === 2);
    assert.equal(logins(), 1);
    home.target(password);
    await home.synced(2);
  });

  it('by an API key, as the user that is named', async () => {
    home.fake.world.addKey('k'.repeat(32));
    await home.start(`user = "bob"\napi_key = "${'k'.repeat(32)}"\n`);
    home.tell(say('watched', heat));
    await home.synced(1);
    assert.equal(home.stateOf('Heat', 1995, 'bob').PlayCount, 1);
    assert.equal(home.stateOf('Heat', 1995).PlayCount, 0);
  });

  it('not into another account than the one that is named', async () => {
    await home.start('user = "alice"\n');
    const login = await home.host.api('POST', '/targets/home/login', {});
    home.fake.world.approve(login.user_code, home.fake.world.byName('bob'));
    await until('refused', async () => home.fake.seen.some(({ path }) => path === '/Users/AuthenticateWithQuickConnect'));
    await home.inState('needs log-in');
  });

  it('each into his own account, and nobody else into any', async () => {
    home.target(password);
    home.target('user = "bob"\npassword = "open"\n', { name: 'bobs', users: '["bob"]' });
    await home.start();
    home.tell(say('watched', heat), { ...say('watched', ronin), user: 'bob' }, { ...say('watched', stalker), user: 'carol' });
    await until('both have theirs', async () => home.stateOf('Heat', 1995).Played && home.stateOf('Ronin', 1998, 'bob').Played);
    const status = await home.host.api('GET', '/status');
    assert.deepEqual(status.unknown_users, ['carol']);
    assert.equal(home.stateOf('Ronin').Played, false);
    assert.equal(home.stateOf('Heat', 1995, 'bob').Played, false);
    for (const user of ['alice', 'bob']) assert.equal(home.stateOf('Stalker', 1979, user).Played, false);
    assert.equal(new Set(home.fake.seen.map(({ device }) => device.DeviceId)).size, 2, 'a device each');
  });
});
