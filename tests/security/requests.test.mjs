// SPDX-License-Identifier: MIT
// Requests that are malformed, endless, slow or too many: refused, cut off, and the page goes on.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { after, before, describe, it } from 'node:test';

import { Wire, ask, isSanitized, memoryOf, request, startWorld } from './world.mjs';

const MiB = 1024 * 1024;
let world;
before(async () => {
  world = await startWorld();
});
after(() => world.stop());

const post = (lines, body = '') =>
  `POST /api/v1/pause HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer ${world.token}\r\nContent-Type: application/json\r\n${lines}\r\n${body}`;

/** `text` is answered by `status`, the connection ends, and what was sent behind it is not run. */
async function isCutOff(text, status) {
  const wire = new Wire(world.port);
  const answer = await wire.send(text).send(post('Content-Length: 2\r\n', '{}')).answer();
  assert.equal(answer?.status, status);
  assert.equal(await wire.rest(), '');
  assert.equal(await world.isPaused(), false);
}

describe('B2.8 paths', () => {
  const paths = [
    '/../x', '/%2e%2e/x', '/..', '/./', '/assets/..%2fx', '/assets/../index.html', '//etc/passwd', '//', '/assets/a.js%00', '/assets/',
    '/assets', '/index.html', '/ASSETS/', '/etc/passwd', '/admin-token', '/api/../admin-token', '/%00', '/%', '/assets/%5c..%5cx',
  ];
  for (const path of paths)
    it(`B2.8 ${path} is not found`, async () => {
      const answer = await world.get(path, {});
      assert.equal(answer.status, path.startsWith('/api/') ? 401 : 404);
      assert.doesNotMatch(answer.body, /root:/);
    });
  it('B2.8 nor is it within the API', async () => {
    for (const path of ['targets/..', 'targets/%2e%2e', 'targets/..%2f..%2fadmin-token', 'changes/%00', 'targets/a%0d%0ab', 'targets/', '../status'])
      assert.equal((await world.get(`/api/v1/${path}`)).status, 404, path);
  });
});

describe('B2.9 smuggling: B3, what Beast refuses', () => {
  const chunked = 'Transfer-Encoding: chunked\r\n';
  const rows = [
    ['Content-Length before Transfer-Encoding', () => post(`Content-Length: 2\r\n${chunked}`, '0\r\n\r\n')],
    ['Transfer-Encoding before Content-Length', () => post(`${chunked}Content-Length: 2\r\n`, '0\r\n\r\n')],
    ['two different Content-Length', () => post('Content-Length: 2\r\nContent-Length: 3\r\n', '{}')],
    ['two Transfer-Encoding', () => post(chunked + chunked, '0\r\n\r\n')],
    ['Content-Length +3', () => post('Content-Length: +3\r\n', '{} ')],
    ['Content-Length -1', () => post('Content-Length: -1\r\n')],
    ['Content-Length 0x3', () => post('Content-Length: 0x3\r\n', '{} ')],
    ['Content-Length 2^64', () => post('Content-Length: 18446744073709551616\r\n')],
    ['Content-Length in a trailer', () => post(chunked, '2\r\n{}\r\n0\r\nContent-Length: 5\r\n\r\n')],
    ['a space before the colon', () => post('Content-Length : 2\r\n', '{}')],
    ['bare LF', () => 'GET / HTTP/1.1\nHost: localhost\n\n'],
    ['NUL in a value', () => post('X: a\0b\r\n')],
    ['CR in a value', () => post('X: a\rb\r\n')],
    ['NUL in the target', () => 'GET /\0 HTTP/1.1\r\nHost: localhost\r\n\r\n'],
    ['an empty target', () => 'GET  HTTP/1.1\r\nHost: localhost\r\n\r\n'],
    ['HTTP/1.2', () => 'GET / HTTP/1.2\r\nHost: localhost\r\n\r\n'],
    ['HTTP/2.0', () => 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n'],
    ['a header over 8 KiB', () => post(`X: ${'x'.repeat(8192)}\r\n`), 431],
    ['a length over the limit', () => post('Content-Length: 1048577\r\n'), 413],
    ['a chunk over the limit', () => post(chunked, '100001\r\n'), 413],
    ['a chunk size that is none', () => post(chunked, 'zz\r\n{}\r\n0\r\n\r\n')],
    ['a chunk size that is too long', () => post(chunked, '10000000000000002\r\n{}\r\n0\r\n\r\n')],
    ['a TLS hello', () => Buffer.from('16030100a5010000a10303', 'hex').toString('latin1')],
  ];
  rows.forEach(([what, text, status = 400], at) => it(`B3.${at + 1} ${what}`, () => isCutOff(text(), status)));
});

describe('B2.9 smuggling: B3, what Beast accepts', () => {
  const coding = (value) => () => post(`Transfer-Encoding: ${value}\r\n`, '0\r\n\r\n');
  const rows = [
    ['no Host', () => 'GET / HTTP/1.1\r\n\r\n'],
    ['two Hosts', () => 'GET / HTTP/1.1\r\nHost: localhost\r\nHost: localhost\r\n\r\n'],
    ['an absolute target', () => request('GET', 'http://localhost/')],
    ['a target of authority, asterisk or fragment', () => request('GET', 'localhost:80')],
    ['Transfer-Encoding xchunked', coding('xchunked')],
    ['Transfer-Encoding chunked, identity', coding('chunked, identity')],
    ['Transfer-Encoding gzip, chunked', coding('gzip, chunked')],
    ['Transfer-Encoding identity', coding('identity')],
    ['Transfer-Encoding in HTTP/1.0', () => coding('chunked')().replace('HTTP/1.1', 'HTTP/1.0')],
    ['Content-Length 3, 3', () => post('Content-Length: 3, 3\r\n', '{} ')],
    ['a folded line', () => post('X: a\r\n b\r\n')],
    ['a raw UTF-8 target', () => Buffer.from('GET /\u00e9 HTTP/1.1\r\nHost: localhost\r\n\r\n').toString('latin1')],
    ['a method in lower case', () => request('get', '/'), 501],
    ['1500 header lines of 3 bytes', () => post('a:\r\n'.repeat(1500)), 431],
    ['a 9 KiB chunk extension', () => post('Transfer-Encoding: chunked\r\n', `2;${'x'.repeat(9 * 1024)}\r\n{}\r\n0\r\n\r\n`)],
    ['a GET with a body', () => request('GET', '/healthz', {}, '{}')],
  ];
  rows.forEach(([what, text, status = 400], at) => it(`B3.${at + 24} ${what}`, () => isCutOff(Buffer.from(text(), 'latin1'), status)));

  it('B2.9 a pipelined request behind a good one is run, in order', async () => {
    const wire = new Wire(world.port);
    wire.send(request('GET', '/healthz') + request('GET', '/nowhere') + post('Transfer-Encoding: chunked\r\n', '2;x=y\r\n{}\r\n0\r\n\r\n'));
    for (const status of [200, 404, 202]) assert.equal((await wire.answer()).status, status);
    wire.close();
    assert.equal((await world.post('/api/v1/resume')).status, 202);
  });
});

describe('B2.11 bodies', () => {
  /** Runs `body`; the host may have grown by 4 MiB after it. */
  const bounded = async (body) => {
    const before = memoryOf(world.host.pid);
    await body();
    const grown = memoryOf(world.host.pid) - before;
    if (!isSanitized) assert.ok(grown <= 4 * MiB, `grew by ${grown} bytes`);
  };

  it('B2.11 a Content-Length of 1 GiB is refused unread', () =>
    bounded(async () => {
      const wire = new Wire(world.port);
      assert.equal((await wire.send(post('Content-Length: 1073741824\r\n')).answer()).status, 413);
      assert.equal(await wire.rest(), '');
    }));

  it('B2.11 endless chunks are refused at 1 MiB', () =>
    bounded(async () => {
      const wire = new Wire(world.port);
      wire.send(post('Transfer-Encoding: chunked\r\n'));
      const chunk = `4000\r\n${' '.repeat(0x4000)}\r\n`;
      for (let sent = 0; sent < 64; ++sent) assert.ok(await wire.push(chunk), `cut off after ${sent} chunks`);
      wire.send(chunk);
      assert.equal((await wire.answer()).status, 413);
    }));

  it('B2.11 a chunk extension of 100 MiB ends the connection', () =>
    bounded(async () => {
      const wire = new Wire(world.port);
      wire.send(`${post('Transfer-Encoding: chunked\r\n')}1;`);
      const part = 'x'.repeat(64 * 1024);
      let sent = 0;
      while (sent < 1600 && (await wire.push(part))) sent += 1;
      assert.ok(sent < 1600, 'all of it was taken');
    }));
});

describe('B2.12 headers', () => {
  it('B2.12 8 KiB of header, 101 lines and a target of 9 KiB are each refused by name', async () => {
    for (const [text, status, code] of [
      [post(`X: ${'x'.repeat(8192)}\r\n`), 431, 'head_too_large'],
      [post('a: b\r\n'.repeat(101)), 431, 'head_too_large'],
      [request('GET', `/${'x'.repeat(9 * 1024)}`), 414, 'target_too_long'],
    ]) {
      const answer = await ask(world.port, text);
      assert.deepEqual([answer.status, answer.json.code], [status, code]);
    }
    assert.equal((await ask(world.port, request('GET', '/healthz', Object.fromEntries(Array.from({ length: 90 }, (_, n) => [`x-${n}`, 'y']))))).status, 200);
  });
});

describe('B2.13 JSON', () => {
  const rows = [
    ['33 levels', `{"filter": ${'['.repeat(32)}${']'.repeat(32)}}`],
    ['1e400', '{"filter": {}, "expect": 1e400}', /expect/],
    ['NaN', '{"filter": {}, "expect": NaN}'],
    ['Infinity', '{"filter": {}, "expect": Infinity}'],
    ['bad UTF-8', Buffer.from('{"filter": {"user": "\xff"}}', 'latin1')],
    ['a lone surrogate', '{"filter": {"user": "\\ud800"}}'],
    ['a member twice', '{"filter": {}, "filter": {"user": "alice"}}', /filter/],
    ['a member twice, deep down', '{"filter": {"user": "alice", "user": "bob"}}', /user/],
    ['text behind it', '{"filter": {}} {}'],
    ['an unknown member', '{"filter": {}, "dry-run": true}', /dry-run/],
    ['an unknown member, deep down', '{"filter": {"usr": "alice"}}', /usr/],
    ['a wrong type', '{"filter": {}, "dry_run": 1}', /dry_run/],
    ['a wrong type, deep down', '{"filter": {"user": 7}}', /user/],
    ['a number where a list of texts is', '{"ids": [7]}', /ids/],
    ['an array', '[]'],
    ['nothing', ''],
    ['a comment', '{/**/"filter": {}}'],
    ['a prototype', '{"filter": {"__proto__": {}}}', /__proto__/],
  ];
  for (const [what, body, named = /./] of rows)
    it(`B2.13 ${what} is refused, and said where`, async () => {
      const text = Buffer.concat([Buffer.from(request('POST', '/api/v1/discard', { ...world.json, 'Content-Length': Buffer.byteLength(body) })), Buffer.from(body)]);
      const answer = await ask(world.port, text);
      assert.equal(answer.status, 400);
      assert.equal(answer.json.code, 'bad_request');
      assert.match(answer.json.detail, named);
    });

  it('B2.13 a megabyte of brackets costs next to nothing', async () => {
    const ticks = () => readFileSync(`/proc/${world.host.pid}/stat`, 'utf8').split(') ')[1].split(' ').slice(11, 13).map(Number).reduce((a, b) => a + b);
    const before = ticks();
    assert.equal((await world.post('/api/v1/discard', '['.repeat(MiB))).status, 400);
    const spent = (ticks() - before) * 10;
    assert.ok(isSanitized || spent <= 50, `${spent} ms of processor time`);
  });
});

describe('B2.10 slow requests', () => {
  it('B2.10 of 200 at a byte a second each ends within 10 s, and others are served at once', async () => {
    const begun = Date.now();
    const slow = Array.from({ length: 200 }, () => new Wire(world.port).send('GET / HTTP/1.1\r\nX: '));
    const drip = setInterval(() => slow.forEach((wire) => wire.send('x')), 1000);
    const ends = slow.map(async (wire) => {
      assert.equal(await wire.rest(), '', 'nothing is answered');
      return Date.now() - begun;
    });
    let slowest = 0;
    while (slow.some((wire) => !wire.ended)) {
      const asked = Date.now();
      assert.equal((await world.get('/healthz', {})).status, 200);
      slowest = Math.max(slowest, Date.now() - asked);
      await new Promise((resolve) => setTimeout(resolve, 200));
      if (Date.now() - begun > 15_000) break;
    }
    clearInterval(drip);
    const last = Math.max(...(await Promise.all(ends)));
    assert.ok(last < 12_000, `the last one stayed ${last} ms`);
    assert.ok(slowest < 1000, `/healthz took ${slowest} ms`);
  });
});
