// SPDX-License-Identifier: MIT
// Tokens, codes and sessions: who gets in, for how long, and what is told of secrets to anybody.

import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { renameSync, statSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';

import { Visit, ask, makePlace, quick, request, startHost, startWorld, tokenOf, until, watched } from './world.mjs';

const signIn = (world, body) => world.post('/api/v1/session', JSON.stringify(body), { 'Content-Type': 'application/json' });

describe('B2.5 comparing', () => {
  /** Whether `body` compiles inside a function that has two secrets of each kind. */
  const compiles = (body) => {
    const root = fileURLToPath(new URL('../..', import.meta.url));
    const text = `#include "storage/secret.hpp"\n#include "web/secret.hpp"\n#include <iostream>\nbool f(playsync::web::Secret a, playsync::web::Secret b, playsync::Secret c, std::string s) { ${body} }`;
    return spawnSync(process.env.PLAYSYNC_CXX ?? 'c++', ['-std=c++20', '-fsyntax-only', `-I${root}`, '-xc++', '-'], { input: text }).status === 0;
  };

  it('B2.5 a secret cannot be compared with ==, printed or read by accident; it can be matched', () => {
    assert.ok(compiles('return a.matches(s) && c.empty();'));
    for (const body of ['return a == b;', 'return a != b;', 'return a == s;', 'return c == s;', 'std::cout << a;', 'std::cout << c;', 'std::string text = c; return text.empty();', 'return a.digest_[0];'])
      assert.ok(!compiles(`${body} return true;`), body);
  });
});

describe('B2.6 what is there at the first start', () => {
  it('B2.6 two fresh starts have different tokens of 256 bits, in files of mode 0600, which the log names and does not tell', async () => {
    const worlds = [await startWorld(), await startWorld()];
    const tokens = worlds.map((world) => world.token);
    assert.notEqual(tokens[0], tokens[1]);
    for (const { place, host, token, stop } of worlds) {
      assert.equal(Buffer.from(token, 'base64url').length, 32);
      const file = join(place.data, 'admin-token');
      assert.equal(statSync(file).mode & 0o777, 0o600);
      assert.ok(host.said().includes(file), 'the log names the file');
      assert.ok(!host.said().includes(token), 'and not what is in it');
      await stop();
    }
  });
});

describe('B2.7 guessing', () => {
  it('B2.7 a code is dead after its use and after five misses; the eleventh wrong one of a minute has to wait, the token never', async () => {
    const world = await startWorld();
    const wrong = () => signIn(world, { code: 'marked-guess' });
    assert.equal((await signIn(world, { code: world.host.code })).status, 201);
    const misses = [await signIn(world, { code: world.host.code })]; // used up
    const { code } = (await world.post('/api/v1/session/code')).json;
    for (let n = 0; n < 5; ++n) misses.push(await wrong());
    misses.push(await signIn(world, { code })); // five misses killed it
    misses.push(await signIn(world, { token: 'marked-guess' }));
    misses.push(await world.get('/api/v1/status', { Authorization: 'Bearer marked-guess' }));
    misses.push(await wrong());
    assert.deepEqual(misses.map((answer) => answer.status), Array(10).fill(401));
    const eleventh = await wrong();
    assert.deepEqual([eleventh.status, eleventh.json.code], [429, 'too_many']);
    const wait = Number(eleventh.headers.get('retry-after'));
    assert.ok(wait >= 1 && wait <= 60, `${wait} s`);
    assert.equal((await world.get('/api/v1/status')).status, 200);
    assert.equal((await signIn(world, { token: world.token })).status, 201);
    await until('each try is in the log', () => (world.host.said().match(/a code or token was refused/g) ?? []).length >= 11);
    assert.match(world.host.said(), /info: admin page: a session was opened/);
    assert.doesNotMatch(world.host.said(), /marked-guess/);
    await world.stop();
  });
});

describe('B2.27 the end of a session', () => {
  let world;
  before(async () => {
    world = await startWorld();
  });
  after(() => world.stop());

  const open = async () => (await signIn(world, { token: world.token })).json.token;
  const asks = async (token) => (await world.get('/api/v1/session', { Authorization: `Bearer ${token}` })).status;
  const page = async (token) => {
    const visit = new Visit(world.port, { Origin: `http://127.0.0.1:${world.port}` });
    await visit.opened();
    visit.hello(token);
    assert.equal((await visit.message()).type, 'welcome');
    return visit;
  };
  const closesWithinASecond = async (visits, act) => {
    const begun = Date.now();
    await act();
    for (const visit of visits) assert.equal(await visit.closed(), 4401);
    assert.ok(Date.now() - begun < 2000, `${Date.now() - begun} ms`);
  };

  it('B2.27 signing out is in force at once, and closes that session\'s pages only', async () => {
    const [mine, other] = [await open(), await open()];
    const [own, witness] = [await page(mine), await page(other)];
    await closesWithinASecond([own], async () => {
      const answer = await ask(world.port, request('DELETE', '/api/v1/session', { Authorization: `Bearer ${mine}` }));
      assert.equal(answer.status, 204);
      assert.equal(await asks(mine), 401);
    });
    assert.equal(await asks(other), 200);
    assert.equal(witness.wire.ended, false);
    witness.wire.close();
  });

  it('B2.27 the seventeenth session ends the oldest, and its pages', async () => {
    const oldest = await open();
    const visit = await page(oldest);
    const more = [];
    await closesWithinASecond([visit], async () => {
      for (let n = 0; n < 16; ++n) more.push(await open());
      assert.equal(await asks(oldest), 401);
    });
    assert.equal(await asks(more.at(-1)), 200);
  });

  it('B2.27 another token in the file signs everybody out', async () => {
    const session = await open();
    const before = world.token;
    const visits = [await page(session), await page(before)];
    const file = join(world.place.data, 'admin-token');
    await closesWithinASecond(visits, async () => {
      writeFileSync(`${file}.next`, `${'n'.repeat(43)}\n`, { mode: 0o600 });
      renameSync(`${file}.next`, file);
      assert.equal(await asks(session), 401);
      assert.equal(await asks(before), 401);
    });
    assert.equal(await asks('n'.repeat(43)), 200);
  });
});

describe('B2.24 formulas in an export', () => {
  it('B2.24 a title that a spreadsheet would run is a quoted text', async (t) => {
    const world = await startWorld();
    t.after(() => world.stop());
    const formulas = ['=HYPERLINK("http://evil","a")', '+1+1', '-1-1', '@SUM(1)', '\t=1', '\r=1'];
    for (const title of formulas) world.host.tell(watched(title));
    await until('all are there', async () => (await world.host.api('GET', '/history')).items.length === formulas.length);
    const { body } = await world.get('/api/v1/export?what=changes&format=csv');
    for (const title of formulas) assert.ok(body.includes(`"'${title.replaceAll('"', '""')}"`), `${JSON.stringify(title)} in ${body}`);
  });
});

describe('B2.15 log injection', () => {
  it('B2.15 a title with CR LF, ESC, NUL, U+202E or a megabyte is one line, escaped, at most 1 KiB', async (t) => {
    const hostile = {
      lines: 'Heat\r\nerror: forged',
      escape: 'Heat\x1b[2J\x1b]0;forged\x07',
      nul: 'Heat\0forged',
      bidi: 'Heat\u202egnp.exe\u2066\u200f',
      c1: 'Heat\u009b31m\u0085next',
      separators: 'Heat\u2028next\u2029next',
      long: `Heat ${'x'.repeat(4000)}`,
      megabyte: 'x'.repeat(1024 * 1024),
    };
    const world = await startWorld({ engine: `${quick}[log]\nlevel = "debug"\n`, hostOptions: ['--log-level', 'debug'] });
    t.after(() => world.stop());
    await world.receiver.behave({ do: 'refuse', match: '"', status: 'rejected', error: 'no\r\nerror: forged\x1b[2J\u202e', times: 0 });
    for (const title of Object.values(hostile)) world.host.tell(watched(title));
    world.host.tell({ event: 'start', user: 'eve\r\nerror: forged\x1b[2J', item: { kind: 'movie', title: 'x' } }, watched('The last one'));
    await until('all are refused', () => /The last one failed/.test(world.host.said()));
    await world.host.stop();
    const said = world.host.said();
    for (const line of said.split('\n')) {
      assert.match(line, /^(|(debug|info|warning|error): .*|admin page: .*|(home: )?.*( failed: .*| …)|synced .*|standard input:\d+: .*|\d+ lines? skipped)$/);
      assert.doesNotMatch(line, /^error: forged/);
      // eslint-disable-next-line no-control-regex
      assert.doesNotMatch(line, /[\u0000-\u001f\u007f-\u009f\u200e\u200f\u2028-\u202e\u2066-\u2069]/, JSON.stringify(line));
      assert.ok(Buffer.byteLength(line) <= 1100, `${Buffer.byteLength(line)} bytes`);
    }
    assert.match(said, /Heat\\x0d\\x0aerror: forged/);
    assert.match(said, /Heat\\u202egnp/);
  });
});

describe('B2.16 secrets in what is told', () => {
  it('B2.16 no secret is in the log at its finest, in an answer, an event, or what a service repeats', async (t) => {
    const marked = {
      webhook: `whsec_${Buffer.from('marked-webhook-secret-0123').toString('base64')}`,
      query: 'marked+query/of=address',
      token: 'marked-token-of-listens',
      key: 'marked key of a server',
      password: 'marked pass"wörd',
      typed: 'marked-typed-password',
    };
    // A service that repeats all it was sent, in every way it can be written, and wants none of it.
    const forms = (text) => [text, encodeURIComponent(text), Buffer.from(text).toString('base64'), Buffer.from(text).toString('base64url')];
    const heard = [];
    const echo = createServer((incoming, answer) => {
      const parts = [];
      incoming.on('data', (part) => parts.push(part)).on('end', () => {
        const sent = [incoming.url, ...Object.values(incoming.headers), Buffer.concat(parts).toString()].join(' ');
        const all = [sent, sent.replaceAll('\\"', '"'), sent.replace(/(%[0-9a-f]{2})+/gi, decodeURIComponent)].join(' ');
        heard.push(all);
        const error = Object.values(marked).filter((secret) => all.includes(secret)).flatMap(forms).join(' ');
        if (incoming.url.startsWith('/System/Info')) return answer.end('{"Id": "1", "ProductName": "Jellyfin Server", "Version": "10.10.0"}');
        const status = incoming.url.includes('/401') ? 401 : 400;
        answer.writeHead(status, { 'Content-Type': 'application/json' }).end(JSON.stringify({ error, message: error }));
      });
    }).listen(0, '127.0.0.1');
    await new Promise((resolve) => echo.once('listening', resolve));
    const url = `http://127.0.0.1:${echo.address().port}`;
    const place = makePlace(0, { engine: `${quick}[log]\nlevel = "debug"\n` });
    const write = (name, text) => place.write(`targets.d/${name}.toml`, `users = ["alice"]\n${text}\n`);
    write('home', `type = "webhook"\nurl = "${url}/hook?token=${encodeURIComponent(marked.query)}"\nsecret = "${marked.webhook}"`);
    write('music', `type = "listenbrainz"\nurl = "${url}"\ntoken = "${marked.token}"`);
    write('music-401', `type = "listenbrainz"\nurl = "${url}/401"\ntoken = "${marked.token}"`);
    write('films', `type = "jellyfin"\nurl = "${url}"\nuser = "alice"\napi_key = "${marked.key}"`);
    write('films-password', `type = "jellyfin"\nurl = "${url}"\nuser = "alice"\npassword = '${marked.password}'`);
    write('films-typed', `type = "jellyfin"\nurl = "${url}"\nuser = "alice"`);
    const host = await startHost(place, '--log-level', 'debug');
    t.after(async () => {
      await host.stop();
      echo.close();
      place.remove();
    });
    const token = tokenOf(place);
    const told = [];
    const bearer = { Authorization: `Bearer ${token}`, 'Content-Type': 'application/json' };
    const call = async (method, path, body) => told.push((await ask(host.port, request(method, `/api/v1${path}`, bearer, body && JSON.stringify(body)))).body);
    const visit = new Visit(host.port, { Origin: `http://127.0.0.1:${host.port}` });
    await visit.opened();
    visit.hello(token);
    void (async () => {
      for (let message; (message = await visit.message()); ) told.push(JSON.stringify(message));
    })();
    const song = { kind: 'track', title: 'Song', artist: 'Band', album: 'Album', duration_ms: 200_000 };
    host.tell(watched('Heat'), { event: 'watched', user: 'alice', item: song });
    const names = ['home', 'music', 'music-401', 'films', 'films-password'];
    for (const name of names) await until(`${name} was refused`, async () => (await host.api('GET', `/targets/${name}`)).last_error);
    for (const name of [...names, 'films-typed']) await call('POST', `/targets/${name}/test`, {});
    await call('POST', '/targets/films-typed/login', { user: 'alice', password: marked.typed });
    const session = (await ask(host.port, request('POST', '/api/v1/session', { 'Content-Type': 'application/json' }, JSON.stringify({ code: host.code })))).json.token;
    for (const path of ['/status', '/targets', '/changes', '/history', '/config', '/log', '/diagnostics', '/series', '/openapi.json', '/nowhere'])
      await call('GET', path);
    for (const change of (await host.api('GET', '/changes')).items) await call('GET', `/changes/${change.id}`);
    await call('GET', '/export?what=changes&format=jsonl');
    assert.match(told.at(-1), /Heat/);
    await call('POST', '/session', { token: 'marked-wrong' });
    for (const path of ['/healthz', '/readyz', '/metrics']) told.push((await ask(host.port, request('GET', path, bearer))).body);
    await host.stop();
    await visit.closed();
    for (const name of ['query', 'token', 'key', 'password', 'typed'])
      assert.ok(heard.some((text) => text.includes(marked[name])), `the service was told the ${name}`);
    const everything = { log: host.said().replace(host.code, ''), answers: told.join('\n') };
    assert.ok(everything.answers.includes('***'), 'something was repeated, and hidden');
    for (const [what, secret] of Object.entries({ ...marked, admin: token, session, code: host.code, wrong: 'marked-wrong' }))
      for (const form of forms(secret))
        for (const [where, text] of Object.entries(everything)) {
          const at = text.indexOf(form);
          assert.equal(at, -1, `${what} in ${where}: …${text.slice(Math.max(0, at - 200), at + 80)}`);
        }
  });
});
