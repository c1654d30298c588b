// SPDX-License-Identifier: MIT
// Listens to a fake of Maloja: what its answers prove, seconds that are taken, addresses nearly right.

import assert from 'node:assert/strict';
import { afterEach, beforeEach, describe, it } from 'node:test';

import { runToEnd, startHost, until } from '../support/programs.mjs';
import { placeFor, startFake } from '../support/services.mjs';

let fake;
let place;
let host;
const target = (path = '/apis/listenbrainz', more = '') =>
  `users = ["alice"]\ntype = "listenbrainz"\nurl = "${fake.address}${path}"\ntoken = "secret"\n${more}`;
const pointTo = (path, more) => place.write('targets.d/home.toml', target(path, more));
const startIt = async () => {
  host = await startHost(place);
};
beforeEach(async () => {
  fake = await startFake('maloja');
  place = placeFor('');
  pointTo();
});
afterEach(async () => {
  await host?.stop();
  host = undefined;
  await fake.stop();
  place.remove();
});

const noon = Date.parse('2026-08-01T12:00:00Z');
const artists = ['8f6bd1e4-fbe1-4f50-aa9b-94c450ec0f11', '17f0182e-146a-4115-8c83-aa291b4e3acc'];
const heard = (n, more = {}) => ({
  event: 'watched',
  user: 'alice',
  at: noon + n * 400_000,
  item: { kind: 'track', title: `Song ${n}`, artist: 'Portishead', duration_ms: 303_000, ...more },
});
const scrobbles = async () => (await fake.seen()).scrobbles.filter((each) => each.track !== 'other');
const seconds = async () => (await scrobbles()).map((each) => each.time - noon / 1000);

describe('a listen', () => {
  it('has its length and its artists', async () => {
    const { said } = await runToEnd(place, [
      heard(0, { ids: { mbid_artist: artists } }),
      heard(1, { ids: { mbid_artist: artists.join('; ') } }),
      heard(2, { ids: { mbid_artist: artists.join('/') } }),
      heard(3, { ids: { mbid_artist: artists.join(', ') } }),
    ]);
    assert.match(said, /synced 4, failed 0/);
    for (const each of await scrobbles()) assert.deepEqual([each.length, each.artist_mbids], [303, artists], each.title);
  });

  it('goes alone, whatever the file says of batches', async () => {
    pointTo('/apis/listenbrainz', 'batch = 1000\n');
    await fake.does('other', { time: heard(5).at / 1000 });
    const lines = [{ event: 'pause' }];
    for (let n = 0; n < 8; ++n) lines.push(heard(n));
    const { said } = await runToEnd(place, [...lines, { event: 'flush' }, { event: 'resume' }]);
    assert.match(said, /synced 8, failed 0/);
    assert.equal((await scrobbles()).length, 8);
  });
});

describe('a second that another client has', () => {
  const taken = (...list) =>
    Promise.all(list.map((second) => fake.does('other', { time: noon / 1000 + second })));

  it('is passed over to the next that is free', async () => {
    await taken(0, 1, 2);
    const { said } = await runToEnd(place, [heard(0)]);
    assert.match(said, /synced 1, failed 0/);
    assert.deepEqual(await seconds(), [3]);
  });

  it('is passed over once, though the answer is lost', async () => {
    await taken(0);
    const path = '/apis/listenbrainz/1/submit-listens';
    const clash = { path, status: 409, body: { error: 'Scrobble with the same timestamp already exists.' } };
    await fake.order(clash, { path, after: true, drop: true });
    const { said } = await runToEnd(place, [heard(0)]);
    assert.match(said, /synced 1, failed 0/);
    assert.deepEqual(await seconds(), [1]);
  });

  it('may be our own, where a conflict has no words and no answer came before', async () => {
    const path = '/apis/listenbrainz/1/submit-listens';
    await fake.order({ path, after: true, drop: true }, { path, status: 409 });
    const { said } = await runToEnd(place, [heard(0)]);
    assert.match(said, /synced 1, failed 0/);
    assert.deepEqual(await seconds(), [0]);
  });
});

describe('an address that is nearly right', () => {
  const meant = () => `is its url meant to be "${fake.address}/apis/listenbrainz"?`;
  const halted = () =>
    until('it is halted', async () => {
      const card = await host.card();
      return card.state === 'halted' && card;
    });

  for (const [path, words] of [
    ['/apis/listenbrainz/1', 'the server answered 200, but not that it took them: Invalid Method; '],
    ['/apis/mlj_1', 'the server answered 200, but not that it took them: Not found; '],
    ['/apis/lbrnz', `the server answered 303, which points to /apis/listenbrainz/1/submit-listens and is not followed; `],
    ['/apis', 'the server answered 404: Invalid API; '],
  ])
    it(`${path}: halts, says what to change, and loses nothing`, async () => {
      pointTo(path);
      await startIt();
      host.tell(heard(0));
      const card = await halted();
      assert.equal(card.why.detail, words + meant());
      assert.deepEqual([card.counts.synced, card.counts.failed, card.counts.pending], [0, 0, 1]);
      const [change] = (await host.api('GET', '/changes?state=pending')).items;
      assert.equal(change.attempts, 0, 'none is spent');
      const tested = await host.api('POST', '/targets/home/test', {});
      assert.equal(tested.ok, false);
      assert.ok(tested.steps.at(-1).detail.endsWith(meant()), tested.steps.at(-1).detail);
      pointTo('/apis/listenbrainz');
      await until('it is there', async () => (await scrobbles()).length === 1);
    });

  it('is told of a server whose root it is', async () => {
    pointTo('');
    await startIt();
    host.tell(heard(0));
    assert.ok((await halted()).why.detail.endsWith(`of Maloja and Koito the url is "${fake.address}/apis/listenbrainz"`));
  });
});
