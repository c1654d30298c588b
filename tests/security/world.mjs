// SPDX-License-Identifier: MIT
// The real host and receiver as the security tests run them.

import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { makePlace, startHost, startReceiver } from '../support/programs.mjs';
import { ask, request } from './wire.mjs';

export * from '../support/programs.mjs';
export * from './wire.mjs';

/** Sanitizers keep freed memory and take their time: figures about memory do not hold there. */
export const isSanitized = Boolean(process.env.PLAYSYNC_SANITIZED);

export const quick = '[engine]\nbackoff_first_ms = 20\nbackoff_cap_ms = 100\ngather_ms = 20\n';

export const tokenOf = (place) => readFileSync(join(place.data, 'admin-token'), 'utf8').trim();

/** Memory of a process that is its own and resident, in bytes. */
export function memoryOf(pid) {
  const kib = /^RssAnon:\s+(\d+) kB/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))[1];
  return Number(kib) * 1024;
}

/** A host with one target `home`, and what a caller of its page needs. */
export async function startWorld({ admin = '', engine = quick, target = '', hostOptions = [] } = {}) {
  const receiver = await startReceiver();
  const place = makePlace(receiver.port, { engine: `${admin}\n${engine}`, target });
  const host = await startHost(place, ...hostOptions);
  const token = tokenOf(place);
  const { port } = host;
  const bearer = { Authorization: `Bearer ${token}` };
  const json = { ...bearer, 'Content-Type': 'application/json' };
  return {
    receiver,
    place,
    host,
    token,
    port,
    bearer,
    json,
    get: (path, fields = bearer) => ask(port, request('GET', path, fields)),
    post: (path, body = '{}', fields = json) => ask(port, request('POST', path, fields, body)),
    isPaused: async () => (await host.api('GET', '/status')).paused !== null,
    async stop() {
      await host.stop();
      await receiver.stop();
      place.remove();
    },
  };
}
