// SPDX-License-Identifier: MIT
// Whom we trust with a request: certificates good and bad, one server each.

import assert from 'node:assert/strict';
import { createServer as createTcp } from 'node:net';
import { after, before, describe, it } from 'node:test';
import { createServer as createTls } from 'node:tls';

import { makeAuthority } from './certificates.mjs';
import { counting, listening, startWith } from './servers.mjs';
import { until, watched } from './world.mjs';

describe('B2.18 TLS', () => {
  const authority = makeAuthority();
  after(authority.remove);
  const ca = `ca_file = "${authority.file('root.pem')}"`;
  const loopback = 'DNS:localhost,IP:127.0.0.1';
  const rows = [
    { name: 'expired', issue: { names: loopback, until: '20210101000000Z' }, why: /certificate of localhost does not verify: certificate has expired/ },
    { name: 'self-signed', issue: { names: loopback, by: null }, why: /does not verify: self-signed certificate/ },
    { name: 'wrong-name', issue: { names: 'DNS:elsewhere.example' }, why: /does not verify: hostname mismatch/ },
    { name: 'wrong-address', issue: { names: 'DNS:localhost,DNS:127.0.0.1' }, host: '127.0.0.1', why: /does not verify: IP address mismatch/ },
    { name: 'part-wildcard', issue: { names: 'DNS:local*' }, why: /does not verify: hostname mismatch/ },
    { name: 'cn-only', issue: { subject: 'localhost' }, why: /does not verify: hostname mismatch/ },
    { name: 'unknown-ca', issue: { names: loopback, by: 'stranger' }, why: /does not verify: unable to get local issuer certificate/ },
    { name: 'truncated-chain', issue: { names: loopback, by: 'middle' }, why: /does not verify: unable to get local issuer certificate/ },
    { name: 'no-ca-given', issue: { names: loopback }, keys: '', why: /does not verify: (unable to get local issuer|self-signed certificate in certificate chain)/ },
    { name: 'tls-1-1', issue: { names: loopback }, server: { minVersion: 'TLSv1', maxVersion: 'TLSv1.1', ciphers: 'DEFAULT@SECLEVEL=0' }, why: /^TLS: .*(version|protocol)/, state: 'unreachable' },
    { name: 'plain-http', plain: true, why: /^TLS: /, state: 'unreachable' },
    { name: 'wrong-pin', issue: { names: loopback }, keys: `fingerprint = "${'ab'.repeat(32)}"`, why: /certificate of localhost is another than the one in 'fingerprint'/ },
    { name: 'good', issue: { names: loopback } },
    { name: 'good-address', issue: { names: loopback }, host: '127.0.0.1' },
    { name: 'whole-chain', issue: { names: loopback, by: 'middle' }, chain: true },
    { name: 'tls-1-2', issue: { names: loopback }, server: { maxVersion: 'TLSv1.2' } },
    { name: 'right-pin', issue: { names: 'DNS:elsewhere.example', by: null, until: '20210101000000Z' }, pin: true },
  ];
  let world;
  before(async () => {
    authority.issue('root', { by: null, authority: true });
    authority.issue('stranger', { by: null, authority: true });
    const middle = authority.issue('middle', { authority: true });
    const targets = {};
    for (const row of rows) {
      row.seen = { bytes: 0 };
      const own = row.issue && authority.issue(row.name, row.issue);
      const cert = row.chain ? Buffer.concat([own.cert, middle.cert]) : own?.cert;
      const server = row.plain ? createTcp((socket) => socket.once('data', () => socket.end('HTTP/1.1 400 Bad Request\r\n\r\n'))) : createTls({ key: own.key, cert, ...row.server }, counting(row.seen));
      row.port = await listening(server);
      const keys = row.pin ? `fingerprint = "${authority.fingerprint(row.name)}"` : (row.keys ?? ca);
      targets[row.name] = `url = "https://${row.host ?? 'localhost'}:${row.port}/hook"\n${keys}`;
    }
    world = await startWith(targets);
    world.host.tell(watched('Heat'));
  });
  after(() => world.stop());

  for (const row of rows)
    if (row.why)
      it(`B2.18 ${row.name}: refused with the reason, and the server saw no byte of HTTP`, async () => {
        const { class: kind, message } = await world.failed(row.name);
        assert.match(message, row.why);
        const state = row.state ?? 'halted';
        assert.equal(kind, state === 'halted' ? 'misconfigured' : state);
        const card = await until(`${row.name} is ${state}`, async () => {
          const now = await world.card(row.name);
          return now.state === state && now;
        });
        assert.equal(card.counts.pending + card.counts.syncing, 1, 'nothing is lost');
        assert.equal(row.seen.bytes, 0);
      });
    else
      it(`B2.18 ${row.name}: is let through`, async () => {
        await world.synced(row.name);
        assert.ok(row.seen.bytes > 0);
      });

  it('B2.18 there is no key that switches the check off', async () => {
    for (const key of ['verify = false', 'insecure = true', 'verify_tls = false', 'fingerprint = ""', 'fingerprint = "any"']) {
      world.write('off', `url = "https://localhost/"\n${key}`);
      const name = key.split(' ')[0];
      const { errors } = await world.host.api('POST', '/reload_config', {});
      assert.match(errors.join('\n'), new RegExp(`off\\.toml:4:\\d+: .*'${name}'`), key);
    }
  });
});
