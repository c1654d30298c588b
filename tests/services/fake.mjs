// SPDX-License-Identifier: MIT
// What the fakes of services share: a server, options, and answers that a test or a person orders.
//
//   POST /fake/answer  [{"path": "/1/submit-listens", "status": 503, "body": "…", "headers": {…},
//                       "times": 1, "after": true}]   told instead of the next answers to that path;
//                      "after": the request is carried out first, and its answer lost
//                      "drop": true: the connection is closed without an answer
//                      "hold": true: the request is carried out, and its answer waits for the release
//   POST /fake/obey    {}   forgets all such orders
//   POST /fake/release {}   of all that is held
//   POST /fake/away    {"away": true}   503 to all, until it is back
//   POST /fake/hangup  {}   closes the connections nobody asks on
//   GET  /fake/seen    what it took, as the service's own fake says

import { createServer } from 'node:http';
import { parseArgs } from 'node:util';

/** An answer that ends the handler: thrown from wherever it is known. */
export class Answer extends Error {
  constructor(status, body = '', headers = {}) {
    super(`${status}`);
    Object.assign(this, { status, body, headers });
  }
}

/** The value of `--name`, as text, with defaults. */
export function options(defaults) {
  const spec = Object.fromEntries(Object.keys(defaults).map((name) => [name, { type: 'string' }]));
  return { ...defaults, ...parseArgs({ options: { port: { type: 'string' }, ...spec } }).values };
}

export function must(holds, status, body) {
  if (!holds) throw new Answer(status, body);
}

export const isText = (value) => typeof value === 'string' && value !== '';
export const isWhole = (value) => Number.isInteger(value);
export const isObject = (value) =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

async function bodyOf(request) {
  const parts = [];
  for await (const part of request) parts.push(part);
  return Buffer.concat(parts).toString('utf8');
}

function send(response, { status, body, headers }) {
  const isJson = typeof body !== 'string';
  response.writeHead(status, {
    'Content-Type': isJson ? 'application/json' : 'text/html; charset=utf-8',
    ...headers,
  });
  response.end(isJson ? JSON.stringify(body) : body);
}

/**
 * Listens on `port` of loopback. `handle({method, path, query, headers, text})` gives an Answer; what
 * else a person or the service itself may do is in `deeds`, by path.
 */
export function serve(port, handle, seen, deeds = {}) {
  const ordered = [];
  const held = [];
  let away = false;
  const control = (path, text) => {
    if (path === '/fake/seen') return new Answer(200, seen());
    if (path === '/fake/hangup') {
      server.closeIdleConnections();
      return new Answer(200, {});
    }
    if (path === '/fake/obey') {
      ordered.length = 0;
      return new Answer(200, {});
    }
    if (path === '/fake/release') {
      for (const release of held.splice(0)) release();
      return new Answer(200, {});
    }
    if (path === '/fake/away') {
      away = JSON.parse(text).away;
      return new Answer(200, {});
    }
    if (deeds[path]) return new Answer(200, deeds[path](JSON.parse(text)) ?? {});
    if (path !== '/fake/answer') return new Answer(404);
    ordered.push(...JSON.parse(text).map((each) => ({ times: 1, body: '', headers: {}, ...each })));
    return new Answer(200, {});
  };
  const carryOut = async (act) => {
    try {
      return await act();
    } catch (error) {
      if (error instanceof Answer) return error;
      console.error(error);
      return new Answer(500, '<html>a bug</html>');
    }
  };
  const server = createServer(async (incoming, response) => {
    const url = new URL(incoming.url, 'http://fake');
    const text = await bodyOf(incoming);
    const { method, headers } = incoming;
    const path = url.pathname;
    if (path.startsWith('/fake/')) {
      response.setHeader('Connection', 'close'); // the test's own are none to be hung up on
      return send(response, await carryOut(() => control(path, text)));
    }
    if (away) return send(response, new Answer(503, '<html>away</html>', { 'Retry-After': '0' }));
    const order = ordered.find((each) => each.times > 0 && path.startsWith(each.path));
    if (order) order.times -= 1;
    const request = { method, path, query: url.searchParams, headers, text };
    const own = !order || order.after || order.hold ? await carryOut(() => handle(request)) : undefined;
    if (order?.hold) await new Promise((release) => held.push(release));
    if (order?.drop) return incoming.socket.destroy();
    return send(response, order && order.status ? order : own);
  });
  server.listen(Number(port ?? 0), '127.0.0.1', () =>
    console.log(`listening on ${server.address().port}`),
  );
  process.once('SIGTERM', () => process.exit(0));
}
