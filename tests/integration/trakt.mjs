// SPDX-License-Identifier: MIT
// A host with the plugin and a fake of Trakt, fresh for each test.

import { afterEach, beforeEach } from 'node:test';

import { startHost, until } from '../support/programs.mjs';
import { placeFor, startFake } from '../support/services.mjs';

export const minute = 60_000;
const film = (title, year, ids) => ({ kind: 'movie', title, year, duration_ms: 120 * minute, ids, host_key: title });
export const heat = film('Heat', 1995, { imdb: 'tt0113277', tmdb: '949' });
export const ronin = film('Ronin', 1998, { imdb: 'tt0122690' });
export const stalker = film('Stalker', 1979, { tmdb: '1398' });
export const episode = (number) => ({
  kind: 'episode', title: `Episode ${number}`, show: 'Breaking Bad', year: 2008, season: 5, episode: number,
  duration_ms: 47 * minute, ids: { 'show.tvdb': '81189' }, host_key: `e${number}`,
});
export const say = (event, item, more = {}) => ({ event, user: 'alice', item, ...more });
export const at = (text) => ({ at: text });

/** `home.fake`, `home.place` and, after start(), `home.host`; made and ended around each test. */
export function home() {
  const home = {
    settings: (more = '') =>
      `type = "trakt"\nurl = "${home.fake.address}"\nauth_url = "${home.fake.address}"\nclient_id = "client"\nclient_secret = "sesame"\n${more}`,
    async begin(...options) {
      home.fake = await startFake('trakt', ...options);
      home.place = placeFor(home.settings());
    },
    /** Instead of the fake and place that were made. */
    async beginAgain(...options) {
      await home.fake.stop();
      home.place.remove();
      await home.begin(...options);
    },
    target(more) {
      home.place.write('targets.d/home.toml', `users = ["alice"]\n${home.settings(more)}`);
    },
    async start() {
      home.host = await startHost(home.place);
    },
    async logIn() {
      const login = await home.host.api('POST', '/targets/home/login', {});
      await home.fake.does('person', { code: login.user_code, says: 'yes' });
      await until('somebody is in, and what is told goes out', async () => {
        const { login: now, state } = await home.card();
        return now.state === 'in' && state !== 'needs log-in';
      });
    },
    async startIn() {
      await home.start();
      await home.logIn();
    },
    /** What was ordered is over. */
    beginAnswers: () => home.fake.does('obey', {}),
    tell: (...events) => home.host.tell(...events),
    card: () => home.host.card(),
    seen: () => home.fake.seen(),
    changes: async () => (await home.host.api('GET', '/changes')).items,
    titles: async () => (await home.fake.seen()).history.map((each) => each.title).sort(),
    synced: (count) => until(`${count} synced`, async () => {
      const { counts } = await home.card();
      return counts.synced === count && counts.pending + counts.syncing === 0;
    }),
    inState: (state) => until(state, async () => {
      const card = await home.card();
      return card.state === state && card;
    }),
    /** All waits, is told as `events` say, and goes out together. */
    async together(...events) {
      home.tell({ event: 'pause' }, ...events, { event: 'flush' });
      const changes = events.length;
      await until('all wait', async () => (await home.card()).counts.pending === changes);
      home.tell({ event: 'resume' });
    },
  };
  beforeEach(() => home.begin());
  afterEach(async () => {
    await home.host?.stop();
    home.host = undefined;
    await home.fake.stop();
    home.place.remove();
  });
  return home;
}
