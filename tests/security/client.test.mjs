// SPDX-License-Identifier: MIT
// What we are as a client: where we do not go, whom we tell what, and what a hostile server can do.

import assert from 'node:assert/strict';
import { createHmac } from 'node:crypto';
import { createServer as createHttp } from 'node:http';
import { createServer as createTcp } from 'node:net';
import { after, before, describe, it } from 'node:test';
import { gzipSync } from 'node:zlib';

import { counting, listening, ok, startWith } from './servers.mjs';
import { isSanitized, makePlace, memoryOf, quick, startHost, startReceiver, until, watched } from './world.mjs';

const MiB = 1024 * 1024;

describe('B2.19 redirects', () => {
  it('B2.19 none is followed, and the error says where it would have gone, without what is secret there', async () => {
    const other = { bytes: 0 };
    const elsewhere = await listening(createTcp(counting(other)));
    const places = {
      port: `http://127.0.0.1:${elsewhere}/hook?token=marked`,
      host: `http://localhost:${elsewhere}/hook`,
      user: `http://marked@127.0.0.1:${elsewhere}/hook`,
      relative: '/elsewhere?token=marked',
    };
    let seen = 0;
    const port = await listening(createHttp((incoming, answer) => {
      seen += 1;
      const [, status, place] = incoming.url.split('/');
      answer.writeHead(Number(status), { Location: places[place] }).end('moved');
    }));
    const rows = [301, 302, 303, 307, 308].flatMap((status) => Object.keys(places).map((place) => [status, place]));
    const world = await startWith(Object.fromEntries(rows.map(([status, place]) => [`to-${status}-${place}`, `url = "http://127.0.0.1:${port}/${status}/${place}"`])));
    world.host.tell(watched('Heat'));
    for (const [status, place] of rows) {
      const error = await world.failed(`to-${status}-${place}`);
      assert.match(error.message, new RegExp(`answered ${status}`));
      if (place !== 'user' && place !== 'relative') assert.ok(error.message.includes(places[place].split('?')[0]), error.message);
      assert.doesNotMatch(error.message, /marked/);
      assert.equal((await world.card(`to-${status}-${place}`)).state, 'halted');
    }
    assert.equal(other.bytes, 0);
    assert.equal(seen, rows.length, 'each was asked once');
    await world.stop();
  });
});

describe('B2.20 connections', () => {
  it('B2.20 of 1000 interleaved requests of two accounts to one server, each connection carries one account', async () => {
    const key = (name) => Buffer.from(name.repeat(24).slice(0, 24));
    const accounts = { anna: key('anna'), bert: key('bert') };
    const connections = new Map();
    let requests = 0;
    const port = await listening(createHttp((incoming, answer) => {
      const parts = [];
      incoming.on('data', (part) => parts.push(part)).on('end', () => {
        const signed = `${incoming.headers['webhook-id']}.${incoming.headers['webhook-timestamp']}.${Buffer.concat(parts)}`;
        const whose = Object.keys(accounts).filter((name) => `v1,${createHmac('sha256', accounts[name]).update(signed).digest('base64')}` === incoming.headers['webhook-signature']);
        assert.equal(whose.length, 1);
        const known = connections.get(incoming.socket) ?? new Set();
        connections.set(incoming.socket, known.add(whose[0]));
        requests += 1;
        answer.end('{}');
      });
    }));
    const target = (name) => `url = "http://127.0.0.1:${port}/hook"\nbatch = 1\nparallel = 8\nsecret = "whsec_${accounts[name].toString('base64')}"`;
    const world = await startWith({ anna: target('anna'), bert: target('bert') });
    world.host.tell({ event: 'pause' }, ...Array.from({ length: 500 }, (_, n) => watched(`Film ${n}`)), { event: 'flush' }, { event: 'resume' });
    await world.synced('anna', 500);
    await world.synced('bert', 500);
    await world.stop();
    assert.ok(requests >= 1000);
    assert.ok(connections.size < 100, `${connections.size} connections: they are kept`);
    for (const whose of connections.values()) assert.equal(whose.size, 1, [...whose].join(' and '));
  });
});

describe('B2.21 addresses that are nobody\'s service', () => {
  const rows = [
    ['link-local', '169.254.169.254', /169\.254\.169\.254 is a link-local address/],
    ['link-local-number', '2852039166', /169\.254\.169\.254 is a link-local address/],
    ['link-local-hex', '0xa9fea9fe', /169\.254\.169\.254 is a link-local address/],
    ['link-local-mapped', '[::ffff:169.254.169.254]', /is a link-local address/],
    ['link-local-6', '[fe80::1]', /fe80::1 is a link-local address/],
    ['zero', '0.0.0.0:PORT', /0\.0\.0\.0 is an address that names no machine/],
    ['zero-short', '0:PORT', /0\.0\.0\.0 is an address that names no machine/],
    ['zero-net', '0.1.2.3:PORT', /0\.1\.2\.3 is an address that names no machine/],
    ['zero-6', '[::]:PORT', /:: is an address that names no machine/],
    ['zero-mapped', '[::ffff:0.0.0.0]:PORT', /is an address that names no machine/],
    ['multicast', '224.0.0.1', /224\.0\.0\.1 is a multicast address/],
    ['multicast-6', '[ff02::1]', /ff02::1 is a multicast address/],
    ['broadcast', '255.255.255.255', /255\.255\.255\.255 is a broadcast address/],
  ];
  let world;
  const seen = { bytes: 0 };
  before(async () => {
    const port = await listening(createTcp(counting(seen)));
    world = await startWith(Object.fromEntries(rows.map(([name, place]) => [name, `url = "http://${place.replace('PORT', port)}/hook"`])));
    world.host.tell(watched('Heat'));
  });
  after(() => world.stop());

  for (const [name, place, why] of rows)
    it(`B2.21 ${place} is refused when it is resolved`, async () => {
      const error = await world.failed(name);
      assert.match(error.message, why);
      assert.equal(error.class, 'misconfigured');
      const { ok: well, steps } = await world.host.api('POST', `/targets/${name}/test`, {});
      assert.equal(well, false);
      assert.deepEqual(steps.map((step) => [step.name, step.ok]), [['name', false]]);
      assert.match(steps[0].detail, why);
      assert.equal(seen.bytes, 0);
    });

  it('B2.21 our own admin page is no target, by whatever name of this machine', async () => {
    for (const [name, place] of [['own', '127.0.0.1'], ['own-name', 'localhost'], ['own-other', '127.0.0.2'], ['own-mapped', '[::ffff:127.0.0.1]']]) {
      world.write(name, `url = "http://${place}:${world.host.port}/api/v1/pause"`);
      await world.host.api('POST', '/reload_config', {});
      world.host.tell(watched(`Heat at ${name}`));
      assert.match((await world.failed(name)).message, /is this plugin's own page/);
    }
  });

  it('B2.21 only http and https are addresses', async () => {
    for (const url of ['file:///etc/passwd', 'ftp://localhost/', 'gopher://localhost/', 'unix:/run/x', '//localhost/', 'http://user:pass@localhost/']) {
      world.write('scheme', `url = "${url}"`);
      const { errors } = await world.host.api('POST', '/reload_config', {});
      assert.match(errors.join('\n'), /scheme\.toml:3:7: 'url' /, url);
      assert.doesNotMatch(errors.join('\n'), /user:pass/);
    }
  });

  it('B2.21 a test tells steps, and nothing of what the other side said', async () => {
    const port = await listening(createHttp((_, answer) => answer.writeHead(500, { 'X-Marked': 'marked' }).end('{"error": "marked", "message": "marked"}')));
    const place = makePlace(0, { engine: quick });
    place.write('targets.d/home.toml', `type = "jellyfin"\nusers = ["alice"]\nurl = "http://127.0.0.1:${port}"\napi_key = "k"\nuser = "alice"\n`);
    place.write('targets.d/music.toml', `type = "listenbrainz"\nusers = ["alice"]\nurl = "http://127.0.0.1:${port}"\ntoken = "12345678"\n`);
    const host = await startHost(place);
    for (const name of ['home', 'music']) {
      const answer = await host.api('POST', `/targets/${name}/test`, {});
      assert.equal(answer.ok, false);
      assert.deepEqual(answer.steps.slice(0, 2).map((step) => step.ok), [true, true], JSON.stringify(answer.steps));
      assert.match(answer.steps.at(-1).detail, /500/);
      assert.doesNotMatch(JSON.stringify(answer), /marked/);
    }
    await host.stop();
    place.remove();
  });
});

describe('B2.22 and B2.23: hostile servers', () => {
  const chunk = 'x'.repeat(64 * 1024);
  /** Writes `text` until the connection ends. */
  const forever = (text) => (socket) => {
    const more = () => {
      while (!socket.destroyed && socket.write(text));
    };
    socket.on('drain', more);
    more();
  };
  const head = 'HTTP/1.1 200 OK\r\n';
  const rows = [
    ['an endless header', (socket) => (socket.write(`${head}X: `), forever(chunk)(socket)), /header limit/],
    ['endless headers', (socket) => (socket.write(head), forever('a: b\r\n'.repeat(1000))(socket)), /header limit/],
    ['endless interim answers', forever('HTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\n'.repeat(100)), /interim/],
    ['an endless body', (socket) => (socket.write(`${head}\r\n`), forever(chunk)(socket)), /body limit/],
    ['a body of a terabyte', (socket) => socket.write(`${head}Content-Length: 1099511627776\r\n\r\n`), /body limit/],
    ['endless chunks', (socket) => (socket.write(`${head}Transfer-Encoding: chunked\r\n\r\n`), forever(`10000\r\n${chunk}\r\n`)(socket)), /body limit/],
    ['an endless chunk extension', (socket) => (socket.write(`${head}Transfer-Encoding: chunked\r\n\r\n1;`), forever(chunk)(socket)), /limit|overflow/],
    ['a body by the byte', (socket) => {
      socket.write(`${head}Content-Length: 1000\r\n\r\n`);
      const drip = setInterval(() => (socket.destroyed ? clearInterval(drip) : socket.write('x')), 100);
    }, /no answer in time/],
    ['no length, then silence', (socket) => socket.write(`${head}\r\n{}`), /no answer in time/],
    ['silence', () => {}, /no answer in time/],
    ['two lengths', (socket) => socket.write(`${head}Content-Length: 2\r\nContent-Length: 3\r\n\r\n{} `), /not HTTP/],
    ['length and chunks', (socket) => socket.write(`${head}Content-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n`), /not HTTP/],
  ];

  it('B2.23 each is given up at its timer or limit; the others are told meanwhile, and memory stays', async () => {
    const targets = {};
    for (const [at, row] of rows.entries()) {
      const port = await listening(createTcp((socket) => socket.once('data', () => row[1](socket))));
      targets[`hostile-${at}`] = `url = "http://127.0.0.1:${port}/"\ntimeout_ms = 1500`;
    }
    const receiver = await startReceiver();
    targets.healthy = `url = "http://127.0.0.1:${receiver.port}/hook"`;
    const world = await startWith(targets);
    const begin = memoryOf(world.host.pid);
    world.host.tell(watched('Heat'));
    const told = Date.now();
    await world.synced('healthy');
    assert.ok(isSanitized || Date.now() - told < 1000, `the healthy one took ${Date.now() - told} ms`);
    for (const [at, [what, , why]] of rows.entries()) {
      const error = await world.failed(`hostile-${at}`);
      assert.match(error.message, why, what);
      assert.equal(error.class, 'ambiguous', what);
    }
    const grown = memoryOf(world.host.pid) - begin;
    if (!isSanitized) assert.ok(grown < 32 * MiB, `grew by ${grown} bytes`);
    await world.stop();
    await receiver.stop();
  });

  it('B2.23 an interim answer is not the answer, and what follows an answer is not the next one', async () => {
    const answers = [];
    const port = await listening(createTcp((socket) => socket.on('data', (data) => {
      if (!data.toString('latin1').endsWith(']}}')) return;
      answers.push(socket);
      if (answers.length === 1) socket.write(`HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\n${ok}`);
      else if (answers.length === 2) socket.write(`${ok}HTTP/1.1 401 Unauthorized\r\nContent-Length: 0\r\n\r\n`);
      else socket.write(ok);
    })));
    const world = await startWith({ chatty: `url = "http://127.0.0.1:${port}/"` });
    for (const count of [1, 2, 3]) {
      world.host.tell(watched(`Film ${count}`));
      await world.synced('chatty', count);
    }
    assert.equal((await world.card('chatty')).last_error, null);
    assert.equal(answers[0], answers[1], 'the connection was kept');
    assert.notEqual(answers[1], answers[2], 'and given up when more came on it than was asked for');
    await world.stop();
  });

  it('B2.22 a compressed answer is not asked for and never unpacked', async () => {
    const bomb = gzipSync(Buffer.alloc(64 * MiB));
    const nested = gzipSync(bomb);
    const asked = [];
    const port = await listening(createHttp((incoming, answer) => {
      asked.push(incoming.headers['accept-encoding']);
      const coding = incoming.url === '/nested' ? 'gzip, gzip' : 'gzip';
      const body = { '/bomb': bomb, '/nested': nested, '/large': Buffer.alloc(10 * MiB) }[incoming.url] ?? bomb;
      answer.writeHead(200, { 'Content-Encoding': coding, 'Content-Type': 'application/json' }).end(body);
    }));
    const place = makePlace(0, { engine: quick });
    for (const name of ['bomb', 'nested', 'large']) place.write(`targets.d/${name}.toml`, `type = "webhook"\nusers = ["alice"]\nurl = "http://127.0.0.1:${port}/${name}"\n`);
    place.write('targets.d/home.toml', `type = "jellyfin"\nusers = ["alice"]\nurl = "http://127.0.0.1:${port}"\napi_key = "k"\nuser = "alice"\n`);
    const host = await startHost(place);
    const begin = memoryOf(host.pid);
    host.tell(watched('Heat'));
    const card = (name) => host.api('GET', `/targets/${name}`);
    await until('a large one is given up', async () => /body limit/.test((await card('large')).last_error?.message));
    await until('Jellyfin cannot be read', async () => (await card('home')).last_error);
    await until('who has said 200 has said it', async () => (await card('bomb')).counts.synced === 1 && (await card('nested')).counts.synced === 1);
    assert.ok(asked.every((coding) => coding === 'identity'), asked.join());
    const grown = memoryOf(host.pid) - begin;
    if (!isSanitized) assert.ok(grown < 8 * MiB + 2 * bomb.length, `grew by ${grown} bytes`);
    await host.stop();
    place.remove();
  });
});
