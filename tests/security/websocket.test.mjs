// SPDX-License-Identifier: MIT
// The WebSocket: who may open one, what ends it, and what it costs us when the other side does not read.

import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { createServer } from 'node:net';
import { after, before, describe, it } from 'node:test';

import { Visit, Wire, ask, isSanitized, memoryOf, request, startWorld, until, watched } from './world.mjs';

let world;
before(async () => {
  world = await startWorld();
});
after(() => world.stop());

const own = (port = world.port) => ({ Origin: `http://127.0.0.1:${port}` });

const openFiles = (pid) => readdirSync(`/proc/${pid}/fd`).length;

/** A page that has said hello and was greeted. */
async function greeted({ port, token } = world) {
  const visit = new Visit(port, own(port));
  assert.equal((await visit.opened()).status, 101);
  visit.hello(token);
  assert.equal((await visit.message()).type, 'welcome');
  assert.equal((await visit.message()).type, 'snapshot');
  return visit;
}

describe('B2.3 pages of other sites', { concurrency: true }, () => {
  it('B2.3 an upgrade from another Origin is refused, with the token too', async () => {
    const other = createServer().listen(0, '127.0.0.1');
    await new Promise((resolve) => other.once('listening', resolve));
    const origins = [`http://127.0.0.1:${other.address().port}`, `http://localhost:${world.port}`, 'null', '', 'http://evil', `http://127.0.0.1:${world.port}.evil`, `ws://127.0.0.1:${world.port}`];
    other.close();
    for (const Origin of origins)
      for (const fields of [{ Origin }, { Origin, ...world.bearer }, { Origin, 'Sec-Fetch-Site': 'same-origin' }]) {
        const visit = new Visit(world.port, fields);
        assert.equal((await visit.opened()).status, 403, Origin);
        visit.wire.close();
      }
  });

  it('B2.3 our own page is let in, and told nothing before it has signed in', async () => {
    const page = new Visit(world.port, own());
    assert.equal((await page.opened()).status, 101);
    const witness = await greeted();
    await world.host.api('POST', '/targets/home/pause', {});
    await world.host.api('POST', '/targets/home/resume', {});
    await witness.message(); // whoever signed in is told
    page.hello('wrong');
    assert.equal((await page.message()).type, 'bye', 'the first thing it hears');
    assert.equal(await page.closed(), 4401);
    witness.wire.close();
  });

  it('B2.3 a program without an Origin needs its token at once', async () => {
    const nobody = new Visit(world.port);
    assert.equal((await nobody.opened()).status, 401);
    const program = new Visit(world.port, world.bearer);
    assert.equal((await program.opened()).status, 101);
    assert.equal((await program.send('{"type":"hello","v":1}').message()).type, 'welcome');
    program.wire.close();
  });

  it('B2.3 a stream of events needs the token in its header, and no other site gets one', async () => {
    const Accept = 'text/event-stream';
    const stream = (fields, path = '/api/v1/events') => ask(world.port, request('GET', path, { Accept, ...fields }));
    assert.equal((await stream({})).status, 401);
    assert.equal((await stream({}, `/api/v1/events?token=${world.token}`)).status, 401);
    for (const source of [{ Origin: 'http://evil' }, { Origin: 'null' }, { 'Sec-Fetch-Site': 'same-site' }])
      assert.equal((await stream({ ...world.bearer, ...source })).status, 403);
    const answer = await stream(world.bearer);
    assert.deepEqual([answer.status, answer.headers.get('content-type')], [200, Accept]);
  });

  it('B2.3 who says no hello is closed 4401 at 5 s', async () => {
    const begun = Date.now();
    const page = new Visit(world.port, own());
    assert.equal((await page.opened()).status, 101);
    assert.equal(await page.closed(), 4401);
    const took = Date.now() - begun;
    assert.ok(took > 4500 && took < 8000, `${took} ms`);
  });

  it('B2.3 an upgrade that is none, or brings frames along, is none', async () => {
    const upgrade = { ...world.bearer, Connection: 'Upgrade', Upgrade: 'websocket', 'Sec-WebSocket-Key': 'dGhlIHNhbXBsZSBub25jZQ==', 'Sec-WebSocket-Version': 13 };
    for (const [change, status] of [[{ 'Sec-WebSocket-Version': 8 }, 400], [{ 'Sec-WebSocket-Key': undefined }, 400], [{ Upgrade: 'h2c' }, 426], [{ Connection: 'close' }, 426]])
      assert.equal((await ask(world.port, request('GET', '/api/v1/events', { ...upgrade, ...change }))).status, status, JSON.stringify(change));
    const eager = new Wire(world.port).send(`${request('GET', '/api/v1/events', upgrade)}\x81\x80aaaa`);
    assert.equal(await eager.answer(), undefined);
  });
});

describe('B2.25 abuse', { concurrency: true }, () => {
  it('B2.25 who stops reading is cut off, costs little memory, and others are told on', async (t) => {
    const alone = await startWorld();
    t.after(() => alone.stop());
    const deaf = await greeted(alone);
    deaf.wire.pause();
    const witness = await greeted(alone);
    const before = memoryOf(alone.host.pid);
    await alone.receiver.behave({ do: 'refuse', match: 'loud', status: 'rejected', error: 'no', times: 0 });
    // Each of these is six bytes on the wire: the system's buffers are full within seconds.
    const title = `loud ${'\u0001'.repeat(4000)}`;
    let told = 0;
    void (async () => {
      while (await witness.message()) told += 1;
    })();
    let peak = 0;
    const talk = setInterval(() => {
      alone.host.tell(...Array.from({ length: 10 }, () => watched(title)));
      peak = Math.max(peak, memoryOf(alone.host.pid));
    }, 250);
    t.after(() => clearInterval(talk));
    await until('the target is connected', () => told > 5);
    const open = openFiles(alone.host.pid);
    await until('it is cut off', () => openFiles(alone.host.pid) < open, 20_000);
    const soFar = told;
    await until('the one who reads is told on', () => told > soFar + 100);
    clearInterval(talk);
    if (!isSanitized) assert.ok(peak - before < 16 * 1024 * 1024, `grew by ${peak - before} bytes`);
    deaf.wire.close();
  });

  it('B2.25 5 KiB is too large (1009), a binary frame is none (1003), 100 messages a second are too many (1008)', async () => {
    assert.equal(await (await greeted()).send('x'.repeat(5 * 1024)).closed(), 1009);
    assert.equal(await (await greeted()).send('{}', 'binary').closed(), 1003);
    const flood = await greeted();
    for (let n = 0; n < 100; ++n) flood.send('{"type":"rate","max_hz":5}');
    assert.equal(await flood.closed(), 1008);
  });

  it('B2.25 what is not as the API says ends it: hello twice, another type, another version, no JSON', async () => {
    for (const text of ['{"type":"hello","v":1}', '{"type":"steer"}', '{"type":"rate","max_hz":0}', '{', '[]', '"rate"'])
      assert.equal(await (await greeted()).send(text).closed(), 1008, text);
    const future = new Visit(world.port, own());
    await future.opened();
    assert.equal(await future.send(`{"type":"hello","v":2,"token":"${world.token}"}`).closed(), 4406);
  });

  it('B2.25 a frame without a mask is refused', async () => {
    const visit = await greeted();
    visit.wire.send(Buffer.from('8105', 'hex')).send('hello');
    assert.equal(await visit.closed(), 1002);
  });
});

describe('B2.25 too much at once', () => {
  it('B2.25 there are 64 pages at most; the next one is told that it is full', async () => {
    const pages = [];
    for (let n = 0; n < 64; ++n) {
      pages.push(new Visit(world.port, own()));
      assert.equal((await pages.at(-1).opened()).status, 101, `page ${n}`);
    }
    const answer = await new Visit(world.port, own()).opened();
    assert.deepEqual([answer.status, answer.json.code], [503, 'full']);
    assert.equal((await world.get('/healthz', {})).status, 200);
    pages.forEach((page) => page.wire.close());
    await until('there is room again', async () => {
      const page = new Visit(world.port, own());
      const { status } = await page.opened();
      page.wire.close();
      return status === 101;
    });
  });
});
