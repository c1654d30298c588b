// SPDX-License-Identifier: MIT
// A year of plays that wait for a service, which then comes back: nothing is lost, nothing is told
// twice, though the host is killed in the middle. PLAYSYNC_YEAR_PLAYS=50000 is the long form.

import assert from 'node:assert/strict';
import { afterEach, it } from 'node:test';

import { startHost, until } from '../support/programs.mjs';
import { placeFor, startFake } from '../support/services.mjs';

const plays = Number(process.env.PLAYSYNC_YEAR_PLAYS ?? 10_000);
const patience = 60_000 + plays * 20;
const year = 365 * 86_400_000;

let fake;
let place;
let host;
afterEach(async () => {
  await host?.stop();
  await fake.stop();
  place.remove();
});

/** Tells them while the service is away, and gives them back by a kill when a third is there. */
async function spend(item) {
  const began = Date.now() - year;
  const step = Math.floor(year / plays);
  await fake.does('away', { away: true });
  for (let n = 0; n < plays; ++n) host.tell({ event: 'watched', user: 'alice', at: began + n * step, item: item(n) });
  host.tell({ event: 'flush' });
  const total = async () => (await host.card()).counts;
  await until('all wait', async () => (await total()).pending + (await total()).syncing === plays, patience);
  const waiting = await host.card();
  assert.equal(waiting.counts.failed, 0);
  const at = Date.now();
  await fake.does('away', { away: false });
  await until('a third is told', async () => (await total()).synced >= plays / 3, patience);
  await host.stop('SIGKILL');
  host = await startHost(place);
  let left = Infinity;
  let shown = 0;
  await until('all is told', async () => {
    const { run, counts } = await host.card();
    if (run && run.left < left) shown += 1;
    if (run) {
      assert.ok(run.left <= left, 'it never goes back');
      left = run.left;
    }
    return counts.pending + counts.syncing === 0;
  }, patience);
  const { counts } = await host.card();
  assert.equal(counts.failed, 0);
  return { seconds: (Date.now() - at) / 1000, shown };
}

it(`${plays} listens`, async (t) => {
  fake = await startFake('listenbrainz', '--limit', '1000000');
  place = placeFor(`type = "listenbrainz"\nurl = "${fake.address}"\ntoken = "secret"\ncontact = "alice@example.org"\nbatch = 1000`);
  host = await startHost(place);
  const song = (n) => ({ kind: 'track', title: `Song ${n}`, artist: 'Portishead', duration_ms: 300_000, host_key: `s${n}` });
  const { seconds, shown } = await spend(song);
  const { listens, types, requests } = await fake.seen();
  assert.equal(listens.length, plays);
  assert.equal(new Set(listens.map(({ track_metadata }) => track_metadata.track_name)).size, plays);
  assert.ok(shown > 0 || plays < 5000);
  t.diagnostic(`${plays} listens in ${seconds} s, ${types.length} submissions, ${requests} requests, progress shown ${shown} times`);
});

it(`${plays} films`, async (t) => {
  fake = await startFake('trakt');
  place = placeFor(`type = "trakt"\nurl = "${fake.address}"\nauth_url = "${fake.address}"\nclient_id = "client"\nclient_secret = "sesame"`);
  host = await startHost(place);
  const { user_code } = await host.api('POST', '/targets/home/login', {});
  await fake.does('person', { code: user_code, says: 'yes' });
  await until('somebody is in', async () => (await host.card()).login.state === 'in');
  const film = (n) => ({ kind: 'movie', title: `Film ${n}`, year: 1950, ids: { tmdb: String(n + 1) }, host_key: `f${n}` });
  const { seconds, shown } = await spend(film);
  const { history, requests, largest } = await fake.seen();
  assert.equal(history.length, plays, 'none lost, none twice: it keeps duplicates');
  assert.equal(new Set(history.map(({ title }) => title)).size, plays);
  assert.equal(largest, 100);
  assert.ok(shown > 0);
  const posts = requests.filter((each) => each === 'POST /sync/history').length;
  t.diagnostic(`${plays} films in ${seconds} s, ${posts} posts, ${requests.length - posts} questions, progress shown ${shown} times`);
});
