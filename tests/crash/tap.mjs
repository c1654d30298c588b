// SPDX-License-Identifier: MIT
// A wire tap between the host and the receiver: passes bytes on as they are, resets included, and
// keeps which changes went out in which request and whether a whole answer came back.

import { createServer, connect } from 'node:net';

const end_of_head = Buffer.from('\r\n\r\n');

/** Takes whole HTTP messages with a Content-Length off the front of a stream. */
class Messages {
  #left = Buffer.alloc(0);

  add(bytes) {
    this.#left = this.#left.length > 0 ? Buffer.concat([this.#left, bytes]) : bytes;
  }

  take() {
    const end = this.#left.indexOf(end_of_head);
    if (end < 0) return null;
    const head = this.#left.toString('latin1', 0, end);
    const size = Number(/^content-length: *(\d+)/im.exec(head)?.[1] ?? 0);
    const begin = end + end_of_head.length;
    if (this.#left.length < begin + size) return null;
    const body = this.#left.subarray(begin, begin + size);
    this.#left = this.#left.subarray(begin + size);
    return { head, body };
  }
}

/** What matters of a change; the rest may be long. */
function essence({ id, ...said }) {
  const { user, verb, item, position_ms, occurred_at } = said;
  return { id, user, verb, key: item.host_key, title: item.title, position_ms, at: Date.parse(occurred_at) };
}

/**
 * `requests` has one entry a batch: the run of the host it belongs to, its changes' ids, and the
 * status once a whole answer passed. `said` has what each id said first; `altered` the ids that
 * later said something else.
 */
export function makeTap(receiverPort) {
  const tap = { requests: [], answers: 0, run: 0, said: new Map(), altered: [] };
  const watchers = new Set();
  const notify = () => watchers.forEach((look) => look());

  function take(body, run) {
    const { changes } = JSON.parse(body.toString()).data;
    for (const change of changes) {
      const now = JSON.stringify(essence(change));
      const before = tap.said.get(change.id);
      if (before === undefined) tap.said.set(change.id, now);
      else if (before !== now) tap.altered.push(change.id);
    }
    const request = { run, user: changes[0].user, ids: changes.map((change) => change.id), status: 0 };
    tap.requests.push(request);
    notify();
    return request;
  }

  const sockets = new Set();
  const accept = (run) => (client) => {
    const behind = connect({ port: receiverPort, host: '127.0.0.1', noDelay: true });
    const asked = new Messages();
    const answered = new Messages();
    let request = null;
    client.on('data', (bytes) => {
      asked.add(bytes);
      for (let message; (message = asked.take()); ) request = take(message.body, run);
      behind.write(bytes);
    });
    behind.on('data', (bytes) => {
      answered.add(bytes);
      for (let message; (message = answered.take()); ) {
        if (request) request.status = Number(/^HTTP\/1\.1 (\d+)/.exec(message.head)?.[1] ?? 0);
        tap.answers += 1;
      }
      client.write(bytes);
      notify();
    });
    for (const socket of [client, behind]) sockets.add(socket.on('close', () => sockets.delete(socket)));
    for (const [one, other] of [[client, behind], [behind, client]]) {
      // One that has said its end already cannot be reset any more.
      one.on('error', () => (other.writableEnded ? other.destroy() : other.resetAndDestroy()));
      // What is still on its way to the other side goes out first.
      one.on('close', () => other.end(() => other.destroy()));
    }
  };

  let server = null;
  /** Begins a run; gives its port. Each has one of its own, since a killed host's last bytes come late. */
  tap.open = async () => {
    server?.close();
    tap.run += 1;
    server = createServer({ noDelay: true }, accept(tap.run));
    await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
    return server.address().port;
  };
  tap.stop = () => {
    sockets.forEach((socket) => socket.destroy());
    server?.close();
  };

  /** Waits until `look` is true after some bytes, or for `limit` ms. */
  tap.until = (look, limit) =>
    new Promise((resolve) => {
      const done = () => {
        clearTimeout(timer);
        watchers.delete(check);
        resolve();
      };
      const check = () => look() && done();
      const timer = setTimeout(done, limit);
      watchers.add(check);
      check();
    });
  return tap;
}
