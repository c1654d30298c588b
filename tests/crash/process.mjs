// SPDX-License-Identifier: MIT
// A host that may die at any moment, and what it said until then.

import { spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

import { hostArguments, program, until } from '../support/programs.mjs';

/**
 * Starts a host on `place` that reads events from its standard input, and does not wait for
 * anything. `environment` is added to the process's.
 */
export function launch(place, { environment = {}, more = [] } = {}) {
  const args = hostArguments(place, '--events', '-', '--assume-online', ...more);
  const child = spawn(program('PLAYSYNC_HOST'), args, { env: { ...process.env, ...environment } });
  const flushes = new Map(); // the number of a flush to who waits for it
  const refused = new Set(); // lines the plugin did not carry out
  let lines = 0;
  let out = '';
  let complaints = '';
  let unread = '';

  // A host says nothing of a flush that is done. But it reads a line only after the one before is
  // carried out, and complains of one it does not know: so an unknown command behind a flush is told
  // about when, and only when, the flush has returned.
  const read = (line) => {
    const no = /^standard input:(\d+): the plugin says: /.exec(line);
    if (no) refused.add(Number(no[1]));
    const flushed = /^standard input:(\d+): there is no event 'flushed-(\d+)'/.exec(line);
    if (flushed) flushes.get(Number(flushed[2]))?.(!refused.has(Number(flushed[1]) - 1));
  };
  child.stdin.on('error', () => {}); // it may be gone before it has read all
  child.stdout.setEncoding('utf8').on('data', (data) => (out += data));
  child.stderr.setEncoding('utf8').on('data', (data) => {
    complaints += data;
    const parts = (unread + data).split('\n');
    unread = parts.pop();
    parts.forEach(read);
  });
  // Not "exit": what it said before it died is still in the pipes then.
  const ended = new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code, signal) => {
      flushes.forEach((give) => give(false));
      resolve({ code, signal });
    });
  });
  const write = (events) => {
    lines += events.length;
    child.stdin.write(events.map((event) => `${JSON.stringify(event)}\n`).join(''));
  };
  const port = () => /admin page: http:\/\/127\.0\.0\.1:(\d+)/.exec(out)?.[1];
  const host = {
    child,
    ended,
    alive: () => child.exitCode === null && child.signalCode === null,
    said: () => out + complaints,
    up: () => Boolean(port()),
    tell: (...events) => write(events),
    /** Gives true once all told before is on disk, false when that was never said. */
    flush() {
      const number = flushes.size;
      const flushed = new Promise((resolve) => flushes.set(number, resolve));
      write([{ event: 'flush' }, { event: `flushed-${number}` }]);
      return flushed;
    },
    async kill(signal = 'SIGKILL') {
      child.kill(signal);
      return ended;
    },
    /** Asks it to end. One that has not after `limit` ms is killed, and that is its signal then. */
    async end(limit = 5000) {
      child.kill('SIGTERM');
      const timer = setTimeout(() => child.kill('SIGKILL'), limit);
      return ended.finally(() => clearTimeout(timer));
    },
    /** Of the admin API; null when it does not answer with success. */
    async api(path) {
      const token_file = join(place.data, 'admin-token');
      if (!port() || !existsSync(token_file)) return null;
      const headers = { Authorization: `Bearer ${readFileSync(token_file, 'utf8').trim()}` };
      const signal = AbortSignal.timeout(5000);
      try {
        const answer = await fetch(`http://127.0.0.1:${port()}/api/v1${path}`, { headers, signal });
        return answer.ok ? await answer.json() : null;
      } catch {
        return null;
      }
    },
    /** Every change in one state, newest first. */
    async changes(query = '') {
      const all = [];
      for (let cursor = ''; ; ) {
        const page = await host.api(`/changes?limit=200${query}${cursor}`);
        if (!page) return null;
        all.push(...page.items);
        if (!page.next) return all;
        cursor = `&cursor=${encodeURIComponent(page.next)}`;
      }
    },
    /** Waits until nothing is pending; gives what was left when that takes longer than `limit`. */
    async drain(limit) {
      let left = null;
      const drained = async () => {
        const status = await host.api('/status');
        left = status ? status.totals.pending + status.totals.syncing : left;
        return left === 0;
      };
      await until('drained', drained, limit).catch(() => {});
      return left;
    },
  };
  return host;
}

/** A change as the admin API shows it, in the form that is compared. */
export function listed({ id, user, verb, item, occurred_at }) {
  return { id, user, verb, key: item.host_key, at: Date.parse(occurred_at) };
}

/** A play of a track, as a host tells it; each has its own time, so a repeat is known for one. */
export function playOf(number, at, padding = '') {
  const item = { kind: 'track', title: `Track ${number}`, host_key: `track-${number}`, duration_ms: 200_000 };
  if (padding) Object.assign(item, { album: padding, artist: padding, show: padding });
  return { event: 'watched', user: 'alice', at, item };
}
