// SPDX-License-Identifier: MIT
// A bounded load for a while, at a receiver that has its moods: memory, descriptors and the store
// settle and stay. PLAYSYNC_SOAK_SECONDS says how long, PLAYSYNC_SOAK_RATE how many events a second.

import assert from 'node:assert/strict';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { it } from 'node:test';

import { launch, playOf } from '../crash/process.mjs';
import { setting } from '../crash/random.mjs';
import { makePlace, startReceiver, until } from '../support/programs.mjs';

const seconds = setting('PLAYSYNC_SOAK_SECONDS', 30);
const rate = setting('PLAYSYNC_SOAK_RATE', 2000);
const tick = 50; // ms

const engine = `[engine]
backoff_first_ms = 20
backoff_cap_ms = 200
attempts = 100
[queue]
history_count = 5000
`;

const moods = [
  [{ do: 'status', status: 503, times: 2 }],
  [{ do: 'reset_after' }],
  [{ do: 'delay', ms: 300 }],
  [{ do: 'status', status: 500 }],
  [{ do: 'status', status: 429, retry_after: 1 }],
  [{ do: 'garbage' }],
];

function look(host, place) {
  const status = readFileSync(`/proc/${host.child.pid}/status`, 'utf8');
  return {
    // Without the pages of the store's file, which are the system's to take back.
    memory: Number(/RssAnon:\s+(\d+)/.exec(status)[1]) / 1024,
    descriptors: readdirSync(`/proc/${host.child.pid}/fd`).length,
    store: statSync(join(place.data, 'data.mdb')).size / 2 ** 20,
  };
}

const most = (looks, what) => Math.max(...looks.map((each) => each[what]));

it('memory, descriptors and the store stay as they are', { timeout: (seconds + 60) * 1000 }, async (t) => {
  const receiver = await startReceiver('--ids-only');
  const place = makePlace(receiver.port, { engine, target: 'keeps = "plays"\n' });
  const host = launch(place);
  t.after(async () => {
    await host.kill();
    await receiver.stop();
    place.remove();
  });
  await until('the host is up', () => host.up());

  let told = 0;
  const looks = [];
  const began = Date.now();
  const since = () => (Date.now() - began) / 1000;
  const at = Date.now() - 1_000_000_000;
  await new Promise((resolve) => {
    const telling = setInterval(() => {
      const due = Math.min(Math.round(since() * rate), seconds * rate) - told;
      host.tell(...Array.from({ length: due }, () => playOf(++told, at + told)));
      if (Math.floor(since()) > looks.length) {
        looks.push(look(host, place));
        void fetch(`http://127.0.0.1:${receiver.port}/behave`, {
          method: 'POST',
          body: JSON.stringify(moods[looks.length % moods.length]),
        });
      }
      if (since() < seconds) return;
      clearInterval(telling);
      resolve();
    }, tick);
  });
  assert.ok(await host.flush(), host.said());
  assert.equal(await host.drain(30_000), 0, host.said());
  const rest = look(host, place);

  const third = Math.floor(looks.length / 3);
  const warm = looks.slice(third, 2 * third);
  const late = looks.slice(2 * third);
  const shown = (each) => `${each.memory.toFixed(1)} MiB, ${each.descriptors} fds, store ${each.store.toFixed(0)} MiB`;
  console.log(
    `soak: ${told} events in ${seconds} s; most in the second third ${most(warm, 'memory').toFixed(1)} MiB, ` +
      `in the last ${most(late, 'memory').toFixed(1)} MiB; at rest ${shown(rest)}`,
  );
  const { ids } = await (await fetch(`http://127.0.0.1:${receiver.port}/seen`)).json();
  assert.equal(ids.length, told, 'all arrived, once');
  assert.ok(most(late, 'memory') <= most(warm, 'memory') * 1.1 + 2, 'memory grows');
  assert.ok(most(late, 'descriptors') <= most(warm, 'descriptors') + 2, 'descriptors grow');
  assert.ok(rest.store <= most(looks, 'store'), 'the store grows at rest');
});
