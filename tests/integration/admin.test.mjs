// SPDX-License-Identifier: MIT
// What the terminal says of a playsync that runs: the same truths as its page.

import assert from 'node:assert/strict';
import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { it } from 'node:test';
import { promisify } from 'node:util';

import { begin } from '../support/begin.mjs';
import { hostArguments, program, start, startHost, until, watched } from '../support/programs.mjs';

const all = await begin();
const { place } = all;
let { host } = all;

/** Runs to its end: its exit code and what it printed. */
async function ask(command, ...more) {
  const args = [command, '--data', place.data, ...more];
  try {
    const { stdout } = await promisify(execFile)(program('PLAYSYNC_HOST'), args);
    return { code: 0, stdout, stderr: '' };
  } catch ({ code, stdout, stderr }) {
    return { code, stdout, stderr };
  }
}

it('status: a sentence, and a line a target', async () => {
  assert.deepEqual(await ask('status'), {
    code: 0,
    stdout: 'All synced\n  home  up to date    waiting 0, synced 0, failed 0\n',
    stderr: '',
  });
  const { stdout } = await ask('status', '--json');
  const status = JSON.parse(stdout);
  assert.equal(status.targets[0].id, 'home');
});

it('watch: each thing that happens, on a line of its own', async () => {
  const run = start(program('PLAYSYNC_HOST'), ['watch', '--data', place.data], /All synced\n/);
  await run.ready;
  host.tell(watched('Heat'));
  await until('told', () => run.said().includes('home: Heat synced\n'));
  await host.api('POST', '/pause', {});
  await until('told', () => run.said().includes('paused (page)\n'));
  await host.api('POST', '/resume', {});
  await until('told', () => run.said().includes('resumed (page)\n'));
  assert.ok(!run.said().includes('\x1b'), 'no terminal, no control sequences');
  assert.equal((await run.stop('SIGINT')).code, 0);
});

it('watch --json: the messages as they are', async () => {
  const run = start(program('PLAYSYNC_HOST'), ['watch', '--data', place.data, '--json'], /"snapshot"/);
  await run.ready;
  host.tell(watched('Alien'));
  await until('told', () => run.said().includes('"item_synced"'));
  const types = run.said().trim().split('\n').map((line) => JSON.parse(line).type);
  assert.deepEqual(types.slice(0, 2), ['welcome', 'snapshot']);
  await run.stop();
});

it('queue: what was taken in, and why it stands there', async () => {
  const { stdout } = await ask('queue');
  assert.match(stdout, /^[0-9A-Z]{26} {2}home {2}alice {2}watched {2}Alien {2}synced\n.* Heat {2}synced\n$/);
  assert.match((await ask('queue', '--search', 'hea', '--state', 'synced', '--target', 'home')).stdout, /^\S+ .* Heat .*\n$/);
  assert.equal((await ask('queue', '--state', 'failed')).stdout, '');
  assert.match((await ask('queue', '--limit', '1')).stdout, /there are more/);
  assert.equal(JSON.parse((await ask('queue', '--json', '--limit', '1')).stdout).items.length, 1);
  assert.notEqual((await ask('queue', '--state', 'lost')).code, 0);
});

it('watches: what was watched, as a list and as a file, and forgotten', async () => {
  host.tell(watched('Persona', 'mallory'), watched('=1+1', 'mallory'));
  await until('kept', async () => (await host.api('GET', '/status')).kept.length === 1);
  assert.match((await ask('status')).stdout, /\n {2}kept, not sent: 2 watches of mallory\n$/);
  const { stdout } = await ask('watches', '--user', 'mallory', '--unsent');
  assert.match(stdout, /^\d+-[0-9a-f]{32} {2}\S+Z {2}mallory {2}=1\+1 {2}marked as watched, kept, not sent\n.* Persona .*\n$/);
  assert.match((await ask('watches', '--search', 'heat')).stdout, /^\S+ {2}\S+ {2}alice {2}Heat {2}marked as watched, for 1 target\n$/);
  assert.match((await ask('watches', '--limit', '1')).stdout, /there are more/);
  assert.equal(JSON.parse((await ask('watches', '--json', '--unsent')).stdout).items.length, 2);
  const lines = (await ask('watches', '--export', 'jsonl', '--unsent')).stdout.trimEnd().split('\n');
  assert.deepEqual(lines.map((line) => JSON.parse(line).item.title), ['=1+1', 'Persona']);
  const csv = (await ask('watches', '--export', 'csv', '--user', 'mallory')).stdout;
  assert.match(csv, /^name,user,kind,title,.*\r\n.*,mallory,movie,"'=1\+1",.*\r\n.*Persona.*\r\n$/);
  const [name] = stdout.split(' ');
  assert.equal((await ask('watches', '--forget', name)).stdout, `forgotten: ${name}\n`);
  const again = await ask('watches', '--forget', name);
  assert.equal(again.code, 1);
  assert.match(again.stderr, /there is no watch/);
  assert.match((await ask('status')).stdout, /kept, not sent: 1 watch of mallory\n$/);
  for (const wrong of [['--export', 'xlsx'], ['--limit', '0'], ['--export', 'csv', '--limit', '3']])
    assert.notEqual((await ask('watches', ...wrong)).code, 0);
});

it('watch ends with its playsync', async () => {
  const run = start(program('PLAYSYNC_HOST'), ['watch', '--data', place.data], /All synced\n/);
  await run.ready;
  await host.stop();
  assert.equal((await run.exited).code, 1);
  assert.match(run.said(), /no playsync runs on /);
  host = all.host = await startHost(place);
  assert.match((await ask('status')).stdout, /^All synced\n/);
});

it('nobody there is said in words, and the token stays here', async () => {
  const address = join(place.data, 'admin-address');
  assert.equal(statSync(address).mode & 0o777, 0o600);
  await host.stop();
  assert.ok(!existsSync(address));
  writeFileSync(address, '127.0.0.1:9\n'); // of one that was killed
  for (const command of ['status', 'watch', 'queue', 'watches']) {
    const { code, stderr } = await ask(command);
    assert.equal(code, 1);
    assert.match(stderr, /^playsync-host: no playsync runs on .*\(--data names another directory\)\n$/);
  }
  place.write('playsync.toml', '[admin]\nenabled = false\n');
  const run = spawn(program('PLAYSYNC_HOST'), hostArguments(place, '--events', '-', '--assume-online'), {
    stdio: ['pipe', 'ignore', 'ignore'],
  });
  const ended = once(run, 'exit');
  try {
    await until('said', async () => /has no admin page/.test((await ask('status')).stderr));
  } finally {
    run.kill();
    await ended;
  }
  place.listenAt(0);
  host = all.host = await startHost(place);
});
