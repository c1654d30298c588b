// SPDX-License-Identifier: MIT
// The fakes of services as tests run them, and a place with a target for one.

import { fileURLToPath } from 'node:url';

import { makePlace, start } from './programs.mjs';

/** The fake of `name` in tests/services. */
export async function startFake(name, ...options) {
  const script = fileURLToPath(new URL(`../services/${name}.mjs`, import.meta.url));
  const run = start(process.execPath, [script, '--port', '0', ...options], /listening on (\d+)/);
  const address = `http://127.0.0.1:${(await run.ready)[1]}`;
  return {
    address,
    stop: run.stop,
    said: run.said,
    /** How the next requests to a path are answered. */
    async order(...answers) {
      await fetch(`${address}/fake/answer`, { method: 'POST', body: JSON.stringify(answers) });
    },
    /** What a person or the service does there: /fake/… */
    async does(what, body = {}) {
      const answer = await fetch(`${address}/fake/${what}`, { method: 'POST', body: JSON.stringify(body) });
      if (!answer.ok) throw new Error(`${what}: ${answer.status}`);
    },
    async seen() {
      return (await fetch(`${address}/fake/seen`)).json();
    },
  };
}

/** A place whose only target is `home`, with these lines in its file. */
export function placeFor(lines, engine = '') {
  const quick = `[engine]\nbackoff_first_ms = 20\nbackoff_cap_ms = 100\ngather_ms = 20\n${engine}`;
  const place = makePlace(0, { engine: quick });
  place.write('targets.d/home.toml', `users = ["alice"]\n${lines}\n`);
  return place;
}
