// SPDX-License-Identifier: MIT
// The list of changes, whatever order its answers and the link's messages come in.

import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { anything } from '../src/filter';
import type { Change } from '../src/types';
import { card, change, counts } from './sample';
import { live, say, settle, stage, taken, waiting } from './world';

stage();
const queue = await import('../src/queue');
const { list, refresh, show } = queue;

const waits = (n: number) => change(n, { state: 'pending', why: { code: 'gathering' } });
const upTo = (n: number, make = waits) => Array.from({ length: n }, (_, at) => make(n - at));
const pageOf = (items: Change[], next: string | null = null) => ({ items, next });
const titles = () => list.value!.rows.map(({ change: { item } }) => item.title);
const states = () => list.value!.rows.map(({ change: { state }, gone }) => (gone ? 'gone' : state));
let seq = 200;
const synced = (n: number) => say({ type: 'item_synced', seq: (seq += 1), change: change(n) });

async function shown(items: Change[], next: string | null = null) {
  void show('changes', anything, 'newest');
  await taken('changes').answer(pageOf(items, next));
}

let stop = () => undefined as void;
beforeAll(live);
beforeEach(() => {
  stop();
  while (waiting('') > 0) void taken('').answer({}, 500);
  list.value = null;
  stop = queue.attend();
});

describe('a list that is read anew', () => {
  it('is shown though a change is told meanwhile, and as it was told', async () => {
    await shown(upTo(2));
    void show('changes', anything, 'newest');
    synced(3);
    expect(list.value!.phase).toBe('loading');
    await taken('changes').answer(pageOf(upTo(3)));
    expect(titles()).toEqual(['Film 3', 'Film 2', 'Film 1']);
    expect(states()).toEqual(['synced', 'pending', 'pending']);
  });

  it('is looked at again when something moved meanwhile', async () => {
    void show('changes', anything, 'newest');
    say({ type: 'target_state', seq: (seq += 1), card: card('home', { counts: counts(1) }) });
    await taken('changes').answer(pageOf(upTo(2)));
    await taken('changes').answer(pageOf(upTo(2, change)));
    expect(states()).toEqual(['synced', 'synced']);
  });

  it('is not touched by the refresh of the one before', async () => {
    await shown(upTo(2));
    void refresh();
    const old = taken('changes');
    await shown(upTo(3));
    await old.answer(pageOf(upTo(2)));
    expect(titles()).toEqual(['Film 3', 'Film 2', 'Film 1']);
    expect(states()).toEqual(['pending', 'pending', 'pending']);
  });

  it('is not lengthened by what was to come below the one before', async () => {
    await shown(upTo(3).slice(0, 1), 'next');
    void queue.more();
    const old = taken('changes');
    await shown(upTo(3).slice(0, 2), 'other');
    await old.answer(pageOf([waits(1)]));
    expect(titles()).toEqual(['Film 3', 'Film 2']);
    expect(list.value!.next).toBe('other');
  });

  it('has no problem that the one before had', async () => {
    await shown([]);
    void refresh();
    const old = taken('changes');
    await shown([]);
    await old.answer({}, 500);
    expect(list.value!.problem).toBeNull();
  });
});

describe('a list that is brought up to date', () => {
  it('keeps what was told since it was asked for', async () => {
    await shown(upTo(2));
    void refresh();
    const old = taken('changes');
    synced(2);
    await old.answer(pageOf(upTo(2)));
    expect(states()).toEqual(['synced', 'pending']);
  });

  it('keeps what a button did since', async () => {
    await shown([change(1, { state: 'failed', why: { code: 'spent' } })]);
    void refresh();
    const old = taken('changes');
    void queue.actOn(list.value!.rows[0]!.change, 'retry');
    await taken('changes/').answer(waits(1));
    await old.answer(pageOf([change(1, { state: 'failed', why: { code: 'spent' } })]));
    expect(states()).toEqual(['pending']);
  });

  it('takes the answer to the later question, whichever comes first', async () => {
    await shown(upTo(2));
    void refresh();
    void refresh();
    const [first, second] = [taken('changes'), taken('changes')];
    await second.answer(pageOf([change(2)]));
    await first.answer(pageOf(upTo(2)));
    expect(states()).toEqual(['synced', 'gone']);
  });

  it('the same while it is empty', async () => {
    await shown([]);
    void refresh();
    void refresh();
    const [first, second] = [taken('changes'), taken('changes')];
    await second.answer(pageOf([]));
    await first.answer(pageOf(upTo(1)));
    expect(titles()).toEqual([]);
  });

  it('though the next page could not be read', async () => {
    await shown(upTo(2), 'next');
    void queue.more();
    await taken('changes').answer({}, 500);
    expect(list.value!.problem).not.toBeNull();
    void refresh();
    await taken('changes').answer(pageOf(upTo(2, change)));
    await settle();
    expect(states()).toEqual(['synced', 'synced']);
  });
});
