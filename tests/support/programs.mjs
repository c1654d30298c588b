// SPDX-License-Identifier: MIT
// The real programs, as tests run them: a receiver, and a host with the plugin.

import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export const patience = 20_000;

export function program(name) {
  const path = process.env[name];
  if (!path) throw new Error(`${name} is not set: it names the program to test`);
  return path;
}

/** Starts `command` and waits for a line of its output that matches. */
export function start(command, args, sign) {
  const child = spawn(command, args, { stdio: ['pipe', 'pipe', 'pipe'] });
  const said = [];
  const exited = new Promise((resolve) =>
    child.once('exit', (code, signal) => resolve({ code, signal })),
  );
  child.stdin.on('error', () => {}); // it may be gone before it has read all
  const ready = new Promise((resolve, reject) => {
    const give = (why) => reject(new Error(`${command}: ${why}\n${said.join('')}`));
    const timer = setTimeout(() => give(`no ${sign} within ${patience} ms`), patience);
    child.once('error', (error) => give(error.message));
    child.once('exit', () => give('ended'));
    const read = (data) => {
      said.push(data);
      const match = sign.exec(said.join(''));
      if (!match) return;
      clearTimeout(timer);
      resolve(match);
    };
    child.stdout.setEncoding('utf8').on('data', read);
    child.stderr.setEncoding('utf8').on('data', (data) => said.push(data));
  });
  const stop = async (signal = 'SIGTERM') => {
    child.kill(signal);
    const timer = setTimeout(() => child.kill('SIGKILL'), patience);
    const end = await exited;
    clearTimeout(timer);
    return end;
  };
  return { child, ready, stop, exited, said: () => said.join('') };
}

/** The other end of the target: takes batches, and misbehaves on request. */
export async function startReceiver(...options) {
  const port0 = options.includes('--port') ? [] : ['--port', '0'];
  const run = start(program('PLAYSYNC_RECEIVER'), [...port0, ...options], /listening on (\d+)/);
  const port = Number((await run.ready)[1]);
  const post = async (path, body) => {
    const answer = await fetch(`http://127.0.0.1:${port}${path}`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify(body),
    });
    if (!answer.ok) throw new Error(`POST ${path}: ${answer.status} ${await answer.text()}`);
  };
  return {
    port,
    stop: run.stop,
    /** How to answer from now on; no arguments: as usual. */
    async behave(...list) {
      await post('/reset', {});
      if (list.length > 0) await post('/behave', list);
    },
    async seen() {
      return (await fetch(`http://127.0.0.1:${port}/seen?ids=0`)).json();
    },
    /** What it took, in order. */
    async changes() {
      const text = await (await fetch(`http://127.0.0.1:${port}/changes`)).text();
      return text.split('\n').filter(Boolean).map((line) => JSON.parse(line));
    },
  };
}

/** A place for a host's config and data, with one target; or with `targets`, texts of files by their names. */
export function makePlace(receiverPort, { scheme = 'http', target = '', engine = '', targets } = {}) {
  const root = mkdtempSync(join(tmpdir(), 'playsync-test-'));
  const config = join(root, 'config');
  const data = join(root, 'data');
  mkdirSync(join(config, 'targets.d'), { recursive: true, mode: 0o700 });
  const write = (name, text) => writeFileSync(join(config, name), text, { mode: 0o600 });
  const listenAt = (port) => write('playsync.toml', `[admin]\nport = ${port}\n${engine}`);
  const home = `type = "webhook"\nurl = "${scheme}://127.0.0.1:${receiverPort}/hook"\nusers = ["alice"]\n${target}`;
  for (const [name, text] of Object.entries(targets ?? { home })) write(`targets.d/${name}.toml`, text);
  listenAt(0);
  return { root, config, data, write, listenAt, remove: () => rmSync(root, { recursive: true, force: true }) };
}

/** Arguments that run the plugin on `place`. */
export function hostArguments(place, ...more) {
  const plugin = program('PLAYSYNC_PLUGIN');
  return ['run', '--plugin', plugin, '--data', place.data, '--config', place.config, ...more];
}

/** A host that takes events until it is stopped. */
export async function startHost(place, ...more) {
  const args = hostArguments(place, '--events', '-', '--assume-online', ...more);
  const run = start(
    program('PLAYSYNC_HOST'),
    args,
    /admin page: (http:\/\/127\.0\.0\.1:(\d+)\/#code=(\S+))/,
  );
  const [, address, port, code] = await run.ready;
  let token;
  const ask = async (method, path, body) => {
    const headers = { 'Content-Type': 'application/json' };
    if (token) headers.Authorization = `Bearer ${token}`;
    const answer = await fetch(`http://127.0.0.1:${port}/api/v1${path}`, {
      method,
      headers,
      body: body && JSON.stringify(body),
    });
    if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${await answer.text()}`);
    return answer.json();
  };
  return {
    address,
    port: Number(port),
    code,
    pid: run.child.pid,
    stop: run.stop,
    said: run.said,
    tell(...events) {
      run.child.stdin.write(events.map((event) => `${JSON.stringify(event)}\n`).join(''));
    },
    /** Of the admin API, signed in with the token of the data directory. */
    api(method, path, body) {
      token ??= readFileSync(join(place.data, 'admin-token'), 'utf8').trim();
      return ask(method, path, body);
    },
    async card() {
      return this.api('GET', '/targets/home');
    },
    token: () => readFileSync(join(place.data, 'admin-token'), 'utf8').trim(),
    async metrics() {
      const answer = await fetch(`http://127.0.0.1:${port}/metrics`, {
        headers: { Authorization: `Bearer ${this.token()}` },
      });
      if (!answer.ok) throw new Error(`GET /metrics: ${answer.status}`);
      return answer.text();
    },
  };
}

/** Runs the host on a list of lines until all is synced; its output and exit code. */
export async function runToEnd(place, lines, ...more) {
  const file = join(place.root, 'events.jsonl');
  writeFileSync(file, lines.map((line) => (typeof line === 'string' ? line : JSON.stringify(line))).join('\n'));
  const args = hostArguments(place, '--events', file, '--exit-when-synced', '--assume-online', ...more);
  const run = start(program('PLAYSYNC_HOST'), args, /synced \d+, failed \d+, pending \d+|skipped/);
  run.ready.catch(() => {}); // what it said is judged by the caller
  const { code } = await run.exited;
  return { code, said: run.said() };
}

let plays = 0;
/** A film was seen to its end. */
export function watched(title, user = 'alice') {
  plays += 1;
  return {
    event: 'watched',
    user,
    item: { kind: 'movie', title, year: 1979, duration_ms: 6_000_000, host_key: `film-${plays}` },
  };
}

/** Polls until `look` gives something true; then gives it. */
export async function until(what, look, limit = patience) {
  const end = Date.now() + limit;
  for (;;) {
    const got = await look();
    if (got) return got;
    if (Date.now() > end) throw new Error(`${what}: not within ${limit} ms`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}
