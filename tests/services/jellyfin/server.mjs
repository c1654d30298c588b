// SPDX-License-Identifier: MIT
// A Jellyfin server to test against, made from Jellyfin's own source since none can be installed
// here. By hand: node tests/services/jellyfin/server.mjs --port 8096 [--base /jellyfin] [--version 12.0.0]; a
// person's part is played with `curl -X POST localhost:8096/fake/approve?code=123456`.

import { createServer } from 'node:http';
import { argv } from 'node:process';
import { fileURLToPath } from 'node:url';

import { Api, deviceOf, html } from './routes.mjs';
import { household, Refused } from './world.mjs';

const read = async (request) => {
  const parts = [];
  for await (const part of request) parts.push(part);
  return Buffer.concat(parts).toString();
};

/** [ApiController]: a body must be JSON and an object, and say so. */
function parse(request, text) {
  if (request.method !== 'POST' || text === '') return {};
  if (!/^application\/json\b/.test(request.headers['content-type'] ?? '')) throw new Refused(415, '');
  try {
    const body = JSON.parse(text);
    if (body && typeof body === 'object' && !Array.isArray(body)) return body;
  } catch {
    // as below
  }
  throw new Refused(400, 'The body is not a valid object.');
}

/**
 * `mood(path, request)` may give { status, body, headers, cut, hang, drop } to answer in the
 * server's place; `drop` answers nothing after the work is done, as a line that breaks does.
 */
export async function startJellyfin({ port = 0, base = '', version = '10.11.11', world = household() } = {}) {
  world.version = version;
  const api = new Api(world);
  const fake = { world, api, seen: [], mood: null, connections: 0, in_flight: 0, most_in_flight: 0 };

  const work = async (request, response) => {
    const url = new URL(request.url, 'http://fake');
    const text = await read(request);
    const path = url.pathname.startsWith(`${base}/`) ? url.pathname.slice(base.length) : null;
    const seen = { method: request.method, path, query: url.search, body: text, device: deviceOf(request) };
    const say = (status, body, headers = {}) => {
      seen.status = status;
      fake.seen.push(seen);
      const json = typeof body !== 'string';
      response.writeHead(status, { ...(json && { 'Content-Type': 'application/json; charset=utf-8' }), ...headers });
      response.end(json ? JSON.stringify(body) : body);
    };
    const mood = path && fake.mood?.(path, request);
    if (mood?.hang) return undefined;
    if (mood?.status && !mood.drop) return say(mood.status, mood.body ?? '', mood.headers);
    try {
      if (path === null) throw new Refused(404, '');
      if (path === '/fake/approve') {
        world.approve(url.searchParams.get('code'), world.byName(url.searchParams.get('user') ?? 'alice'));
        return say(204, '');
      }
      const [status, body] = api.answer(request, url, path, parse(request, text));
      if (mood?.drop) return request.socket.destroy();
      if (!mood?.cut) return say(status, body);
      const whole = JSON.stringify(body);
      return say(status, whole.slice(0, whole.length / 2), { 'Content-Type': 'application/json; charset=utf-8' });
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
      return say(error.status, error.status === 400 ? { title: error.message, status: 400 } : error.message);
    }
  };

  const server = createServer((request, response) => {
    fake.in_flight += 1;
    fake.most_in_flight = Math.max(fake.most_in_flight, fake.in_flight);
    response.once('close', () => {
      fake.in_flight -= 1;
    });
    work(request, response).catch((error) => response.destroy(error));
  });
  server.on('connection', () => {
    fake.connections += 1;
  });
  await new Promise((resolve, reject) => server.once('error', reject).listen(port, '127.0.0.1', resolve));

  return Object.assign(fake, {
    port: server.address().port,
    address: `http://127.0.0.1:${server.address().port}${base}`,
    async stop() {
      const closed = new Promise((resolve) => server.close(resolve));
      server.closeAllConnections();
      await closed;
    },
    /** SetupServer: what is said until the server itself listens. */
    starting: () => ({ status: 503, body: '<html>Jellyfin is starting', headers: { ...html, 'Retry-After': '005' } }),
    /** What was written, as METHOD path. */
    writes: () =>
      fake.seen.filter(({ path, method }) => /^\/User(Played)?Items\//.test(path ?? '') && method !== 'GET'),
    named: (name, year) =>
      [...world.items.values()].find((item) => item.Name === name && (!year || item.ProductionYear === year)),
    stateOf: (user, id) => world.state(world.byName(user), id),
  });
}

if (argv[1] === fileURLToPath(import.meta.url)) {
  const option = (name, otherwise) => (argv.includes(name) ? argv[argv.indexOf(name) + 1] : otherwise);
  const fake = await startJellyfin({ port: Number(option('--port', 8096)), base: option('--base', ''), version: option('--version', '10.11.11') });
  console.log(`listening on ${fake.port}: ${fake.address}, users alice (sesame), bob (open), root (toor)`);
}
