// SPDX-License-Identifier: MIT
// Who is let into a Trakt account, for how long, and what waits meanwhile.

import assert from 'node:assert/strict';
import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';

import { program, start, until } from '../support/programs.mjs';
import { heat, home as makeHome, ronin, say } from './trakt.mjs';

const home = makeHome();
const account = () => join(home.place.data, 'account-home.json');
const logIn = () => home.host.api('POST', '/targets/home/login', {});
const state = async () => (await home.card()).login.state;
/** The status of a request whose answer has no body, or none that matters. */
async function call(method, path, body, fields = {}) {
  const headers = { Authorization: `Bearer ${home.host.token()}`, 'Content-Type': 'application/json', ...fields };
  return (await fetch(`http://127.0.0.1:${home.host.port}/api/v1${path}`, { method, headers, body })).status;
}
/** What Trakt says to who comes with `access`. */
async function settingsOf(access) {
  const headers = { Authorization: `Bearer ${access}`, 'Content-Type': 'application/json', 'User-Agent': 'Test/1.0', 'trakt-api-version': '2', 'trakt-api-key': 'client' };
  return (await fetch(`${home.fake.address}/users/settings`, { headers })).status;
}

describe('the page', () => {
  it('shows a code until the person has said yes; what waited goes out', async () => {
    await home.start();
    home.tell(say('watched', heat));
    await home.inState('needs log-in');
    const login = await logIn();
    assert.equal(login.state, 'waiting');
    assert.equal(login.verify_url, 'https://trakt.tv/activate');
    assert.match(login.user_code, /^[0-9A-F]{8}$/);
    assert.ok(Date.parse(login.expires) > Date.now() + 500_000);
    await home.fake.does('person', { code: login.user_code, says: 'yes' });
    await home.synced(1);
    assert.equal((await home.card()).login.user, 'alice');
    assert.equal(statSync(account()).mode & 0o777, 0o600);
    assert.doesNotMatch(home.host.said(), /sesame|access_token/);
    assert.doesNotMatch(JSON.stringify(await home.host.api('GET', '/status')), /sesame/);
  });

  it('says when the person said no, and lets try again', async () => {
    await home.start();
    const { user_code } = await logIn();
    await home.fake.does('person', { code: user_code, says: 'no' });
    await until('it is over', async () => (await state()) === 'out');
    assert.match(home.host.said(), /log-in denied/);
    await home.logIn();
  });

  it('says when the code has expired', async () => {
    await home.start();
    const { user_code } = await logIn();
    await home.fake.does('person', { code: user_code, says: 'never' });
    await until('it is over', async () => /log-in expired/.test(home.host.said()));
  });

  it('asks less often when it is told to, and through an outage', async () => {
    await home.start();
    await home.fake.order({ path: '/oauth/device/token', status: 503 }, { path: '/oauth/device/token', status: 200, body: '<html>captcha' });
    const { user_code } = await logIn();
    await home.fake.does('person', { code: user_code, says: 'yes' });
    await until('somebody is in', async () => (await state()) === 'in');
  });

  it('says that the app is not known', async () => {
    home.place.write('targets.d/home.toml', `users = ["alice"]\n${home.settings().replace('"client"', '"other"')}`);
    await home.start();
    await assert.rejects(logIn(), /502.*does not know this app/);
  });

  it('lets out', async () => {
    await home.startIn();
    const { access } = JSON.parse(readFileSync(account(), 'utf8'));
    assert.equal(await settingsOf(access), 200);
    await call('POST', '/targets/home/logout', '{}');
    await home.inState('needs log-in');
    assert.equal((await home.seen()).revoked, 1, 'taken back there too');
    assert.equal(await settingsOf(access), 401);
    assert.throws(() => readFileSync(account()));
    assert.match(home.host.said(), /target home: logged out\n/);
  });

  it('lets out also when the service does not answer, and says so', async () => {
    await home.startIn();
    await home.fake.order({ path: '/oauth/revoke', status: 503 });
    await call('POST', '/targets/home/logout', '{}');
    await home.inState('needs log-in');
    assert.throws(() => readFileSync(account()));
    assert.match(home.host.said(), /target home: logged out here; the service could not be told: .*503/);
  });
});

describe('a target that is removed', () => {
  const remove = () => call('DELETE', '/targets/home?changes=discard', undefined, { 'If-Match': '*' });
  const told = (words) => until(`the log says ${words}`, () => words.test(home.host.said()));

  it('is taken back at the service too', async () => {
    await home.startIn();
    const { access } = JSON.parse(readFileSync(account(), 'utf8'));
    assert.equal(await remove(), 200);
    assert.throws(() => readFileSync(account()));
    await told(/target home: logged out\n/);
    assert.equal((await home.seen()).revoked, 1);
    assert.equal(await settingsOf(access), 401);
  });

  it('is gone whatever the service says, and it is asked once', async () => {
    for (const order of [{ status: 503 }, { status: 200, body: '<html>captcha' }, { drop: true }]) {
      await home.beginAgain();
      await home.startIn();
      await home.fake.order({ path: '/oauth/revoke', ...order });
      assert.equal(await remove(), 200);
      assert.throws(() => readFileSync(account()));
      await told(/target home: logged out here; the service could not be told: \w+/);
      assert.equal((await home.seen()).revoked, 0, 'once');
      await home.host.stop();
    }
  });

  it('that nobody was let into has nothing to take back', async () => {
    await home.start();
    assert.equal(await remove(), 200);
    assert.doesNotMatch(home.host.said(), /logged out/);
  });

  it('may be set up and let in anew while the service is still being told', async () => {
    await home.startIn();
    await home.fake.order({ path: '/oauth/revoke', hold: true });
    assert.equal(await remove(), 200);
    home.target();
    await until('it is there again', async () => (await home.card().catch(() => ({}))).login);
    assert.equal(await state(), 'out', 'nobody is let in by what was taken back');
    await home.logIn();
    await home.fake.does('release');
    await told(/target home: logged out\n/);
    assert.equal(await state(), 'in');
    assert.ok(readFileSync(account()));
  });
});

/** playsync-host login, and what it said until `sign`. */
async function atTerminal(sign, ...more) {
  const run = start(program('PLAYSYNC_HOST'), ['login', 'home', '--data', home.place.data, ...more], sign);
  run.ready.catch(() => {}); // what it said is judged by the caller
  return run;
}
const codeOf = async (run) => (await run.ready)[1];

describe('playsync-host login', () => {
  const shown = /Open https:\/\/trakt\.tv\/activate and enter ([0-9A-F]{8})/;

  it('shows address and code, and ends when somebody is in', async () => {
    await home.start();
    const run = await atTerminal(shown);
    await home.fake.does('person', { code: await codeOf(run), says: 'yes' });
    assert.equal((await run.exited).code, 0, run.said());
    assert.match(run.said(), /logged in as alice/);
    assert.equal(await state(), 'in');
  });

  for (const [says, words] of [['no', /it was denied there/], ['never', /the code has expired; try again/]])
    it(`ends with 3 when the person said ${says}`, async () => {
      await home.start();
      const run = await atTerminal(shown);
      await home.fake.does('person', { code: await codeOf(run), says });
      assert.equal((await run.exited).code, 3, run.said());
      assert.match(run.said(), words);
    });

  it('is called off by a signal', async () => {
    await home.start();
    const run = await atTerminal(shown);
    await run.ready;
    assert.equal((await run.stop('SIGINT')).code, 130);
    assert.match(run.said(), /called off/);
    await until('it is over', async () => (await state()) === 'out');
  });

  it('says what is wrong', async () => {
    const ends = async (...more) => {
      const run = await atTerminal(/./, ...more);
      run.child.stdin.end('a-token\n');
      return [(await run.exited).code, run.said()];
    };
    const [code, words] = await ends();
    assert.equal(code, 1);
    assert.match(words, /playsync-host: .+/);
    await home.start();
    const [token, refusal] = await ends('--token');
    assert.equal(token, 1);
    assert.match(refusal, /by a code alone/);
    home.place.write('targets.d/log.toml', 'type = "journal"\nusers = ["alice"]\n');
    for (const [name, says] of [['../home', /is no target's name/], ['nobody', /there is no target 'nobody'/]]) {
      const run = start(program('PLAYSYNC_HOST'), ['login', name, '--data', home.place.data], /./);
      run.ready.catch(() => {});
      assert.equal((await run.exited).code, 1);
      assert.match(run.said(), says);
    }
  });
});

describe('tokens', () => {
  it('are renewed at two thirds of their life, each once, also over a kill', async () => {
    await home.beginAgain('--life', '3');
    await home.startIn();
    for (const film of [heat, ronin]) {
      const before = (await home.seen()).refreshes;
      await until('renewed', async () => (await home.seen()).refreshes > before);
      const { refresh } = await home.seen();
      await until('on disk', () => readFileSync(account(), 'utf8').includes(refresh));
      await home.host.stop('SIGKILL');
      await home.start();
      home.tell(say('watched', film));
    }
    await home.synced(2);
    assert.equal(await state(), 'in');
  });

  it('that were revoked need the person; nothing is spent, and it goes on', async () => {
    await home.startIn();
    await home.fake.does('revoke');
    home.tell(say('watched', heat));
    const card = await home.inState('needs log-in');
    assert.match(card.why.detail, /log in again/);
    const [change] = await home.changes();
    assert.deepEqual([change.state, change.attempts], ['pending', 0]);
    await home.logIn();
    await home.synced(1);
  });

  it('that were being renewed when the person logged out let nobody in', async () => {
    await home.beginAgain('--life', '3');
    await home.fake.order({ path: '/oauth/token', hold: true });
    await home.startIn();
    await until('they are being renewed', async () => (await home.seen()).refreshes === 1);
    await call('POST', '/targets/home/logout', '{}');
    await home.fake.does('release');
    await until('the answer came', async () => /nobody is logged in/.test((await home.card()).last_error?.message));
    assert.equal(await state(), 'out');
    assert.throws(() => readFileSync(account()));
  });

  it('are kept when a page answers in place of the service', async () => {
    await home.beginAgain('--life', '2');
    await home.startIn();
    await home.fake.order({ path: '/oauth/token', status: 200, body: '<html>captcha', times: 3 });
    const before = readFileSync(account(), 'utf8');
    await until('all three were told', async () => (await home.card()).last_error?.message.includes('a web page answered'));
    assert.equal(readFileSync(account(), 'utf8'), before);
    home.tell(say('watched', heat));
    await home.synced(1);
    assert.deepEqual((await home.changes()).map(({ attempts }) => attempts), [0]);
  });

  it('of one app are not shown to another', async () => {
    await home.startIn();
    const other = home.settings().replace('"client"', '"other"');
    home.place.write('targets.d/home.toml', `users = ["alice"]\n${other}`);
    await home.inState('needs log-in');
  });

  it('are tested step by step', async () => {
    await home.start();
    const out = await home.host.api('POST', '/targets/home/test', {});
    assert.deepEqual(out.steps.map(({ name, ok }) => [name, ok]), [['name', true], ['connect', true], ['account', false]]);
    await home.logIn();
    const tested = await until('a second has passed', () => home.host.api('POST', '/targets/home/test', {}).catch(() => undefined));
    assert.deepEqual([tested.ok, tested.steps[2].detail], [true, 'alice']);
  });
});
