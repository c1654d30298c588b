// SPDX-License-Identifier: MIT
// Each request that openapi.json documents is sent to the real program, and each answer held against
// the document: its status, its media type, its header fields and its body.

import assert from 'node:assert/strict';
import { after, before, it } from 'node:test';

import Ajv from 'ajv/dist/2020.js';
import formats from 'ajv-formats';

import { makePlace, startHost, startReceiver, until, watched } from '../support/programs.mjs';

const root = '/api/v1';
let receiver;
let place;
let host;
let document;
let validates;
const sent = new Set(); // "METHOD path", as documented

before(async () => {
  receiver = await startReceiver();
  place = makePlace(receiver.port);
  host = await startHost(place);
  document = await host.api('GET', '/openapi.json');
  const ajv = new Ajv({ strict: false, allErrors: true });
  formats(ajv);
  ajv.addSchema({ $id: 'doc', ...document });
  const known = new Map();
  validates = (schema, value) => {
    const key = JSON.stringify(schema);
    // References are written as of the document.
    if (!known.has(key)) known.set(key, ajv.compile(JSON.parse(key.replaceAll('"#/', '"doc#/'))));
    const check = known.get(key);
    return check(value) ? null : ajv.errorsText(check.errors);
  };
});

after(async () => {
  await host?.stop();
  await receiver?.stop();
  place?.remove();
});

const resolved = (node) =>
  node.$ref ? node.$ref.slice(2).split('/').reduce((at, key) => at[key], document) : node;

/** What answers `status` may look like. */
function documented(operation, status) {
  const found = operation.responses[status] ?? operation.responses.default;
  assert.ok(found, `an answer ${status} is not documented`);
  return resolved(found);
}

async function judge(answer, operation, what) {
  const expected = documented(operation, answer.status);
  const isProblem = expected.content?.['application/problem+json'] !== undefined;
  if (!isProblem) assert.ok(operation.responses[answer.status], `${what}: ${answer.status} is not documented`);
  for (const [name, { schema, required }] of Object.entries(expected.headers ?? {})) {
    const value = answer.headers.get(name);
    if (required) assert.notEqual(value, null, `${what}: no ${name}`);
    if (value !== null) assert.equal(validates(schema, value), null, `${what}: ${name} ${value}`);
  }
  const text = await answer.text();
  if (!expected.content) {
    assert.equal(text, '', what);
    return null;
  }
  const type = answer.headers.get('content-type').split(';')[0];
  const form = expected.content[type];
  assert.ok(form, `${what}: ${type} is not documented`);
  const body = type.endsWith('json') ? JSON.parse(text) : text;
  assert.equal(validates(form.schema, body), null, `${what}: ${text.slice(0, 2000)}`);
  return body;
}

/** Sends a documented request; `path` as documented, `id` in place of its variable part; `token` null: without one. */
async function send(method, path, { id, query = '', body, headers = {}, token, expect } = {}) {
  const operation = document.paths[path]?.[method.toLowerCase()];
  assert.ok(operation, `${method} ${path} is not documented`);
  const isOpen = operation.security?.length === 0;
  const request = { method, headers: { ...headers } };
  if (!isOpen && token !== null) request.headers.Authorization = `Bearer ${token ?? host.token()}`;
  if (operation.requestBody) {
    const { schema, example } = operation.requestBody.content['application/json'];
    const given = body ?? example;
    if (expect === undefined || expect < 400) assert.equal(validates(schema, given), null, `${method} ${path}: its body`);
    request.headers['Content-Type'] = 'application/json';
    request.body = JSON.stringify(given);
  }
  const address = path.replace('{id}', encodeURIComponent(id ?? '')) + query;
  const answer = await fetch(`http://127.0.0.1:${host.port}${address}`, request);
  const what = `${method} ${address}`;
  if (expect !== undefined) assert.equal(answer.status, expect, what);
  sent.add(`${method} ${path}`);
  return { status: answer.status, headers: answer.headers, body: await judge(answer, operation, what) };
}

const api = (method, path, more) => send(method, root + path, more);
const changesThat = async (query) => (await api('GET', '/changes', { query, expect: 200 })).body.items;

it('sessions', async () => {
  const { body: made } = await api('POST', '/session/code', { expect: 201 });
  const { body: mine } = await api('POST', '/session', { body: { code: made.code }, expect: 201 });
  await api('POST', '/session', { body: { token: host.token() }, expect: 201 });
  await api('POST', '/session', { body: { code: 'wrong' }, expect: 401 });
  const { body: shown } = await api('GET', '/session', { token: mine.token, expect: 200 });
  assert.equal(shown.others, 1);
  await api('DELETE', '/session', { query: '?others', token: mine.token, expect: 204 });
  await api('DELETE', '/session', { query: '?everybody', token: mine.token, expect: 400 });
  await api('DELETE', '/session', { token: mine.token, expect: 204 });
  await api('GET', '/session', { token: mine.token, expect: 401 });
});

it('changes, one by one', async () => {
  await api('POST', '/pause', { expect: 202 });
  host.tell(watched('Heat'), watched('Alien'), watched('Ran'));
  const waiting = await until('all are taken in', async () => {
    const items = await changesThat('?state=pending&sort=oldest');
    return items.length === 3 && items;
  });
  const [heat, alien] = waiting;
  const detail = await api('GET', '/changes/{id}', { id: heat.id, expect: 200 });
  await api('GET', '/changes/{id}', { id: '7ZZZZZZZZZZZZZZZZZZZZZZZZZ', expect: 404 });
  await api('PUT', '/changes/{id}/match', { id: heat.id, expect: 428 });
  await api('PUT', '/changes/{id}/match', { id: heat.id, headers: { 'If-Match': '"old"' }, expect: 412 });
  const tag = detail.headers.get('etag');
  await api('PUT', '/changes/{id}/match', { id: heat.id, headers: { 'If-Match': tag }, expect: 202 });
  await api('GET', '/changes/{id}', { id: heat.id, expect: 410 });
  const parked = await api('POST', '/changes/{id}/park', { id: alien.id, expect: 202 });
  assert.equal(parked.body.why.code, 'by_hand');
  await api('POST', '/changes/{id}/park', { id: alien.id, expect: 409 });
  await api('POST', '/changes/{id}/retry', { id: alien.id, expect: 202 });
  const page = await api('GET', '/changes', { query: '?limit=1', expect: 200 });
  await api('GET', '/changes', { query: `?limit=1&cursor=${page.body.next}`, expect: 200 });
  for (const query of ['?state=lost', '?limit=0', '?limit=201', '?nonsense=1', '?cursor=x'])
    await api('GET', '/changes', { query, expect: 400 });
});

it('changes, many at once', async () => {
  await api('POST', '/retry', { body: { filter: {}, dry_run: true }, expect: 200 });
  await api('POST', '/retry', { body: { ids: ['01J4QZ5W8E9K3T6V2B7N1M0C4D'] }, expect: 200 });
  await api('POST', '/discard', { body: { filter: {}, expect: 1000 }, expect: 409 });
  await api('POST', '/discard', { body: { filter: {}, ids: [] }, expect: 400 });
  const { body: gone } = await api('POST', '/discard', { body: { filter: { q: 'Ran' } }, expect: 200 });
  assert.equal(gone.done, 1);
  const { body: back } = await api('POST', '/undo', { body: { token: gone.undo.token }, expect: 200 });
  assert.equal(back.restored, 1);
  await api('POST', '/undo', { body: { token: 'wrong' }, expect: 404 });
});

it('commands to all, and what comes of them', async () => {
  await api('POST', '/resume', { expect: 202 });
  await api('POST', '/sync', { expect: 202 });
  await api('POST', '/process_queue', { expect: 202 });
  await until('synced', async () => (await api('GET', '/status', { expect: 200 })).body.totals.synced === 3);
  await receiver.behave({ do: 'refuse', match: 'Solaris', status: 'rejected', error: 'no such film' });
  host.tell(watched('Solaris'));
  const failed = await until('failed', async () => (await changesThat('?state=failed')).at(0));
  assert.equal(failed.why.code, 'rejected');
  assert.equal((await api('GET', '/changes/{id}', { id: failed.id, expect: 200 })).body.tries.length, 1);
  const { body: history } = await api('GET', '/history', { expect: 200 });
  assert.equal(history.items.length, 4);
  await api('GET', '/history', { query: '?state=synced', expect: 400 });
  const { body: reloaded } = await api('POST', '/reload_config', { expect: 200 });
  assert.deepEqual(reloaded.errors, []);
});

it('commands to one target', async () => {
  for (const verb of ['pause', 'resume', 'sync']) {
    await api('POST', `/targets/{id}/${verb}`, { id: 'home', expect: 202 });
    await api('POST', `/targets/{id}/${verb}`, { id: 'away', expect: 404 });
  }
  const { body: tested } = await api('POST', '/targets/{id}/test', { id: 'home', expect: 200 });
  assert.equal(tested.ok, true);
  await api('POST', '/targets/{id}/test', { id: 'home', expect: 429 });
  await api('POST', '/targets/{id}/login', { id: 'home', expect: 409 });
  await api('DELETE', '/targets/{id}/login', { id: 'home', expect: 204 });
  await api('POST', '/targets/{id}/logout', { id: 'home', expect: 409 });
});

it('targets come, change and go', async () => {
  const settings = { type: 'journal', users: ['alice'] };
  const fresh = { 'If-None-Match': '*' };
  await api('PUT', '/targets/{id}', { id: 'home', body: settings, expect: 428 });
  await api('GET', '/targets', { expect: 200 });
  await api('PUT', '/targets/{id}', { id: 'diary', body: { type: 'jurnal' }, headers: fresh, expect: 400 });
  const made = await api('PUT', '/targets/{id}', { id: 'diary', body: settings, headers: fresh, expect: 201 });
  await api('PUT', '/targets/{id}', { id: 'diary', body: settings, headers: fresh, expect: 409 });
  const seen = { 'If-Match': made.headers.get('etag') };
  await api('PUT', '/targets/{id}', { id: 'diary', body: settings, headers: { 'If-Match': '"old"' }, expect: 412 });
  await api('PUT', '/targets/{id}', { id: 'diary', body: { ...settings, users: ['bob'] }, headers: seen, expect: 200 });
  const shown = await api('GET', '/targets/{id}', { id: 'diary', expect: 200 });
  assert.deepEqual(shown.body.settings.users, ['bob']);
  const now = { 'If-Match': shown.headers.get('etag') };
  await api('DELETE', '/targets/{id}', { id: 'diary', query: '?changes=maybe', headers: now, expect: 400 });
  await api('DELETE', '/targets/{id}', { id: 'diary', headers: now, expect: 200 });
  await api('GET', '/targets/{id}', { id: 'diary', expect: 404 });
});

it('files, charts, and what the plugin says of itself', async () => {
  await api('GET', '/export', { query: '?what=changes&format=csv', expect: 200 });
  await api('GET', '/export', { query: '?what=history&format=jsonl&q=Solaris', expect: 200 });
  await api('GET', '/export', { query: '?what=changes', expect: 400 });
  for (const metric of ['taken', 'synced', 'failed', 'pending'])
    await api('GET', '/series', { query: `?metric=${metric}`, expect: 200 });
  await api('GET', '/series', { query: '?metric=taken&target=nobody', expect: 404 });
  await api('GET', '/series', { query: '?metric=taken&step=1', expect: 400 });
  const { body: log } = await api('GET', '/log', { query: '?limit=1', expect: 200 });
  await api('GET', '/log', { query: `?cursor=${log.next}`, expect: 200 });
  await api('GET', '/log', { query: '?level=loud', expect: 400 });
  const { body: config } = await api('GET', '/config', { expect: 200 });
  assert.ok(config.items.some(({ key }) => key === 'targets.home.url'));
  await api('GET', '/diagnostics', { expect: 200 });
});

it('what was watched, and how it is forgotten', async () => {
  host.tell(watched('Persona', 'mallory'), watched('Mirror', 'mallory'), watched('Vertigo', 'mallory'));
  const kept = await until('kept', async () => {
    const { items } = (await api('GET', '/watches', { query: '?user=mallory&unsent=1', expect: 200 })).body;
    return items.length === 3 && items;
  });
  const { body: status } = await api('GET', '/status', { expect: 200 });
  assert.deepEqual(status.kept, [{ user: 'mallory', watches: 3 }]);
  const page = await api('GET', '/watches', { query: '?limit=1', expect: 200 });
  await api('GET', '/watches', { query: `?limit=1&cursor=${page.body.next}`, expect: 200 });
  for (const query of ['?limit=0', '?unsent=yes', '?cursor=x', '?target=home'])
    await api('GET', '/watches', { query, expect: 400 });
  const one = { query: '?format=jsonl&q=Persona', expect: 200 };
  assert.equal((await api('GET', '/watches/export', one)).body.item.title, 'Persona');
  await api('GET', '/watches/export', { query: '?format=csv', expect: 200 });
  await api('GET', '/watches/export', { expect: 400 });
  await api('DELETE', '/watches/{id}', { id: kept[0].name, expect: 204 });
  await api('DELETE', '/watches/{id}', { id: kept[0].name, expect: 404 });
  const { body: would } = await api('POST', '/watches/forget', {
    body: { filter: { user: 'mallory' }, dry_run: true },
    expect: 200,
  });
  assert.deepEqual(would, { matched: 2, forgotten: 0 });
  await api('POST', '/watches/forget', { body: { filter: { user: 'mallory' }, expect: 1 }, expect: 409 });
  await api('POST', '/watches/forget', { body: { filter: { user: 'mallory' } }, expect: 400 });
  const { body: done } = await api('POST', '/watches/forget', {
    body: { filter: { user: 'mallory', unsent: true }, expect: 2 },
    expect: 200,
  });
  assert.deepEqual(done, { matched: 2, forgotten: 2 });
  assert.deepEqual((await api('GET', '/status', { expect: 200 })).body.kept, []);
});

it('what follows the events', async () => {
  await api('GET', '/events', { expect: 426 });
  const abort = new AbortController();
  const answer = await fetch(`http://127.0.0.1:${host.port}${root}/events`, {
    headers: { Authorization: `Bearer ${host.token()}`, Accept: 'text/event-stream' },
    signal: abort.signal,
  });
  assert.equal(answer.status, 200);
  const form = documented(document.paths[`${root}/events`].get, 200).content;
  assert.deepEqual(Object.keys(form), [answer.headers.get('content-type')]);
  abort.abort();
});

it('what watches programs', async () => {
  await api('GET', '/openapi.json', { expect: 200 });
  for (const path of ['/healthz', '/readyz']) {
    await send('GET', path);
    await send('GET', path, { token: null });
    await send('GET', path, { token: 'wrong', expect: 401 });
  }
  await send('GET', '/metrics', { expect: 200 });
  await send('GET', '/metrics', { token: 'wrong', expect: 401 });
});

it('no documented request was left out', () => {
  const all = Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.keys(methods).map((method) => `${method.toUpperCase()} ${path}`),
  );
  assert.deepEqual(all.filter((each) => !sent.has(each)), []);
});
