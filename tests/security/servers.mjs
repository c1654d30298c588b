// SPDX-License-Identifier: MIT
// The other end of a target, by hand: servers of the test's own, and a host that is pointed at them.

import { after } from 'node:test';

import { makePlace, quick, startHost, until } from './world.mjs';

const servers = [];
const sockets = new Set();
after(() => {
  sockets.forEach((socket) => socket.destroy());
  servers.forEach((server) => server.close());
});

/** `server` on a port of loopback; closed in the end. */
export async function listening(server) {
  servers.push(server);
  server.on('connection', (socket) => {
    sockets.add(socket);
    socket.on('error', () => {});
    socket.once('close', () => sockets.delete(socket));
  });
  server.on('tlsClientError', () => {}); // it is what some tests are about
  server.listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  return server.address().port;
}

/** A host with these targets, `{name: lines of its file}`, and no other. */
export async function startWith(targets, engine = quick) {
  const place = makePlace(0, { engine });
  const write = (name, lines) => place.write(`targets.d/${name}.toml`, `type = "webhook"\nusers = ["alice"]\n${lines}\n`);
  write('home', 'url = "http://127.0.0.1:9/"'); // nobody is there
  for (const [name, lines] of Object.entries(targets)) write(name, lines);
  const host = await startHost(place);
  const card = (name) => host.api('GET', `/targets/${name}`);
  const stop = async () => {
    await host.stop();
    place.remove();
  };
  const failed = (name) => until(`${name} has failed`, async () => (await card(name)).last_error);
  const synced = (name, count = 1) => until(`${name} is synced`, async () => (await card(name)).counts.synced >= count);
  return { host, place, write, card, failed, synced, stop };
}

export const ok = 'HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}';
/** Answers each request on a raw connection, and counts the bytes that came in. */
export function counting(seen) {
  return (socket) => socket.on('error', () => {}).on('data', (data) => {
    seen.bytes += data.length;
    if (data.toString('latin1').endsWith(']}}')) socket.write(ok);
  });
}
