// SPDX-License-Identifier: MIT
// What a person sees when something about the place, the settings or the certificate is wrong:
// one clear message, and nothing lost.

import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { after, before, beforeEach, describe, it } from 'node:test';

import { makePlace, runToEnd, startHost, startReceiver, until, watched } from '../support/programs.mjs';

let receiver;
let place;
before(async () => {
  receiver = await startReceiver();
});
after(() => receiver.stop());
beforeEach(async () => {
  await receiver.behave();
  place?.remove();
  place = makePlace(receiver.port);
});
after(() => place.remove());

describe('settings', () => {
  it('an unknown key is named with its place, and the rest holds', async () => {
    place.write('playsync.toml', '[admin]\nport = 0\n[engine]\ngathr_ms = 5\n');
    const { code, said } = await runToEnd(place, [watched('Heat')]);
    assert.match(said, /playsync\.toml:4:1: unknown key 'engine\.gathr_ms'/);
    assert.equal(code, 0);
  });

  it('a target with a bad value is named, and the others work', async () => {
    place.write('targets.d/broken.toml', 'type = "webhook"\nusers = ["alice"]\nurl = "home.example"\n');
    const { code, said } = await runToEnd(place, [watched('Heat')]);
    assert.match(said, /broken\.toml:3:7: 'url' is not an address/);
    assert.equal(code, 0);
    assert.equal((await receiver.changes()).length, 1);
  });

  it('what is saved is picked up, and a mistake changes nothing', async () => {
    const host = await startHost(place);
    const targets = async () => (await host.api('GET', '/targets')).items;
    place.write('targets.d/diary.toml', 'type = "journal"\nusers = ["alice"]\n');
    await until('the new target is there', async () => (await targets()).length === 2);
    place.write('targets.d/diary.toml', 'type = "jurnal"\nusers = ["alice"]\n');
    await until('the mistake is told', () => /diary\.toml:1:8: 'type' must be one of/.test(host.said()));
    await until('and what of it', () => /target diary goes on as it was/.test(host.said()));
    assert.deepEqual((await targets()).map((target) => target.id), ['diary', 'home']);
    host.tell(watched('Heat'));
    await until('both have it', async () => (await targets()).every((target) => target.counts.synced === 1));
    rmSync(join(place.config, 'targets.d/diary.toml'));
    await until('it is gone', async () => (await targets()).length === 1);
    await host.stop();
  });

  it('a port in use is named, and watches still go out', async () => {
    const other = createServer().listen(0, '127.0.0.1');
    await new Promise((resolve) => other.once('listening', resolve));
    place.listenAt(other.address().port);
    const { code, said } = await runToEnd(place, [watched('Heat')]);
    assert.match(said, new RegExp(`127\\.0\\.0\\.1:${other.address().port} is in use`));
    assert.equal(code, 0);
    assert.equal((await receiver.changes()).length, 1);
    other.close();
  });
});

describe('the data directory', () => {
  it('one that is not a directory is named', async () => {
    writeFileSync(place.data, 'a file');
    const { code, said } = await runToEnd(place, [watched('Heat')]);
    assert.notEqual(code, 0);
    assert.ok(said.includes(place.data), said);
  });

  it('of another process is left alone', async () => {
    const first = await startHost(place);
    const { code, said } = await runToEnd(place, [watched('Second')]);
    assert.notEqual(code, 0);
    assert.match(said, /another playsync uses it/);
    first.tell(watched('First'));
    await until('the first works on', async () => (await receiver.changes()).length === 1);
    await first.stop();
  });

  it('with a damaged store goes on with what is intact', async () => {
    const host = await startHost(place);
    host.tell({ event: 'pause' }, ...Array.from({ length: 200 }, (_, n) => watched(`Film ${n}`)), { event: 'flush' });
    await until('on disk', async () => (await host.card()).counts.pending === 200);
    await host.stop('SIGKILL');
    truncateSync(join(place.data, 'data.mdb'), 60_000);
    const { said } = await runToEnd(place, [watched('After')]);
    assert.match(said, /The store was damaged/);
    assert.ok(readdirSync(place.data).includes('data.mdb.damaged-1'));
    assert.ok((await receiver.changes()).some((change) => change.item.title === 'After'));
  });

  it('on a full disk refuses, says so, and goes on when there is room', { skip: process.getuid() !== 0 && 'needs root to mount' }, async (t) => {
    mkdirSync(place.data);
    try {
      execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=6m,mode=0700', 'tmpfs', place.data], { stdio: 'pipe' });
    } catch {
      return t.skip('this machine mounts no tmpfs');
    }
    const ballast = join(place.data, 'ballast');
    try {
      const host = await startHost(place);
      writeFileSync(ballast, Buffer.alloc(5600 * 1024));
      host.tell({ event: 'pause' }, ...Array.from({ length: 3000 }, (_, n) => watched(`Film ${n}`)));
      const status = () => host.api('GET', '/status');
      const refusing = await until('refusing', async () => (await status()).store.refusing);
      assert.match(refusing, /no space left on the disk/);
      rmSync(ballast);
      await until('taking again', async () => (await status()).store.refusing === null);
      await until('all are there', async () => (await host.card()).counts.pending === 3000);
      await host.stop();
    } finally {
      execFileSync('umount', ['-l', place.data]);
    }
  });

  it('that cannot be written is named', { skip: process.getuid() !== 0 && 'needs root to mount' }, async (t) => {
    mkdirSync(place.data);
    try {
      execFileSync('mount', ['-t', 'tmpfs', '-o', 'ro,mode=0700', 'tmpfs', place.data], { stdio: 'pipe' });
    } catch {
      return t.skip('this machine mounts no tmpfs');
    }
    try {
      const { code, said } = await runToEnd(place, [watched('Heat')]);
      assert.notEqual(code, 0);
      assert.ok(said.includes(place.data), said);
      assert.match(said, /read-only file system/i);
    } finally {
      execFileSync('umount', ['-l', place.data]);
    }
  });

  it('of another schema is refused and left as it is', async () => {
    await runToEnd(place, [watched('Heat')]);
    const file = join(place.data, 'data.mdb');
    const store = readFileSync(file);
    for (let at = 0; (at = store.indexOf('schema3', at)) >= 0; ++at) store.write('schema9', at);
    writeFileSync(file, store);
    const { code, said } = await runToEnd(place, [watched('Ran')]);
    assert.notEqual(code, 0);
    assert.match(said, /schema 9/);
    assert.ok(readFileSync(file).equals(store));
  });
});

describe('https', () => {
  let dir;
  before(() => {
    dir = makePlace(0).root;
    const openssl = (...args) => execFileSync('openssl', args, { cwd: dir, stdio: 'pipe' });
    openssl('req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-days', '2', '-keyout', 'key.pem', '-out', 'cert.pem',
      '-subj', '/CN=127.0.0.1', '-addext', 'subjectAltName=IP:127.0.0.1');
    openssl('req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-days', '2', '-keyout', 'other-key.pem', '-out', 'other.pem',
      '-subj', '/CN=elsewhere', '-addext', 'subjectAltName=DNS:elsewhere');
  });
  after(() => rmSync(dir, { recursive: true, force: true }));

  const withTls = async (certificate, key, target, look) => {
    const secure = await startReceiver('--tls', join(dir, certificate), join(dir, key));
    place.remove();
    place = makePlace(secure.port, { scheme: 'https', target });
    const host = await startHost(place);
    host.tell(watched('Heat'));
    try {
      await look(host);
    } finally {
      await host.stop();
      await secure.stop();
    }
  };
  const halted = (reason) => async (host) => {
    const card = await until('halted', async () => {
      const now = await host.card();
      return now.state === 'halted' && now;
    });
    assert.match(card.why.detail, reason);
    assert.equal(card.counts.pending, 1, 'nothing is lost');
  };

  it('works with a certificate that verifies', () =>
    withTls('cert.pem', 'key.pem', `ca_file = "${join(dir, 'cert.pem')}"\n`, (host) =>
      until('synced', async () => (await host.card()).counts.synced === 1)));
  it('halts on one nobody vouches for', () =>
    withTls('cert.pem', 'key.pem', '', halted(/certificate of 127\.0\.0\.1 does not verify: self-signed/)));
  it('halts on one for another name', () =>
    withTls('other.pem', 'other-key.pem', `ca_file = "${join(dir, 'other.pem')}"\n`, halted(/of 127\.0\.0\.1 does not verify: IP address mismatch/)));
});

describe('signatures', () => {
  const secret = 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw';
  it('are right with the right secret, and a wrong one needs a person', async () => {
    const strict = await startReceiver('--secret', secret);
    place.remove();
    place = makePlace(strict.port, { target: `secret = "${secret}"\n` });
    let host = await startHost(place);
    host.tell(watched('Heat'));
    await until('synced', async () => (await host.card()).counts.synced === 1);
    await host.stop();
    place.write('targets.d/home.toml',
      `type = "webhook"\nurl = "http://127.0.0.1:${strict.port}/hook"\nusers = ["alice"]\n`);
    host = await startHost(place);
    host.tell(watched('Ronin'));
    await until('needs log-in', async () => (await host.card()).state === 'needs log-in');
    assert.equal((await host.card()).counts.pending, 1);
    assert.equal((await strict.seen()).bad_signatures, 1, 'it does not hammer');
    await host.stop();
    await strict.stop();
  });
});

describe('a target that is removed with its changes', () => {
  it('leaves none of them, not even what was in flight', async () => {
    const own = await startReceiver();
    await own.behave({ do: 'hang' });
    place.remove();
    place = makePlace(own.port);
    const host = await startHost(place);
    const counts = async () => (await host.card()).counts;
    const titles = async () => (await host.api('GET', '/changes')).items.map(({ item }) => item.title);
    host.tell(watched('Heat'));
    await until('it is in flight', async () => (await counts()).syncing === 1);
    host.tell(watched('Ronin'));
    await until('another waits', async () => (await counts()).pending === 1);
    const answer = await fetch(`http://127.0.0.1:${host.port}/api/v1/targets/home?changes=discard`, {
      method: 'DELETE',
      headers: { Authorization: `Bearer ${host.token()}`, 'If-Match': '*' },
    });
    assert.deepEqual(await answer.json(), { discarded: 1 });
    assert.deepEqual(await titles(), ['Heat'], 'the service may still take it');
    await own.stop('SIGKILL');
    await until('none is left', async () => (await titles()).length === 0);
    await host.stop();
  });
});
