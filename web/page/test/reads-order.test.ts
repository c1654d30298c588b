// SPDX-License-Identifier: MIT
// Every place of the page that reads: the answer to a later question stands, whichever comes first.

import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { LogLine } from '../src/types';
import { at, change, snapshot, status, t0 } from './sample';
import { live, say, settle, stage, taken, waiting } from './world';

stage();
const { model } = await import('../src/store');
const targets = await import('../src/targets');

let seq = 1000;
const next = () => (seq += 1);
const failing = () => change(1, { state: 'failed', why: { code: 'spent' } });

beforeAll(live);
beforeEach(async () => {
  while (waiting('') > 0) await taken('').answer({}, 500);
});

describe('the change that is open', () => {
  it('is as the later answer says', async () => {
    const detail = await import('../src/detail');
    const stop = detail.open(change(1).id);
    say({ type: 'items_changed', seq: next(), target: 'home', count: 1 });
    const [first, second] = [taken('changes/'), taken('changes/')];
    await second.answer(change(1));
    await first.answer(failing());
    expect(detail.opened.value!.change!.state).toBe('synced');
    stop();
  });

  it('does not put its row back to what it was', async () => {
    const detail = await import('../src/detail');
    const queue = await import('../src/queue');
    const { anything } = await import('../src/filter');
    void queue.show('changes', anything, 'newest');
    await taken('changes').answer({ items: [failing()], next: null });
    const stop = detail.open(change(1).id);
    const first = taken('changes/');
    say({ type: 'item_synced', seq: next(), change: change(1) });
    queue.tell(change(1));
    await first.answer(failing());
    expect(queue.list.value!.rows[0]!.change.state).toBe('synced');
    stop();
  });
});

describe('the last settled ones', () => {
  const recent = () => import('../src/recent');

  it('are as the later answers say', async () => {
    const { read } = await recent();
    void read();
    void read();
    const [synced, failed] = [taken('changes?state=synced'), taken('changes?state=failed')];
    await taken('changes?state=synced').answer({ items: [change(1)] });
    await taken('changes?state=failed').answer({ items: [] });
    await synced.answer({ items: [] });
    await failed.answer({ items: [failing()] });
    expect(model.value.settled.map((one) => one.state)).toEqual(['synced']);
  });

  it('keep what was told since they were asked for', async () => {
    const { read } = await recent();
    void read();
    say({ type: 'item_synced', seq: next(), change: change(1) });
    await taken('changes?state=synced').answer({ items: [] });
    await taken('changes?state=failed').answer({ items: [failing()] });
    expect(model.value.settled.map((one) => one.state)).toEqual(['synced']);
  });
});

describe('the target that is set up', () => {
  const setup = (url: string) => ({ id: 'home', settings: { url }, errors: [] });
  beforeEach(() => {
    targets.opened.value = null;
  });

  it('is as the later answer says', async () => {
    void targets.open('home');
    void targets.open('home');
    const [first, second] = [taken('targets/home'), taken('targets/home')];
    await second.answer(setup('new'));
    await first.answer(setup('old'));
    expect(targets.opened.value!.setup!.settings).toEqual({ url: 'new' });
  });

  it('stays open when what was saved of another is answered', async () => {
    void targets.open('home');
    await taken('targets/home').answer(setup('home'));
    const saved = targets.store('home', {}, false);
    const put = taken('targets/home');
    void targets.open('attic');
    await taken('targets/attic').answer(setup('attic'));
    await put.answer(setup('home'));
    expect(await saved).toBeNull();
    expect(targets.opened.value).toMatchObject({ id: 'attic', setup: setup('attic') });
  });

  it('stays open when another is removed', async () => {
    const { route } = await import('../src/route');
    route.value = { section: 'targets', id: 'home', add: null };
    void targets.remove('home', 'keep');
    const gone = taken('targets/home');
    route.value = { section: 'targets', id: 'attic', add: null };
    void targets.open('attic');
    await taken('targets/attic').answer(setup('attic'));
    location.hash = '#/targets/attic';
    await gone.answer({ discarded: 0 });
    expect(targets.opened.value).toMatchObject({ id: 'attic' });
    expect(location.hash).toBe('#/targets/attic');
  });

  it('is read before it is shown, once it was left', async () => {
    void targets.open('home');
    await taken('targets/home').answer(setup('old'));
    targets.close('home');
    void targets.open('home');
    expect(targets.opened.value).toMatchObject({ id: 'home', setup: null });
  });
});

describe('what the plugin says of itself', () => {
  it.each(['config', 'session'] as const)('%s is as the later answer says', async (what) => {
    const system = await import('../src/system');
    const ask = what === 'config' ? system.askConfig : system.askSession;
    void ask();
    void ask();
    const [first, second] = [taken(what), taken(what)];
    await second.answer({ n: 2 });
    await first.answer({ n: 1 });
    expect(system[what].value.body).toEqual({ n: 2 });
  });
});

describe('the log', () => {
  const line = (n: number, text: string): LogLine => ({ n, at: at(n), level: 'info', line: text });

  it('has no line of another start, and no problem that is over', async () => {
    const log = await import('../src/log');
    const stop = log.followLog();
    const first = taken('log');
    say(snapshot());
    const second = taken('log');
    await second.answer({ items: [line(1, 'new')] });
    await first.answer({ items: [line(7, 'old')] });
    expect(log.shown.value.map((one) => one.line)).toEqual(['new']);
    void log.read();
    void log.read();
    const late = taken('log');
    await taken('log').answer({ items: [] });
    await late.answer({}, 500);
    expect(log.problem.value).toBeNull();
    stop();
  });
});

describe('numbers', () => {
  const series = (n: number) => ({ from: at(-3600), step: 3600, points: [n] });

  it('the bars are those that were asked for last', async () => {
    const { bars, readBars } = await import('../src/history');
    void readBars('days', null, t0);
    void readBars('hours', null, t0);
    const [days, more] = [taken('series'), taken('series')];
    await taken('series').answer(series(1));
    await taken('series').answer(series(1));
    await days.answer(series(1));
    await more.answer(series(1));
    expect(bars.value!.span).toBe('hours');
  });

  it('a card has the day as the later answer says', async () => {
    const { readSpark, sparks } = await import('../src/sparks');
    void readSpark('home');
    void readSpark('home');
    const first = [taken('series'), taken('series')];
    for (const n of [5, 5]) await taken('series').answer(series(n));
    for (const asked of first) await asked.answer(series(4));
    expect(sparks.value.home!.today).toBe(5);
  });
});

describe('what no message carries', () => {
  it('is as the later answer says, and never older than the link', async () => {
    const { ask } = await import('../src/aside');
    const { epoch } = model.value;
    const told = (seq: number, bytes: number, refusing: string | null = null) =>
      status([], { epoch: epoch!, seq, store: { bytes, refusing } });
    void ask();
    void ask();
    const [first, second] = [taken('status'), taken('status')];
    const before = seq;
    await second.answer(told(before, 2));
    await first.answer(told(before, 1));
    expect(model.value.status!.store.bytes).toBe(2);
    void ask();
    say({ type: 'store', seq: next(), refusing: 'the disk is full' });
    await taken('status').answer(told(before, 3));
    expect(model.value.status!.store).toEqual({ bytes: 3, refusing: 'the disk is full' });
    void ask();
    await taken('status').answer(told(seq, 3));
    expect(model.value.status!.store.refusing).toBeNull();
  });
});

describe('what is selected', () => {
  it('is still, but for what was acted on', async () => {
    const bulk = await import('../src/bulk');
    bulk.selectNone();
    bulk.select(change(1).id, false);
    const done = bulk.actOnSelected('retry');
    bulk.select(change(2).id, false);
    await taken('retry').answer({ matched: 1, done: 1 });
    await settle();
    await done;
    expect([...bulk.selected.value]).toEqual([change(2).id]);
  });
});
