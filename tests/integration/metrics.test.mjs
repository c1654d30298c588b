// SPDX-License-Identifier: MIT
// /metrics as Prometheus' own tool reads it, and the dashboard's queries against what is there.

import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { before, it } from 'node:test';

import { begin } from '../support/begin.mjs';
import { until, watched } from '../support/programs.mjs';

const promtool = process.env.PLAYSYNC_PROMTOOL;
const noTool = !promtool && 'dist/fetch-promtool brings it';
const dashboard = JSON.parse(readFileSync(new URL('../../dist/grafana.json', import.meta.url), 'utf8'));

const { receiver, place, host } = await begin();
let text;

before(async () => {
  await receiver.behave({ do: 'status', status: 500 });
  host.tell(watched('Heat'), watched('Alien'));
  await until('synced', async () => (await host.card()).counts.synced === 2);
  text = await host.metrics();
});

/** By name: each sample's labels and value. */
function samplesOf(exposition) {
  const samples = new Map();
  for (const line of exposition.split('\n').filter((each) => each && !each.startsWith('#'))) {
    const [, name, labels = '', value] = /^(\w+)(?:\{(.*)\})? (\S+)$/.exec(line);
    if (!samples.has(name)) samples.set(name, []);
    const pairs = [...labels.matchAll(/(\w+)="((?:[^"\\]|\\.)*)"/g)].map(([, key, content]) => [key, content]);
    samples.get(name).push({ labels: Object.fromEntries(pairs), value: Number(value) });
  }
  return samples;
}

it('promtool finds nothing to say', { skip: noTool }, () => {
  execFileSync(promtool, ['check', 'metrics'], { input: text, stdio: ['pipe', 'pipe', 'pipe'] });
});

it('the numbers are what happened', () => {
  const samples = samplesOf(text);
  const one = (name, labels = {}) =>
    samples.get(name).find((each) => Object.entries(labels).every(([key, value]) => each.labels[key] === value)).value;
  const home = { target: 'home' };
  assert.equal(one('playsync_changes_synced_total', home), 2);
  assert.equal(one('playsync_changes', { ...home, state: 'pending' }), 0);
  assert.equal(one('playsync_target_state', { ...home, state: 'up to date' }), 1);
  assert.equal(one('playsync_sync_delay_seconds_count', home), 2);
  assert.ok(one('playsync_attempts_failed_total', { ...home, class: 'transient' }) >= 1);
  assert.ok(one('playsync_answer_seconds_count', home) >= 2);
  assert.equal(
    one('playsync_answer_seconds_bucket', { ...home, le: '+Inf' }),
    one('playsync_answer_seconds_count', home),
  );
  assert.ok(one('playsync_commit_seconds_count') >= 1);
  assert.equal(one('playsync_online'), 1);
});

const targets = dashboard.panels.flatMap((panel) => panel.targets);
const lists = dashboard.templating.list.filter(({ type }) => type === 'query').map(({ query }) => query);

it('the dashboard asks only for what there is', () => {
  const samples = samplesOf(text);
  // Prometheus adds the instance it asked.
  const labels = (name) => ['instance', ...samples.get(name).flatMap((each) => Object.keys(each.labels))];
  const queries = [...targets.map(({ expr }) => expr), ...lists];
  assert.ok(queries.length > 15);
  for (const query of queries)
    for (const [, name, chosen = ''] of query.matchAll(/\b(playsync_\w+)(?:\{([^}]*)\})?/g)) {
      assert.ok(samples.has(name), `${query}: there is no ${name}`);
      for (const [, key] of chosen.matchAll(/(\w+)=~?"/g))
        assert.ok(labels(name).includes(key), `${query}: ${name} has no label ${key}`);
    }
});

it('the dashboard shows all there is', () => {
  const all = targets.map(({ expr }) => expr).join('\n');
  for (const name of samplesOf(text).keys())
    assert.ok(all.includes(name.replace(/_(bucket|sum|count)$/, '')), `no panel shows ${name}`);
});

it('the queries are well-formed', { skip: noTool }, () => {
  const rules = targets.map(({ expr }, at) => ({
    record: `playsync:query_${at}`,
    expr: expr.replaceAll('$__rate_interval', '5m').replaceAll(/\$\w+/g, '.*'),
  }));
  const file = join(place.root, 'rules.json'); // JSON is YAML
  writeFileSync(file, JSON.stringify({ groups: [{ name: 'dashboard', rules }] }));
  execFileSync(promtool, ['check', 'rules', file], { stdio: 'pipe' });
});
