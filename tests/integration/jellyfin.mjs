// SPDX-License-Identifier: MIT
// A host with the plugin and a Jellyfin server, fresh for each test.

import { afterEach, beforeEach } from 'node:test';

import { startJellyfin } from '../services/jellyfin/server.mjs';
import { makePlace, startHost, until } from '../support/programs.mjs';

export const ticks = 10_000;
export const minute = 60_000;
export const password = 'user = "alice"\npassword = "sesame"\n';

const film = (title, year, host_key, more) => ({ kind: 'movie', title, year, duration_ms: 120 * minute, host_key, ...more });
export const heat = film('Heat', 1995, 'h1', { ids: { tmdb: '949' } });
export const stalker = film('Stalker', 1979, 'h2');
export const ronin = film('Ronin', 1998, 'h3', { ids: { imdb: 'tt0122690' } });
export const say = (event, item, more = {}) => ({ event, user: 'alice', item, ...more });
export const at = (text) => ({ at: text });

/**
 * `home.fake`, `home.place` and, after start(), `home.host`; made and ended around each test of the file, or of
 * the describe() it is called in. `server` is given to startJellyfin().
 */
export function home(server = {}) {
  const home = {};
  beforeEach(async () => {
    home.fake = await startJellyfin({ base: '/media', ...server });
    home.place = makePlace(0);
  });
  afterEach(async () => {
    await home.host?.stop();
    home.host = undefined;
    await home.fake.stop();
    home.place.remove();
  });
  return Object.assign(home, {
    target(more = password, { name = 'home', users = '["alice"]' } = {}) {
      home.place.write(`targets.d/${name}.toml`,
        `type = "jellyfin"\nurl = "${home.fake.address}/"\nusers = ${users}\nlibrary_s = 0\n${more}`);
    },
    async start(more) {
      if (more !== undefined) home.target(more);
      home.host = await startHost(home.place);
    },
    tell: (...events) => home.host.tell(...events),
    card: () => home.host.card(),
    changes: async () => (await home.host.api('GET', '/changes')).items,
    stateOf: (name, year, user = 'alice') => home.fake.stateOf(user, home.fake.named(name, year).id),
    synced: (count) => until(`${count} synced`, async () => (await home.card()).counts.synced === count),
    /** The card, once the target is in that state. */
    inState: (state) => until(state, async () => {
      const card = await home.card();
      return card.state === state && card;
    }),
  });
}
