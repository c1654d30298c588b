// SPDX-License-Identifier: MIT
// What somebody without a token learns of what runs here.

import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';

import { Wire, ask, request, startWorld, until, watched } from './world.mjs';

let world;
before(async () => {
  world = await startWorld();
});
after(() => world.stop());

describe('B2.28 an outsider', () => {
  it('B2.28 health says ok and no more; nothing says what runs here', async () => {
    const answer = await world.get('/healthz', {});
    assert.deepEqual([answer.status, answer.body], [200, 'ok']);
    assert.deepEqual((await world.get('/readyz', {})).json, { ready: true, reasons: [] });
    assert.equal((await world.get('/metrics', {})).status, 401);
    assert.equal((await world.get(`/metrics?token=${world.token}`, {})).status, 401);
    assert.equal((await world.get('/metrics')).status, 200);
    for (const path of ['/', '/nowhere', '/readyz', '/metrics', '/api/v1/status'])
      assert.doesNotMatch((await world.get(path, {})).head, /playsync|beast|boost|0\.1\.0/i);
    assert.equal((await ask(world.port, request('TRACE', '/'))).status, 405);
  });

  it('B2.28 an ailment is a code to an outsider; what it is of is for who has the token', async () => {
    await world.receiver.behave({ do: 'status', status: 401, times: 0 });
    world.host.tell(watched('Heat'));
    const ill = await until('it is ill', async () => {
      const answer = await world.get('/healthz', {});
      return answer.status === 503 && answer;
    });
    assert.equal(ill.body, 'target_needs_login\n');
    assert.deepEqual((await world.get('/readyz', {})).json, { ready: false, reasons: ['target_needs_login'] });
    assert.match((await world.get('/healthz')).body, /^home needs log-in: .+\n$/);
    assert.match((await world.get('/readyz')).json.reasons[0], /^home needs log-in: /);
    for (const path of ['/healthz', '/readyz'])
      assert.equal((await world.get(path, { Authorization: 'Bearer wrong' })).status, 401, path);
  });
});

describe('B2.28 metrics_allow', () => {
  it('B2.28 lets its addresses read the metrics without a token, and nothing else', async (t) => {
    const open = await startWorld({ admin: 'metrics_allow = ["127.0.0.1"]' });
    t.after(() => open.stop());
    const from = async (localAddress, path, fields = {}) => {
      const wire = new Wire(open.port, { localAddress });
      const answer = await wire.send(request('GET', path, fields)).answer();
      wire.close();
      return answer;
    };
    const read = await from('127.0.0.1', '/metrics');
    assert.deepEqual([read.status, read.headers.get('content-type')], [200, 'text/plain; version=0.0.4; charset=utf-8']);
    assert.match(read.body, /^playsync_online 1$/m);
    assert.equal((await from('127.0.0.1', '/metrics', { 'X-Forwarded-For': '10.0.0.1' })).status, 200);
    assert.equal((await from('127.0.0.1', '/metrics', { Authorization: 'Bearer wrong' })).status, 401);
    assert.equal((await from('127.0.0.1', '/metrics', { 'Sec-Fetch-Site': 'cross-site' })).status, 403);
    assert.equal((await from('127.0.0.1', '/metrics', { Host: 'evil' })).status, 421);
    for (const path of ['/api/v1/status', '/api/v1/openapi.json', '/api/v1/events', '/api/v1/metrics'])
      assert.equal((await from('127.0.0.1', path)).status, 401, path);
    assert.equal((await from('127.0.0.2', '/metrics')).status, 401);
    for (const [name, value] of [['X-Forwarded-For', '127.0.0.1'], ['X-Real-IP', '127.0.0.1'], ['Forwarded', 'for=127.0.0.1'], ['X-Client-IP', '127.0.0.1']])
      assert.equal((await from('127.0.0.2', '/metrics', { [name]: value })).status, 401, name);
    assert.equal((await from('127.0.0.2', '/metrics', open.bearer)).status, 200);
  });
});
