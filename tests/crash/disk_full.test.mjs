// SPDX-License-Identifier: MIT
// A disk of each size in steps of 64 KiB fills up while events come in. Once there is room again the
// host goes on by itself, within seconds, and nothing it took is lost. PLAYSYNC_DISK_STEPS: how many.

import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync } from 'node:fs';
import { after, before, it } from 'node:test';

import { startReceiver, until } from '../support/programs.mjs';
import { placeFor } from './faults.mjs';
import { compare, makeLedger } from './ledger.mjs';
import { launch, listed } from './process.mjs';
import { makeRandom, setting } from './random.mjs';

const steps = setting('PLAYSYNC_DISK_STEPS', 16);
const kib = 64;
const soon_enough = 5000; // ms from room to the first commit

function mount(folder, size_kib) {
  execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${size_kib}k,mode=0700`, 'tmpfs', folder], { stdio: 'pipe' });
}

const resize = (folder, size_kib) => execFileSync('mount', ['-o', `remount,size=${size_kib}k`, folder]);

function canMount() {
  if (process.getuid() !== 0 || !existsSync('/proc/mounts')) return false;
  const place = placeFor({ port: 1 });
  try {
    mkdirSync(place.data);
    mount(place.data, kib);
    execFileSync('umount', [place.data]);
    return true;
  } catch {
    return false;
  } finally {
    place.remove();
  }
}

let receiver;
before(async () => {
  receiver = await startReceiver('--ids-only');
});
after(() => receiver.stop());

/** Gives what broke on a disk of so many KiB, and how long it took to go on. */
async function fillUp(size_kib) {
  const place = placeFor(receiver);
  mkdirSync(place.data);
  mount(place.data, size_kib);
  const broken = [];
  try {
    const ledger = makeLedger(makeRandom(size_kib));
    let host = launch(place);
    host.tell({ event: 'pause' });
    await until('the host is up, or says why not', () => host.up() || !host.alive());
    const came_up = host.up();
    if (!came_up) {
      const { code, signal } = await host.ended;
      if (signal || !/space|full/i.test(host.said())) broken.push(`ended with ${signal ?? code}: ${host.said()}`);
      resize(place.data, 64 * 1024);
      host = launch(place);
      host.tell({ event: 'pause' });
    }
    const flushed = [];
    for (let part = 0; part < 10; ++part)
      flushed.push(ledger.tell(host, ledger.some(40, { padding: 'x'.repeat(500) })));
    let all = false;
    void Promise.all(flushed).then(() => (all = true));
    const why = async () => (await host.api('/status'))?.store.refusing;
    const refusing = await until('full, or all taken', async () => all || (await why()));
    if (refusing !== true && !/no space left/.test(refusing)) broken.push(`says: ${refusing}`);
    resize(place.data, 64 * 1024);
    const room = Date.now();
    await until('it goes on', async () => all && (await why()) === null, soon_enough).catch((error) =>
      broken.push(error.message),
    );
    const took = refusing === true ? 0 : Date.now() - room;
    const account = compare(ledger, (await host.changes())?.map(listed) ?? []);
    if (account.lost.length > 0) broken.push(`lost ${account.lost.slice(0, 3)}`);
    if (account.twice.length > 0) broken.push(`twice ${account.twice.slice(0, 3)}`);
    host.tell({ event: 'resume' });
    if ((await host.drain(10_000)) !== 0) broken.push('something is never sent');
    const { code, signal } = await host.end();
    if (code !== 0) broken.push(`ended with ${signal ?? code}`);
    const told = broken.map((what) => `${size_kib} KiB: ${what}\n${host.said()}`);
    return { came_up, filled: refusing !== true, took, broken: told };
  } finally {
    execFileSync('umount', ['-l', place.data]);
    place.remove();
  }
}

it('goes on by itself when there is room again', { skip: !canMount() && 'needs to mount a tmpfs' }, async () => {
  const began = Date.now();
  const broken = [];
  const sum = { up: 0, filled: 0, slowest: 0 };
  for (let step = 1; step <= steps; ++step) {
    const one = await fillUp(step * kib);
    sum.up += one.came_up ? 1 : 0;
    sum.filled += one.filled ? 1 : 0;
    sum.slowest = Math.max(sum.slowest, one.took);
    broken.push(...one.broken);
  }
  console.log(
    `disk full: ${steps} sizes of ${kib} to ${steps * kib} KiB, ${sum.up} came up at once, ${sum.filled} filled, ` +
      `slowest to go on ${sum.slowest} ms, broken ${broken.length}, ${((Date.now() - began) / 1000).toFixed(1)} s`,
  );
  assert.equal(broken.length, 0, broken.slice(0, 2).join('\n'));
});
