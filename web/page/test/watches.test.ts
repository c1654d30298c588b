// SPDX-License-Identifier: MIT
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { anything } from '../src/filter';
import { keptOf, unsentAt } from '../src/kept';
import { read } from '../src/route';
import { aside } from '../src/state';
import { kept as keptText } from '../src/text';
import { watches as text } from '../src/text/history';
import type { Watch } from '../src/types';
import { truths } from '../src/verdict';
import { at, card, ready, status, t0 } from './sample';

const { call } = vi.hoisted(() => {
  vi.stubGlobal('document', { baseURI: 'http://127.0.0.1/' });
  return { call: vi.fn() };
});
vi.mock('../src/session', () => ({ call, token: { value: null }, refused: () => undefined }));
vi.mock('../src/store', async () => {
  const { signal } = await import('@preact/signals');
  return { model: signal({ status: null, epoch: null }), link: signal({ phase: 'off' }), tick: signal(0) };
});

const { allKey, carryOut, forget, fresh, list, membersOf, more, plan, propose, show, wantedOf } =
  await import('../src/watches');
const { model } = await import('../src/store');
const { doings } = await import('../src/actions');

const all = wantedOf(anything, false);

function watch(n: number, over: Partial<Watch> = {}): Watch {
  return {
    name: `${t0 - n}-00000000000000000000000000000000`,
    user: 'bob',
    item: { kind: 'movie', title: `Film ${n}` },
    begun: at(-n - 60),
    watched_at: at(-n),
    ended: at(-n + 5),
    how: 'position',
    targets: 0,
    taken_back: false,
    ...over,
  };
}

const answer = (body: unknown) => ({ body, reached: null, etag: null });
const pages = (...bodies: unknown[]) => {
  for (const body of bodies) call.mockResolvedValueOnce(answer(body));
};
const asked = (n: number) => call.mock.calls.at(n)!.slice(0, 3);
const titles = () => list.value!.rows.map((one) => one.item.title);
const there = (watches: number) => {
  model.value = { ...model.value, status: status([], { watches }) };
};

beforeEach(() => {
  call.mockReset();
  doings.value = {};
  there(3);
});

describe('what is looked for', () => {
  it('is told to the API in its words', () => {
    const filter = { ...anything, state: 'failed' as const, target: 'home', user: 'bob', q: 'heat' };
    expect(membersOf(wantedOf(filter, true))).toEqual({ user: 'bob', q: 'heat', unsent: '1' });
    expect(membersOf(all)).toEqual({});
  });
});

describe('the list', () => {
  it('comes page by page, and a page without a find is passed over', async () => {
    pages({ items: [], next: 'a' }, { items: [watch(1), watch(2)], next: 'b' }, { items: [watch(3)] });
    await show(wantedOf({ ...anything, q: 'film' }, false));
    expect(titles()).toEqual(['Film 1', 'Film 2']);
    expect(asked(1)).toEqual(['GET', 'watches?q=film&limit=50&cursor=a']);
    await more();
    expect(titles()).toEqual(['Film 1', 'Film 2', 'Film 3']);
    expect(list.value).toMatchObject({ phase: 'ready', next: null });
    await more();
    expect(call).toHaveBeenCalledTimes(3);
  });

  it('of another filter is not overwritten by a late answer', async () => {
    let late: (value: unknown) => void = () => undefined;
    call.mockReturnValueOnce(new Promise((resolve) => (late = resolve)));
    const first = show(all);
    pages({ items: [watch(2)] });
    await show(wantedOf(anything, true));
    late(answer({ items: [watch(1)] }));
    await first;
    expect(titles()).toEqual(['Film 2']);
  });

  it('says how many came since, unless it is narrowed', async () => {
    pages({ items: [watch(1)] });
    await show(all);
    there(5);
    expect(fresh(list.value!)).toBe(2);
    there(1);
    expect(fresh(list.value!)).toBe(0);
    pages({ items: [watch(1)] });
    await show(wantedOf(anything, true));
    there(9);
    expect(fresh(list.value!)).toBe(0);
  });

  it('keeps what it has when the next page does not come', async () => {
    pages({ items: [watch(1)], next: 'a' });
    await show(all);
    call.mockRejectedValueOnce(new Error('gone'));
    await more();
    expect(titles()).toEqual(['Film 1']);
    expect(list.value).toMatchObject({ phase: 'ready', next: 'a' });
    expect(list.value!.problem).not.toBeNull();
  });
});

describe('forgetting', () => {
  it('takes one row out once it is gone', async () => {
    pages({ items: [watch(1), watch(2)] }, undefined);
    await show(all);
    await forget(list.value!.rows[0]!);
    expect(asked(1)).toEqual(['DELETE', `watches/${watch(1).name}`, undefined]);
    expect(titles()).toEqual(['Film 2']);
    there(2);
    expect(fresh(list.value!)).toBe(0);
  });

  it('of all that match asks first, and says how many it may be', async () => {
    pages({ items: [watch(1)] });
    const wanted = wantedOf({ ...anything, user: 'bob' }, true);
    await show(wanted);
    pages({ matched: 12, forgotten: 0 });
    await propose(wanted);
    expect(asked(1)).toEqual([
      'POST',
      'watches/forget',
      { filter: { user: 'bob', unsent: true }, dry_run: true },
    ]);
    expect(plan.value).toMatchObject({ n: 12 });
    pages({ matched: 12, forgotten: 12 }, { items: [] });
    await carryOut();
    expect(asked(2)).toEqual([
      'POST',
      'watches/forget',
      { filter: { user: 'bob', unsent: true }, expect: 12 },
    ]);
    expect(plan.value).toBeNull();
    expect(doings.value[allKey]).toMatchObject({ text: '12 watches forgotten.' });
  });

  it('is called off by looking for something else', async () => {
    pages({ matched: 12, forgotten: 0 }, { items: [] });
    await propose(all);
    await show(wantedOf(anything, true));
    expect(plan.value).toBeNull();
  });
  afterEach(() => {
    plan.value = null;
  });
});

describe('what is kept and not sent', () => {
  const of = (...kept: [string, number][]) =>
    status([], {
      unsent: kept.reduce((sum, [, watches]) => sum + watches, 0),
      kept: kept.map(([user, watches]) => ({ user, watches })),
    });

  it('names those with the most first, and leads to theirs', () => {
    const parts = keptOf(of(['bob', 12], ['anna', 3]));
    expect(parts.map(({ user, watches }) => [user, watches])).toEqual([['bob', 12], ['anna', 3]]);
    expect(read(parts[0]!.at)).toMatchObject({
      section: 'history',
      view: 'watches',
      unsent: true,
      filter: { user: 'bob' },
    });
  });

  it('of many names three, and the others together', () => {
    const many = [5, 4, 3, 2, 1].map((n): [string, number] => [`user ${n}`, n]);
    const parts = keptOf(of(...many));
    expect(parts.map(({ user, watches }) => [user, watches])).toEqual([
      ['user 5', 5],
      ['user 4', 4],
      ['user 3', 3],
      [null, 3],
    ]);
    expect(parts.at(-1)!.at).toBe(unsentAt(null));
    expect(keptOf(of(...many.slice(0, 4)))).toHaveLength(4);
    const more = { ...of(...many), unsent: 115 };
    expect(keptOf(more).at(-1)).toMatchObject({ user: null, watches: 103 });
    expect(keptOf(of())).toEqual([]);
  });

  it('is said in words', () => {
    expect(keptText.first(1)).toBe('1 watch of');
    expect(keptText.first(1200)).toBe('1,200 watches of');
    expect(text.told(0)).toBe('kept, not sent');
    expect(text.told(1)).toBe('for 1 target');
    expect(text.sure('bob', 0)).not.toContain('Targets');
    expect(text.sure('bob', 2)).toContain('Targets');
    for (const how of ['position', 'heard', 'mark', 'ended']) expect(text.how[how]).toBeTruthy();
  });

  it('comes with what is asked beside the feed', () => {
    const told = aside(ready(), status([], { watches: 7, unsent: 7, kept: [{ user: 'bob', watches: 7 }] }));
    expect(told.status).toMatchObject({ watches: 7, unsent: 7, kept: [{ user: 'bob', watches: 7 }] });
  });

  it('is no "nothing played yet"', () => {
    const quiet = [card('home', { counts: { pending: 0, syncing: 0, synced: 0, failed: 0, superseded: 0 } })];
    expect(truths(status(quiet), t0)[0]!.text).toContain('nothing played yet');
    expect(truths(status(quiet, { watches: 2 }), t0)[0]!.text).toContain('nothing to send yet');
  });
});
