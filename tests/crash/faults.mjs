// SPDX-License-Identifier: MIT
// One short life of a host in which a chosen call for the store fails, and the life after it.

import { rmSync } from 'node:fs';

import { makePlace, program, until } from '../support/programs.mjs';
import { compare, makeLedger } from './ledger.mjs';
import { launch, listed } from './process.mjs';
import { makeRandom } from './random.mjs';

export const EIO = 5;
export const ENOMEM = 12;
export const ENOSPC = 28;

const engine = '[engine]\nbackoff_first_ms = 5\nbackoff_cap_ms = 40\ngather_ms = 2\nprogress_interval_ms = 0\n';

/** A place with the two kinds of target, both at the receiver. */
export function placeFor(receiver) {
  const place = makePlace(receiver.port, { engine, target: 'keeps = "plays"\n' });
  const url = `http://127.0.0.1:${receiver.port}/hook`;
  place.write('targets.d/states.toml', `type = "webhook"\nurl = "${url}"\nusers = ["bob"]\n`);
  return place;
}

/** Whether `promise` gives true within `limit` ms. */
async function soon(promise, limit) {
  let timer;
  const late = new Promise((resolve) => (timer = setTimeout(resolve, limit, false)));
  return Promise.race([promise, late]).finally(() => clearTimeout(timer));
}

/** Every change of the store, read by a host without faults that sends nothing. */
async function readBack(place) {
  const host = launch(place);
  host.tell({ event: 'pause' });
  await until('the host is up', () => host.up() || !host.alive());
  const changes = await host.changes();
  const { code, signal } = await host.end();
  return { changes: changes?.map(listed) ?? null, code, signal, said: host.said() };
}

/** `faults` as the shim reads them. */
const wordsOf = (faults) =>
  faults.map(({ call, number, error, ever }) => `${call} ${number} ${error} ${ever ? 'ever' : 'once'}`).join(',');

/**
 * Runs the script with `faults`, a list of {call, number, error, ever}. Gives what broke, as sentences; and
 * whether the fault was reached, so that the caller knows when to stop.
 */
export async function tryFaults(receiver, faults) {
  const place = placeFor(receiver);
  const words = wordsOf(faults);
  const lasts = faults.some((fault) => fault.ever);
  const broken = [];
  try {
    const ledger = makeLedger(makeRandom(faults[0].number));
    const environment = { LD_PRELOAD: program('PLAYSYNC_SHIM'), PLAYSYNC_FAULT: words };
    const host = launch(place, { environment, more: ['--deadline', '400'] });
    const flushes = [];
    for (let part = 0; part < 4; ++part) flushes.push(ledger.tell(host, ledger.some(6)));
    // Once everything is in, or the host has ended, or the fault lasts: then why must be told.
    const all = Promise.all(flushes).then((done) => done.every(Boolean));
    const reached = () => host.said().includes('the fault is reached');
    const refusing = async () => (await host.api('/status'))?.store.refusing;
    if (lasts) {
      const stands = () => !host.alive() || refusing().then((why) => why !== null && why !== undefined);
      await Promise.race([all, until('a reason', stands, 3000).catch(() => {})]);
      if (host.alive() && reached() && !(await soon(all, 0)) && !(await refusing()))
        broken.push('takes nothing, and does not say why');
    } else if (!(await soon(all, 8000)) && host.alive()) {
      broken.push('one failure, and it never takes anything again');
    } else if (host.alive() && (await host.drain(8000)) !== 0) {
      broken.push('one failure, and something is never sent');
    }
    const was_reached = reached();
    const { signal } = await host.end(3000);
    if (signal) broken.push(signal === 'SIGKILL' ? 'does not end when it is told to' : `ended by ${signal}`);
    const after = await readBack(place);
    if (after.signal || !after.changes) broken.push(`does not start again: ${after.said}`);
    if (/damaged/.test(after.said)) broken.push('the store was damaged');
    const account = compare(ledger, after.changes ?? []);
    if (account.lost.length > 0) broken.push(`lost ${account.lost.join(', ')}`);
    if (account.unexpected.length > 0) broken.push('there is something that nobody told');
    if (account.twice.length > 0) broken.push(`twice: ${account.twice.join(', ')}`);
    return {
      reached: was_reached,
      acknowledged: account.acknowledged,
      started: /admin page/.test(host.said()),
      broken: broken.map((what) => `${words}: ${what}`),
      said: host.said(),
    };
  } finally {
    rmSync(place.root, { recursive: true, force: true });
  }
}
