// SPDX-License-Identifier: MIT
// What another site in the same browser can try: another name for this machine, a forged request,
// a cookie that comes along.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { after, before, describe, it } from 'node:test';

import { Wire, ask, request, startWorld } from './world.mjs';

let world;
before(async () => {
  world = await startWorld({ admin: 'host_names = ["nas.home"]' });
});
after(() => world.stop());

describe('B2.1 DNS rebinding', () => {
  const ours = ['localhost', 'LOCALHOST', 'localhost.', '127.0.0.1', '127.0.0.1:9', '[::1]:P', 'localhost:P', 'nas.home', 'NAS.home:443'];
  for (const host of ours)
    it(`B2.1 Host ${host} is served`, async () => {
      const answer = await ask(world.port, request('GET', '/', { Host: host.replace('P', world.port) }));
      assert.equal(answer.status, 200);
      assert.match(answer.body, /^<!doctype html>/i);
    });

  const foreign = [
    '', '0.0.0.0', '0.0.0.0:P', '[::]', '[::ffff:127.0.0.1]', '[::ffff:7f00:1]', '2130706433', '0x7f.1', '127.1', '127.0.0.2',
    '127.0.0.1.evil', 'localhost.evil', 'evil', 'a@localhost', 'localhost:x', 'localhost:', 'localhost:65536', 'localhost..',
    'localhost, evil', '[::1', '::1', 'nas.home.evil',
  ];
  for (const host of foreign)
    it(`B2.1 Host "${host}" is misdirected, gets no byte of the page, and is cut off`, async () => {
      const wire = new Wire(world.port);
      const again = request('GET', '/healthz');
      const answer = await wire.send(request('GET', '/', { Host: host.replace('P', world.port) }) + again).answer();
      assert.equal(answer.status, 421);
      assert.equal(answer.json.code, 'misdirected');
      assert.equal(await wire.rest(), '');
    });

  it('B2.1 no Host, or two, is no HTTP/1.1; HTTP/1.0 without one is misdirected', async () => {
    const two = 'GET / HTTP/1.1\r\nHost: localhost\r\nHost: localhost\r\n\r\n';
    for (const [text, status] of [['GET / HTTP/1.1\r\n\r\n', 400], [two, 400], ['GET / HTTP/1.0\r\n\r\n', 421]]) {
      const wire = new Wire(world.port);
      assert.equal((await wire.send(text + request('GET', '/healthz')).answer()).status, status, text);
      assert.equal(await wire.rest(), '');
    }
  });

  it('B2.1 assets and the API are behind the same check', async () => {
    for (const path of ['/healthz', '/assets/index.js', '/api/v1/status', '/api/v1/events'])
      assert.equal((await world.get(path, { ...world.bearer, Host: 'evil' })).status, 421, path);
  });
});

describe('B2.2 forged requests', () => {
  const sources = [
    { Origin: 'http://evil' },
    { Origin: 'null' },
    { Origin: '' },
    { Origin: 'http://localhost:1' },
    { Origin: 'http://localhost.evil' },
    { Origin: 'ftp://localhost' },
    { 'Sec-Fetch-Site': 'cross-site' },
    { 'Sec-Fetch-Site': 'same-site' },
    { 'Sec-Fetch-Site': 'same-origin, cross-site' },
    { Origin: 'http://localhost', 'Sec-Fetch-Site': 'same-site' },
  ];
  for (const source of sources)
    it(`B2.2 ${JSON.stringify(source)} is refused even with the token`, async () => {
      for (const [method, path] of [['POST', '/api/v1/pause'], ['GET', '/api/v1/status'], ['POST', '/api/v1/session']]) {
        const body = method === 'POST' ? '{}' : undefined;
        const answer = await ask(world.port, request(method, path, { ...world.json, ...source }, body));
        assert.equal(answer.status, 403, path);
        assert.equal(answer.json.code, 'cross_origin');
      }
      assert.equal(await world.isPaused(), false);
    });

  it('B2.2 a second Origin or Sec-Fetch-Site cannot hide behind the first', async () => {
    for (const lines of ['Origin: http://localhost\r\nOrigin: http://evil', 'Sec-Fetch-Site: none\r\nSec-Fetch-Site: cross-site']) {
      const text = request('POST', '/api/v1/pause', world.json, '{}').replace('\r\n', `\r\n${lines}\r\n`);
      assert.equal((await ask(world.port, text)).status, 403);
    }
    assert.equal(await world.isPaused(), false);
  });

  it('B2.2 a form or a text is no call of the API', async () => {
    for (const type of ['text/plain', 'application/x-www-form-urlencoded', 'multipart/form-data; boundary=x', 'application/jsonx', undefined]) {
      const answer = await world.post('/api/v1/pause', '{}', { ...world.bearer, 'Content-Type': type });
      assert.equal(answer.status, 415, type);
    }
    assert.equal(await world.isPaused(), false);
  });

  it('B2.2 a preflight is refused, without a word of CORS', async () => {
    const preflight = { Origin: `http://localhost`, 'Access-Control-Request-Method': 'POST', 'Access-Control-Request-Headers': 'authorization' };
    for (const path of ['/', '/healthz', '/api/v1/pause', '/api/v1/status']) {
      const answer = await ask(world.port, request('OPTIONS', path, { ...world.bearer, ...preflight }));
      assert.equal(answer.status, 405, path);
      assert.match(answer.headers.get('allow'), /GET|POST/);
    }
  });

  it('B2.2 that requests were refused is in the log, and a flood of them is not', () => {
    const lines = world.host.said().match(/warning: admin page: a request was refused: .*/g) ?? [];
    assert.ok(lines.length >= 1 && lines.length <= 2, `${lines.length} lines`); // one a minute
    assert.doesNotMatch(lines.join(), /evil/);
  });

  it('B2.2 without an Origin, or with ours, the token is enough', async () => {
    for (const source of [{}, { Origin: 'http://localhost' }, { Origin: 'https://nas.home', Host: 'nas.home' }, { 'Sec-Fetch-Site': 'same-origin' }, { 'Sec-Fetch-Site': 'none' }]) {
      assert.equal((await world.post('/api/v1/pause', '{}', { ...world.json, ...source })).status, 202);
      assert.equal(await world.isPaused(), true);
      assert.equal((await world.post('/api/v1/resume', '{}', { ...world.json, ...source })).status, 202);
    }
  });
});

/** Every route of API.md as [method, path]; `/resume` beside `POST /pause` is a `POST` in the same place. */
function routes() {
  const table = readFileSync(new URL('../../web/API.md', import.meta.url), 'utf8').split('## REST')[1].split('\n### ')[0];
  return [...table.matchAll(/^\| (`.*?) \|/gm)].flatMap(([, cell]) => {
    const [, first, place] = /^`([A-Z]+) (.*?)[^/`]*`/.exec(cell);
    return [...cell.matchAll(/`(?:([A-Z]+) )?\/([^`]*)`/g)].map(([, method, path]) => [
      method ?? first,
      `/api/v1${method ? '/' : place}${path}`.replace('ID', 'home'),
    ]);
  });
}

describe('B2.4 and B2.6: what every route keeps to', () => {
  it('B2.4 no answer of any route sets a cookie; each has the policy that keeps scripts out', async () => {
    const all = [['GET', '/'], ['GET', '/healthz'], ['GET', '/nowhere'], ['TRACE', '/'], ...routes()];
    assert.ok(all.length > 25, `${all.length} routes`);
    for (const [method, path] of all) {
      const body = ['POST', 'PUT'].includes(method) ? '{}' : undefined;
      const answer = await ask(world.port, request(method, path, { ...world.json, Cookie: 'a=b' }, body));
      assert.ok(answer.status < 500, `${method} ${path}: ${answer.status}`);
      assert.match(answer.headers.get('content-security-policy'), /^default-src 'none';/, path);
      assert.match(answer.headers.get('content-security-policy'), /frame-ancestors 'none'/);
      assert.equal(answer.headers.get('x-content-type-options'), 'nosniff');
      assert.equal(answer.headers.get('referrer-policy'), 'no-referrer');
      assert.equal(answer.headers.get('cross-origin-resource-policy'), 'same-origin');
      if (path.startsWith('/api/')) assert.equal(answer.headers.get('cache-control'), 'no-store', path);
    }
  });

  it('B2.6 no route of the API works without a token, with a wrong one, or with one in the address', async () => {
    const tries = [{}, { Authorization: 'Bearer ' }, { Authorization: 'Basic YTpi' }, { Cookie: `token=${world.token}` }, { 'X-API-Key': world.token }];
    for (const [method, path] of routes()) {
      if (path === '/api/v1/session' && method === 'POST') continue; // this is where one is had
      const body = ['POST', 'PUT'].includes(method) ? '{}' : undefined;
      for (const fields of [...tries, null]) {
        const address = fields ? path : `${path}?token=${world.token}`;
        const answer = await ask(world.port, request(method, address, { ...(fields ?? {}), 'Content-Type': 'application/json' }, body));
        assert.ok([401, 429].includes(answer.status), `${method} ${address}: ${answer.status}`);
      }
    }
    assert.equal((await world.get('/api/v1/no_such_path', {})).status, 401, 'nobody may list paths by guessing');
    assert.equal((await world.get('/api/v1/status')).status, 200);
  });
});
