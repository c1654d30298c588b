// SPDX-License-Identifier: MIT
// From a host's events to a receiver, with the real programs and everything that goes wrong
// between them.

import assert from 'node:assert/strict';
import { after, before, beforeEach, describe, it } from 'node:test';

import { makePlace, runToEnd, startHost, startReceiver, until, watched } from '../support/programs.mjs';

const quick = '[engine]\nbackoff_first_ms = 20\nbackoff_cap_ms = 200\ngather_ms = 20\n';
const item = (title) => ({ kind: 'movie', title, duration_ms: 100_000 });

let receiver;
let place;
before(async () => {
  receiver = await startReceiver();
});
after(() => receiver.stop());
beforeEach(async () => {
  await receiver.behave();
  place?.remove();
  place = makePlace(receiver.port, { engine: quick });
});
after(() => place.remove());

const titles = async () => (await receiver.changes()).map((change) => change.item.title);

describe('the main way', () => {
  it('brings a watch from an event to the receiver, once', async () => {
    const began = Date.now() - 100_000;
    const { code, said } = await runToEnd(place, [
      { event: 'start', user: 'alice', at: began, position_ms: 0, item: item('Heat') },
      { event: 'progress', user: 'alice', at: began + 50_000, position_ms: 50_000, item: item('Heat') },
      { event: 'stop', user: 'alice', at: began + 95_000, position_ms: 95_000, item: item('Heat') },
    ]);
    assert.equal(code, 0, said);
    assert.match(said, /synced 1, failed 0, pending 0/);
    const [change, ...more] = await receiver.changes();
    assert.deepEqual(more, []);
    assert.equal(change.verb, 'watched');
    assert.equal(change.position_ms, 95_000);
  });

  it('sends batches, not single changes', async () => {
    const many = Array.from({ length: 250 }, (_, n) => watched(`Film ${n}`));
    const { said } = await runToEnd(place, [{ event: 'pause' }, ...many, { event: 'flush' }, { event: 'resume' }]);
    assert.match(said, /synced 250/);
    assert.equal((await receiver.seen()).requests, 3);
  });

  it('names what is wrong with a line, and where, and takes the others', async () => {
    const { code, said } = await runToEnd(place, [
      '{"event": "watched", "user": "alice"',
      { event: 'watched', item: item('Nobody') },
      { event: 'watched', user: 'alice' },
      { event: 'stop', user: 'alice', position_ms: 100_001, item: item('Too far') },
      { event: 'stop', user: 'alice', position_ms: -1, item: item('Before') },
      watched('Good'),
    ]);
    assert.equal(code, 0);
    for (const line of [1, 2, 3, 4, 5]) assert.match(said, new RegExp(`events\\.jsonl:${line}: `), said);
    assert.match(said, /5 lines skipped/);
    assert.deepEqual(await titles(), ['Good']);
  });

  it('takes times that jump, and dates nothing in the future', async () => {
    await runToEnd(place, [
      { ...watched('From the future'), at: '2099-01-01T00:00:00Z' },
      { ...watched('From long ago'), at: '1999-01-01T00:00:00Z' },
    ]);
    const [future, past] = await receiver.changes();
    assert.ok(Date.parse(future.occurred_at) <= Date.now());
    assert.equal(past.occurred_at, '1999-01-01T00:00:00.000Z');
  });
});

describe('the commands of a host', () => {
  let host;
  beforeEach(async () => {
    host = await startHost(place);
  });
  const stop = () => host.stop();

  it('pause, resume and the network hold back and let go', async () => {
    host.tell({ event: 'pause' }, watched('Paused'), { event: 'flush' });
    await until('paused', async () => (await host.card()).state === 'paused');
    host.tell({ event: 'resume' });
    await until('sent', async () => (await titles()).length === 1);
    await stop();
  });

  it('a target on this machine is reached without a network', async () => {
    host.tell({ event: 'network', online: false, metered: false }, watched('Local'));
    await until('sent', async () => (await titles()).length === 1);
    await stop();
  });

  it('retry_failed gives the dead another chance', async () => {
    await receiver.behave({ do: 'refuse', match: 'Heat', status: 'rejected', error: 'no such film' });
    host.tell(watched('Heat'));
    await until('dead', async () => (await host.card()).counts.failed === 1);
    host.tell({ event: 'retry_failed' });
    await until('sent', async () => (await titles()).length === 1);
    assert.equal((await host.card()).counts.failed, 0);
    await stop();
  });

  it('sync_now does not wait for the backoff', async () => {
    place.write('playsync.toml', '[admin]\nport = 0\n[engine]\nbackoff_first_ms = 600000\nbackoff_cap_ms = 600000\n');
    await stop();
    host = await startHost(place);
    await receiver.behave({ do: 'status', status: 500 });
    host.tell(watched('Heat'));
    await until('failed once', async () => (await host.card()).last_error?.status === 500);
    host.tell({ event: 'sync_now' });
    await until('sent', async () => (await titles()).length === 1);
    await stop();
  });
});

describe('a receiver that misbehaves', () => {
  const everything = async (...behaviour) => {
    await receiver.behave(...behaviour);
    const many = Array.from({ length: 40 }, (_, n) => watched(`Film ${n}`));
    const lines = [{ event: 'pause' }, ...many, { event: 'flush' }, { event: 'resume' }];
    const result = await runToEnd(place, lines);
    const ids = (await receiver.changes()).map((change) => change.id);
    assert.equal(new Set(ids).size, ids.length, 'nothing is stored twice');
    return { ...result, ids };
  };
  const allArrive = async (...behaviour) => {
    const { code, said, ids } = await everything(...behaviour);
    assert.equal(code, 0, said);
    assert.equal(ids.length, 40);
    return said;
  };

  it('answers late', () => allArrive({ do: 'delay', ms: 200 }));
  it('says 429 with a time', () => allArrive({ do: 'status', status: 429, headers: { 'Retry-After': '1' } }));
  it('says 429 without one', () => allArrive({ do: 'status', status: 429, times: 2 }));
  it('fails a few times', () => allArrive({ do: 'status', status: 500, times: 3 }));
  it('is starting up', () => allArrive({ do: 'status', status: 503, times: 4 }));
  it('resets before it has read', () => allArrive({ do: 'reset_before', times: 3 }));
  it('takes the batch and resets', () => allArrive({ do: 'reset_after', times: 2 }));
  it('takes the batch and says 500', () => allArrive({ do: 'apply_status', status: 500 }));
  it('talks garbage', () => allArrive({ do: 'garbage', times: 2 }));
  it('stops in the middle of an answer', () => allArrive({ do: 'cut', times: 2 }));
  it('drips its answer', () => allArrive({ do: 'drip', ms: 1 }));
  it('hangs', async () => {
    place.remove();
    place = makePlace(receiver.port, { engine: quick, target: 'timeout_ms = 300\n' });
    await allArrive({ do: 'hang', times: 2 });
  });

  it('refuses one change of a batch: the others are taken', async () => {
    const { code, said, ids } = await everything(
      { do: 'refuse', match: 'Film 7"', status: 'rejected', error: 'no such film', times: 0 },
    );
    assert.equal(code, 3, said);
    assert.equal(ids.length, 39);
    assert.match(said, /Film 7 failed: no such film/);
  });

  it('refuses a whole batch for one change: it is found, the others are taken', async () => {
    const { code, said, ids } = await everything(
      { do: 'reject_if', match: 'Film 7"', status: 422, body: '{"error": "bad film"}', times: 0 },
    );
    assert.equal(code, 3, said);
    assert.equal(ids.length, 39);
    assert.match(said, /Film 7 failed: the server answered 422: bad film/);
  });

  it('fails for good: after five attempts a change is dead, and says why', async () => {
    await receiver.behave({ do: 'status', status: 500, times: 0, body: 'broken' });
    const { code, said } = await runToEnd(place, [watched('Heat')]);
    assert.equal(code, 3);
    assert.match(said, /Heat failed: the server answered 500: broken/);
    assert.equal((await receiver.seen()).requests, 5);
  });
});

describe('a receiver that is away', () => {
  it('costs no attempt, and everything arrives when it is back', async () => {
    const away = await startReceiver();
    const port = away.port;
    await away.stop();
    place.remove();
    place = makePlace(port, { engine: quick });
    const host = await startHost(place);
    host.tell(watched('One'), watched('Two'));
    await until('unreachable', async () => (await host.card()).state === 'unreachable');
    const { items } = await host.api('GET', '/changes');
    assert.deepEqual(items.map((change) => change.attempts), [0, 0]);
    const back = await startReceiver('--port', String(port));
    await until('delivered', async () => (await back.changes()).length === 2);
    assert.deepEqual((await host.card()).counts.failed, 0);
    await host.stop();
    await back.stop();
  });
});

describe('a host that is killed', () => {
  it('loses nothing and sends nothing twice under another id', async () => {
    await receiver.behave({ do: 'delay', ms: 20, times: 0 });
    const total = 3000;
    let told = 0;
    for (let round = 0; told < total; ++round) {
      const host = await startHost(place);
      const part = Array.from({ length: 500 }, () => watched(`Film ${told++}`));
      host.tell(...part, { event: 'flush' }, { event: 'sync_now' });
      // Once some of this round are delivered, all of it was accepted and is on disk.
      const goal = (round + 1) * 500 - 400;
      await until('some delivered', async () => (await receiver.seen()).changes >= goal);
      await host.stop('SIGKILL');
    }
    const { said } = await runToEnd(place, [watched('The last one')]);
    assert.match(said, /failed 0, pending 0/);
    const ids = (await receiver.changes()).map((change) => change.id);
    assert.equal(new Set(ids).size, ids.length);
    const arrived = new Set(await titles());
    assert.ok(arrived.has('The last one'));
    assert.ok(arrived.size >= total - 500, `${arrived.size} of ${total}`);
  });

  it('what was flushed before the kill arrives after it', async () => {
    const host = await startHost(place);
    host.tell({ event: 'pause' }, ...Array.from({ length: 300 }, (_, n) => watched(`Film ${n}`)), { event: 'flush' });
    await until('on disk', async () => (await host.card()).counts.pending === 300);
    await host.stop('SIGKILL');
    const { code } = await runToEnd(place, []);
    assert.equal(code, 0);
    assert.equal(new Set(await titles()).size, 300);
  });
});
