// SPDX-License-Identifier: MIT
// Files: whose they are, who may read them, and what is put in their place.

import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { chmodSync, chownSync, lstatSync, mkdirSync, readFileSync, readdirSync, renameSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, beforeEach, describe, it } from 'node:test';

import { hostArguments, makePlace, program, quick, runToEnd, startHost, startReceiver, until, watched } from './world.mjs';

const receiver = await startReceiver();
after(() => receiver.stop());
let place;
beforeEach(() => {
  place?.remove();
  place = makePlace(receiver.port, { engine: quick });
});
after(() => place.remove());

const rights = (path) => (statSync(path).mode & 0o777).toString(8);
const asRoot = { skip: process.getuid() !== 0 && 'needs root to give a file away' };

describe('B2.17 rights', () => {
  for (const mask of ['000', '022'])
    it(`B2.17 under umask ${mask} the directory is 0700 and every file in it 0600`, () => {
      const events = join(place.root, 'events.jsonl');
      writeFileSync(events, JSON.stringify(watched('Heat')));
      place.write('targets.d/diary.toml', 'type = "journal"\nusers = ["alice"]\n');
      const quote = (text) => `'${text}'`;
      const command = [program('PLAYSYNC_HOST'), ...hostArguments(place, '--events', events, '--exit-when-synced', '--assume-online')];
      const { status, stderr } = spawnSync('sh', ['-c', `umask ${mask}; exec ${command.map(quote).join(' ')}`], { timeout: 20_000 });
      assert.equal(status, 0, String(stderr));
      assert.equal(rights(place.data), '700');
      const files = readdirSync(place.data, { recursive: true }).map((name) => join(place.data, name));
      const names = files.map((file) => file.slice(place.data.length + 1));
      for (const name of ['data.mdb', 'lock.mdb', 'admin-token', 'lock']) assert.ok(names.includes(name), names.join());
      for (const file of files) assert.equal(rights(file), statSync(file).isDirectory() ? '700' : '600', file);
    });

  it('B2.17 rights that are wider are taken away', async () => {
    await runToEnd(place, [watched('Heat')]);
    for (const name of ['data.mdb', 'lock.mdb', 'admin-token', 'lock']) chmodSync(join(place.data, name), 0o666);
    chmodSync(place.data, 0o777);
    const { code, said } = await runToEnd(place, [watched('Ran')]);
    assert.equal(code, 0, said);
    assert.equal(rights(place.data), '700');
    for (const name of ['data.mdb', 'lock.mdb', 'admin-token', 'lock']) assert.equal(rights(join(place.data, name)), '600', name);
  });

  it('B2.17 a target\'s file that others can read is made private, with a warning', async () => {
    const file = join(place.config, 'targets.d/home.toml');
    chmodSync(file, 0o644);
    const { code, said } = await runToEnd(place, [watched('Heat')]);
    assert.equal(code, 0, said);
    assert.match(said, /warning: .*home\.toml: could be read by others; now it is yours alone/);
    assert.equal(rights(file), '600');
  });

  it('B2.17 a target\'s file of another user is not read', asRoot, async () => {
    const file = join(place.config, 'targets.d/home.toml');
    chownSync(file, 12345, 12345);
    const { said } = await runToEnd(place, [watched('Heat')]);
    assert.match(said, /home\.toml: belongs to another user/);
    assert.equal(rights(file), '600');
  });

  for (const name of ['data.mdb', 'lock.mdb', 'admin-token', 'lock'])
    it(`B2.17 a link in the place of ${name} is refused, and what it points to left alone`, async () => {
      await runToEnd(place, [watched('Heat')]);
      const moved = join(place.root, 'moved');
      renameSync(join(place.data, name), moved);
      const before = readFileSync(moved);
      symlinkSync(moved, join(place.data, name));
      const { said } = await runToEnd(place, [watched('Ran')]);
      assert.match(said, new RegExp(`${name}.*symbolic link`));
      assert.ok(readFileSync(moved).equals(before));
      assert.ok(lstatSync(join(place.data, name)).isSymbolicLink());
    });

  for (const name of ['data.mdb', 'admin-token', 'lock'])
    it(`B2.17 a ${name} of another user is refused`, asRoot, async () => {
      await runToEnd(place, [watched('Heat')]);
      chownSync(join(place.data, name), 12345, 12345);
      const { said } = await runToEnd(place, [watched('Ran')]);
      assert.match(said, new RegExp(`${name}.*(another|not a file of this) user`));
    });

  it('B2.17 a link where a file is about to be written is not followed', async () => {
    const victim = join(place.root, 'victim');
    writeFileSync(victim, 'mine');
    mkdirSync(place.data, { mode: 0o700 });
    symlinkSync(victim, join(place.data, 'admin-token.new'));
    symlinkSync(victim, join(place.data, 'running.new'));
    const { code, said } = await runToEnd(place, [watched('Heat')]);
    assert.equal(code, 0, said);
    assert.equal(readFileSync(victim, 'utf8'), 'mine');
    assert.ok(!lstatSync(join(place.data, 'admin-token')).isSymbolicLink());
  });
});

describe('B2.26 two owners', () => {
  it('B2.26 a second process is turned away, by another path and through a link too', async () => {
    const host = await startHost(place);
    const link = join(place.root, 'link');
    symlinkSync(place.data, link);
    const own = place.data;
    for (const path of [own, link, join(own, '..', 'data'), `${own}/`]) {
      place.data = path;
      const { code, said } = await runToEnd(place, [watched('Second')]);
      assert.notEqual(code, 0, path);
      assert.match(said, /another playsync uses it/);
    }
    place.data = own;
    host.tell(watched('First'));
    await until('the first works on', async () => (await receiver.changes()).some((change) => change.item.title === 'First'));
    await host.stop();
  });
});
