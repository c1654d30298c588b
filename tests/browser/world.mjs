// SPDX-License-Identifier: MIT
// The real programs, as the test runs them: a receiver, a host with the plugin, and Chromium.

import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium } from 'playwright-core';

const patience = 20_000;

export function program(name) {
  const path = process.env[name];
  if (!path) throw new Error(`${name} is not set: it names the program to test`);
  return path;
}

/** Starts `command` and waits for a line of its output that matches. */
function start(command, args, sign) {
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
  return { child, ready, stop, said: () => said.join('') };
}

/** The other end of the target: takes batches, and misbehaves on request. */
export async function startReceiver() {
  const run = start(program('PLAYSYNC_RECEIVER'), ['--port', '0'], /listening on (\d+)/);
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
  };
}

/** A place for a host's config and data, with one target. */
export function makePlace(receiverPort) {
  const root = mkdtempSync(join(tmpdir(), 'playsync-page-'));
  const config = join(root, 'config');
  const data = join(root, 'data');
  mkdirSync(join(config, 'targets.d'), { recursive: true, mode: 0o700 });
  mkdirSync(data, { mode: 0o700 });
  const write = (name, text) => writeFileSync(join(config, name), text, { mode: 0o600 });
  write(
    'targets.d/home.toml',
    `type = "webhook"\nurl = "http://127.0.0.1:${receiverPort}/hook"\nusers = ["alice"]\n`,
  );
  return {
    config,
    data,
    listenAt: (port) => write('playsync.toml', `[admin]\nport = ${port}\n`),
    remove: () => rmSync(root, { recursive: true, force: true }),
  };
}

export async function startHost(place) {
  const args = [
    'run',
    '--plugin',
    program('PLAYSYNC_PLUGIN'),
    '--data',
    place.data,
    '--config',
    place.config,
  ];
  const run = start(
    program('PLAYSYNC_HOST'),
    args,
    /admin page: (http:\/\/127\.0\.0\.1:(\d+)\/#code=(\S+))/,
  );
  const [, address, port, code] = await run.ready;
  return {
    address,
    port: Number(port),
    code,
    stop: run.stop,
    said: run.said,
    tell(...events) {
      run.child.stdin.write(events.map((event) => `${JSON.stringify(event)}\n`).join(''));
    },
  };
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

export async function startBrowser() {
  const browser = await chromium.launch({
    executablePath: process.env.PLAYSYNC_CHROMIUM ?? '/usr/bin/chromium',
    args: [
      '--headless',
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  });
  const watch = { violations: [], errors: [], addresses: [] };
  /** A fresh profile, watched: what the CSP stops, what throws, what is asked for. */
  const visit = async (options = {}) => {
    const context = await browser.newContext({
      viewport: { width: 1200, height: 860 },
      ...options,
    });
    await context.exposeFunction('reportViolation', (text) => watch.violations.push(text));
    await context.addInitScript(() => {
      document.addEventListener('securitypolicyviolation', (event) => {
        window.reportViolation(`${event.violatedDirective}: ${event.blockedURI} ${event.sample}`);
      });
    });
    const page = await context.newPage();
    page.on('pageerror', (error) => watch.errors.push(String(error)));
    page.on('dialog', (dialog) => {
      watch.errors.push(`dialog: ${dialog.message()}`);
      void dialog.dismiss();
    });
    page.on('request', (request) => watch.addresses.push(request.url()));
    page.on('websocket', (socket) => watch.addresses.push(socket.url()));
    page.setDefaultTimeout(patience);
    return page;
  };
  return { visit, watch, stop: () => browser.close() };
}

const shots = process.env.PLAYSYNC_SHOTS;
if (shots) mkdirSync(shots, { recursive: true });

export async function shot(page, name) {
  if (shots) await page.screenshot({ path: join(shots, `${name}.png`), fullPage: true });
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
