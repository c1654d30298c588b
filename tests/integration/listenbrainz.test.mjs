// SPDX-License-Identifier: MIT
// Music from a host to a fake of ListenBrainz that is as strict as the service.

import assert from 'node:assert/strict';
import { afterEach, beforeEach, describe, it } from 'node:test';

import { runToEnd, startHost, until } from '../support/programs.mjs';
import { placeFor, startFake } from '../support/services.mjs';

let fake;
let place;
let host;
const startIt = async () => {
  host = await startHost(place);
};
const settings = (more = '') =>
  `type = "listenbrainz"\nurl = "${fake.address}"\ntoken = "secret"\ncontact = "alice@example.org"\nbatch = 1000\n${more}`;
const begin = async (...options) => {
  fake = await startFake('listenbrainz', ...options);
  place = placeFor(settings());
};
beforeEach(() => begin());
afterEach(async () => {
  await host?.stop();
  host = undefined;
  await fake.stop();
  place.remove();
});

const noon = Date.parse('2026-08-01T12:00:00Z');
const song = (n, more = {}) => ({
  kind: 'track',
  title: `Song ${n}`,
  artist: 'Portishead',
  album: 'Dummy',
  duration_ms: 300_000,
  ids: { mbid: `8f3471b5-7e6a-48da-86a9-${String(n).padStart(12, '0')}` },
  ...more,
});
const heard = (n, more) => ({ event: 'watched', user: 'alice', at: noon + n * 400_000, item: song(n, more) });
const titles = async () => (await fake.seen()).listens.map((each) => each.track_metadata.track_name);

describe('listens', () => {
  it('go out together, dated by their start', async () => {
    const lines = [{ event: 'pause' }];
    for (let n = 0; n < 150; ++n) lines.push(heard(n));
    const { code, said } = await runToEnd(place, [...lines, { event: 'flush' }, { event: 'resume' }]);
    assert.equal(code, 0, said);
    const { listens, types, agents } = await fake.seen();
    assert.equal(listens.length, 150);
    assert.deepEqual(types, ['import:150']);
    assert.match(agents[0], /^playsync\/\S+ \( alice@example\.org \)$/);
    assert.equal(listens[0].listened_at, noon / 1000);
  });

  it('are a play when so much was heard, and what plays is shown at once', async () => {
    await startIt();
    host.tell({ event: 'start', user: 'alice', position_ms: 0, item: song(1) });
    await until('it shows what plays', async () => (await fake.seen()).playing.includes('Song 1'));
    // It was told with a delay: what is heard is bounded by the time that passed.
    const began = Date.now() - 200_000;
    host.tell({ event: 'start', user: 'alice', at: began, position_ms: 0, item: song(1) });
    host.tell({ event: 'progress', user: 'alice', at: began + 160_000, position_ms: 160_000, item: song(1) });
    await until('it is a listen', async () => (await titles()).includes('Song 1'));
    assert.ok((await fake.seen()).types.includes('single:1'));
    const { throughput, login } = await host.card();
    assert.equal(throughput.batch, 1000);
    assert.ok(throughput.limit.left > 0);
    assert.equal(login, null);
  });

  it('are of music alone', async () => {
    const film = { event: 'watched', user: 'alice', item: { kind: 'movie', title: 'Heat' } };
    const { said } = await runToEnd(place, [film, heard(1)]);
    assert.match(said, /synced 1, failed 0/);
  });

  it('have the length that the service takes, and else none', async () => {
    const longest = 24 * 86_400_000;
    const { said } = await runToEnd(place, [heard(1, { duration_ms: longest }), heard(2, { duration_ms: longest + 1 })]);
    assert.match(said, /synced 2, failed 0/);
    const lengths = (await fake.seen()).listens.map((each) => each.track_metadata.additional_info.duration_ms);
    assert.deepEqual(lengths, [longest, undefined]);
  });

  it('never share a second', async () => {
    const at = { at: noon };
    await runToEnd(place, [{ ...heard(1), ...at }, { ...heard(2), ...at }, { ...heard(3), ...at }]);
    const seconds = (await fake.seen()).listens.map((each) => each.listened_at - noon / 1000);
    assert.deepEqual(seconds.sort(), [0, 1, 2]);
  });
});

describe('what is no proof', () => {
  for (const [status, body] of [
    [200, { code: 200, error: 'Invalid Method' }],
    [200, {}],
    [201, ''],
    [204, ''],
  ])
    it(`${status} ${JSON.stringify(body)} settles nothing`, async () => {
      await fake.order({ path: '/1/submit-listens', status, body });
      await startIt();
      host.tell(heard(1));
      await until('it was answered', async () => (await host.card()).last_error);
      await host.api('POST', '/targets/home/sync', {});
      await until('it is there', async () => (await titles()).length === 1);
      assert.equal((await host.card()).counts.failed, 0);
    });
});

describe('trouble', () => {
  it('of one listen is its own', async () => {
    const lines = [{ event: 'pause' }];
    for (let n = 0; n < 20; ++n) lines.push(heard(n, n === 7 ? { artist: ' ' } : {}));
    const { said } = await runToEnd(place, [...lines, { event: 'flush' }, { event: 'resume' }]);
    assert.match(said, /synced 19, failed 1/);
    assert.ok((await fake.seen()).requests <= 3, 'the culprit was named, not searched');
  });

  it('without an answer repeats the same listens', async () => {
    await fake.order({ path: '/1/submit-listens', after: true, drop: true });
    const { said } = await runToEnd(place, [heard(1), heard(2)]);
    assert.match(said, /synced 2, failed 0/);
    assert.equal((await titles()).length, 2);
  });

  it('with a portal or half an answer loses nothing', async () => {
    await fake.order(
      { path: '/1/submit-listens', status: 200, body: '<html>Please log in</html>' },
      { path: '/1/submit-listens', status: 200, body: '{"status":"o', headers: { 'Content-Type': 'application/json' } },
    );
    const { said } = await runToEnd(place, [heard(1)]);
    assert.match(said, /synced 1, failed 0/);
    assert.deepEqual(await titles(), ['Song 1']);
  });

  it('with a bad token waits for another, and says it nowhere', async () => {
    place.write('targets.d/home.toml', `users = ["alice"]\n${settings().replace('secret', 'wrong-token-5e1f')}`);
    await startIt();
    host.tell(heard(1));
    const halted = await until('it is halted', async () => {
      const card = await host.card();
      return card.state === 'needs log-in' && card;
    });
    assert.match(halted.why.detail, /Invalid authorization token \*\*\*/);
    const tested = await host.api('POST', '/targets/home/test', {});
    assert.equal(tested.ok, false);
    assert.deepEqual(tested.steps.map((step) => step.name), ['name', 'connect', 'account']);
    place.write('targets.d/home.toml', `users = ["alice"]\n${settings()}`);
    await until('it flows', async () => (await titles()).length === 1);
    const good = await until('a second has passed', () =>
      host.api('POST', '/targets/home/test', {}).catch(() => undefined),
    );
    assert.deepEqual([good.ok, good.steps[2].detail], [true, 'alice']);
    assert.doesNotMatch(host.said(), /wrong-token/);
  });
});

describe('its limit', () => {
  it('is kept, also over a restart', async () => {
    await fake.stop();
    place.remove();
    await begin('--limit', '1', '--window', '2');
    await startIt();
    host.tell(heard(1));
    await until('one is there', async () => (await titles()).length === 1);
    host.tell(heard(2));
    await until('it waits', async () => (await host.card()).state === 'rate limited');
    await host.stop();
    await startIt();
    assert.equal((await host.card()).why.code, 'rate_limited');
    await until('both are there', async () => (await titles()).length === 2);
    assert.equal((await fake.seen()).requests, 2, 'it never had to be told');
  });
});
