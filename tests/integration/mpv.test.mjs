// SPDX-License-Identifier: MIT
// A real file in the real, headless mpv with the plugin in its scripts folder.

import assert from 'node:assert/strict';
import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { copyFileSync, mkdirSync, readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { after, afterEach, before, beforeEach, it } from 'node:test';

import { makePlace, program, startHost, startReceiver, until } from '../support/programs.mjs';

const seconds = 20;
const engine = '[engine]\ngather_ms = 20\nprogress_interval_ms = 200\n';

// A sanitizer must be in the process before the player is.
const preload = process.env.PLAYSYNC_MPV_PRELOAD
  ? { LD_PRELOAD: process.env.PLAYSYNC_MPV_PRELOAD, ASAN_OPTIONS: 'detect_leaks=0' }
  : {};

let studio; // where the films are
let receiver;
let place;

function film(name, ...tags) {
  const path = join(studio.root, name);
  mkdirSync(join(path, '..'), { recursive: true });
  execFileSync('ffmpeg', [
    '-v', 'error', '-f', 'lavfi', '-i', `testsrc=size=64x48:rate=10:duration=${seconds}`,
    '-c:v', 'mpeg4', '-g', '10', ...tags.flatMap((tag) => ['-metadata', tag]), path,
  ]);
  return path;
}

let heat;
let episode;
before(() => {
  studio = makePlace(0);
  heat = film('heat.mkv', 'TITLE=Heat', 'IMDB=tt0113277', 'TMDB=movie/949');
  episode = film('Show (2008)/Season 01/Show - S01E02 - Second.mkv');
});
after(() => studio.remove());

beforeEach(async () => {
  receiver = await startReceiver();
  place = makePlace(receiver.port, { engine });
  mkdirSync(join(place.root, 'mpv/scripts'), { recursive: true });
  copyFileSync(program('PLAYSYNC_MPV'), join(place.root, 'mpv/scripts/playsync-mpv.so'));
});
afterEach(async () => {
  await receiver.stop();
  place.remove();
});

/** Starts mpv on `file`; `.ended` is its exit code. */
function play(file, ...options) {
  const child = spawn(
    'mpv',
    [
      `--config-dir=${place.root}/mpv`, '--vo=null', '--ao=null', '--no-audio', '--msg-level=all=error',
      `--script-opts=playsync-data=${place.data},playsync-config=${place.config},playsync-user=alice`,
      ...options, file,
    ],
    { stdio: ['ignore', 'pipe', 'pipe'], env: { ...process.env, ...preload } },
  );
  child.stdout.resume();
  child.stderr.resume();
  const ended = new Promise((resolve) => child.once('exit', (code, signal) => resolve(code ?? signal)));
  return { child, ended };
}

const verbs = async () => (await receiver.changes()).map((change) => change.verb);

it('a film played to its end is watched, once, with the ids of its tags', async () => {
  assert.equal(await play(heat, '--speed=4').ended, 0);
  const changes = await receiver.changes();
  const marks = changes.filter((change) => change.verb === 'watched');
  assert.equal(marks.length, 1, JSON.stringify(changes));
  assert.equal(marks[0].user, 'alice');
  assert.equal(marks[0].item.title, 'Heat');
  assert.deepEqual(marks[0].item.ids, { imdb: 'tt0113277', tmdb: '949' });
  assert.ok(Math.abs(marks[0].duration_ms - seconds * 1000) < 500);
  assert.equal((await receiver.seen()).repeats, 0);
});

it('a film left in the middle has its last position, sent before mpv is gone', async () => {
  assert.equal(await play(heat, '--speed=4', '--end=12').ended, 0);
  const changes = await receiver.changes();
  assert.ok(!changes.some((change) => change.verb === 'watched'));
  const last = changes.at(-1);
  assert.equal(last.verb, 'progress');
  assert.ok(Math.abs(last.position_ms - 12_000) < 1000, `${last.position_ms}`);
});

it('an episode is known by its folder and name', async () => {
  assert.equal(await play(episode, '--speed=4').ended, 0);
  const mark = (await receiver.changes()).find((change) => change.verb === 'watched');
  assert.equal(mark.item.kind, 'episode');
  assert.equal(mark.item.show, 'Show');
  assert.deepEqual([mark.item.season, mark.item.episode], [1, 2]);
});

/** Serves `path` under any name, to those who know a password and a key. */
async function serve(path) {
  const bytes = readFileSync(path);
  const server = createServer((request, response) => {
    const known = request.headers.authorization === `Basic ${btoa('ada:hushhush')}`;
    if (!known) return response.writeHead(401, { 'www-authenticate': 'Basic realm="films"' }).end();
    const from = Number(/^bytes=(\d+)-/.exec(request.headers.range ?? '')?.[1] ?? 0);
    response.writeHead(request.headers.range ? 206 : 200, {
      'accept-ranges': 'bytes',
      'content-length': bytes.length - from,
      'content-range': `bytes ${from}-${bytes.length - 1}/${bytes.length}`,
    });
    return response.end(bytes.subarray(from));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return { at: `127.0.0.1:${server.address().port}`, stop: () => server.close() };
}

it('a film at a URL is known as its file would be, and nothing secret of the URL is kept', async () => {
  const server = await serve(film('plain.mkv'));
  try {
    for (const token of ['HUSHTOKEN1', 'HUSHTOKEN2']) {
      const url = `http://ada:hushhush@${server.at}/tv/Lost%20-%20S01E02.mkv?id=hushid&api_key=${token}#hushpart`;
      assert.equal(await play(url, '--speed=4').ended, 0);
    }
  } finally {
    server.stop();
  }
  const changes = await receiver.changes();
  const marks = changes.filter((change) => change.verb === 'watched');
  assert.ok(marks.length > 0, JSON.stringify(changes));
  for (const { item } of marks) {
    assert.deepEqual([item.kind, item.show, item.title, item.season, item.episode], ['episode', 'Lost', undefined, 1, 2]);
    assert.match(item.host_key, /^http:\/\/127\.0\.0\.1:\d+\/tv\/Lost%20-%20S01E02\.mkv~[0-9a-f]{24}$/);
  }
  assert.equal(new Set(marks.map(({ item }) => item.host_key)).size, 1, 'another token is no other film');
  assert.doesNotMatch(JSON.stringify(changes), /hush/i);
  assert.doesNotMatch(readFileSync(join(place.data, 'data.mdb'), 'latin1'), /hush/i);
});

it('a receiver that goes away during playback costs nothing, not an attempt', async () => {
  const { port } = receiver;
  const player = play(heat, '--speed=4');
  await until('the start arrived', async () => (await verbs()).length > 0);
  await receiver.stop();
  assert.equal(await player.ended, 0);

  const host = await startHost({ ...place });
  const waiting = (await host.api('GET', '/changes?state=pending')).items;
  assert.deepEqual(waiting.map((change) => [change.verb, change.attempts]), [['watched', 0]]);
  await host.stop();

  receiver = await startReceiver('--port', String(port));
  const again = play(episode);
  await until('the mark arrived', async () => (await verbs()).includes('watched'));
  again.child.kill('SIGKILL');
  await again.ended;
  assert.equal((await receiver.changes()).filter((change) => change.verb === 'watched').length, 1);
});

it('after mpv was killed the next start delivers the rest', async () => {
  const { port } = receiver;
  await receiver.stop();
  const player = play(heat, '--speed=4');
  // A page is in the file before its transaction is; of the second one, the first is committed.
  const stored = () => {
    try {
      const text = readFileSync(join(place.data, 'data.mdb'), 'latin1');
      return new Set(text.match(/tt0113277[^}]*\}[^}]*\},"position_ms":\d+/g)).size > 1;
    } catch {
      return false;
    }
  };
  await until('a position is on disk', stored);
  player.child.kill('SIGKILL');
  assert.equal(await player.ended, 'SIGKILL');

  receiver = await startReceiver('--port', String(port));
  const next = play(episode);
  const about = (title) => async () => (await receiver.changes()).some((change) => change.item.title === title);
  await until('the rest of the killed one', about('Heat'));
  next.child.kill('SIGTERM');
  await next.ended;
});
