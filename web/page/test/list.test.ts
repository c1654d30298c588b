// SPDX-License-Identifier: MIT
import { describe, expect, it } from 'vitest';
import { arrivals, extended, refreshed, tally, told } from '../src/list';
import { card, change, counts } from './sample';

const rows = (...numbers: number[]) =>
  extended(
    [],
    numbers.map((n) => change(n, { state: 'pending' })),
  );
const titles = (list: ReturnType<typeof rows>) => list.map((row) => row.change.item.title);

describe('the list stays put', () => {
  it('a settled row changes in place', () => {
    const next = told(rows(3, 2, 1), change(2), () => true);
    expect(titles(next)).toEqual(['Film 3', 'Film 2', 'Film 1']);
    expect(next[1]).toMatchObject({ gone: false, change: { state: 'synced' } });
  });

  it('one that leaves the tab is marked, not moved', () => {
    expect(told(rows(3, 2, 1), change(2), () => false)[1]!.gone).toBe(true);
  });

  it('a change that is not shown moves nothing', () => {
    const list = rows(1);
    expect(told(list, change(9), () => true)).toBe(list);
  });

  it('a refresh marks what left and leaves what it did not cover', () => {
    const old = rows(5, 4, 3, 2, 1);
    const next = refreshed(
      old,
      old,
      [change(5, { state: 'pending', attempts: 2 }), change(3, { state: 'pending' })],
      false,
      'newest',
    );
    expect(next.map((row) => row.gone)).toEqual([false, true, false, false, false]);
    expect(next[0]!.change.attempts).toBe(2);
  });

  it('a refresh of all covers all', () => {
    const old = rows(2, 1);
    expect(refreshed(old, old, [], true, 'newest').every((row) => row.gone)).toBe(true);
  });

  it('the oldest first, a refresh covers up to its last', () => {
    const old = rows(1, 2, 3);
    const next = refreshed(old, old, [change(2, { state: 'pending' })], false, 'oldest');
    expect(next.map((row) => row.gone)).toEqual([true, false, false]);
  });

  it('a refresh leaves what was told since it was asked for', () => {
    const old = rows(2, 1);
    const now = told(old, change(2), () => true);
    const next = refreshed(now, old, [change(1, { state: 'pending' })], true, 'newest');
    expect(next.map((row) => row.gone)).toEqual([false, false]);
    expect(next[0]).toBe(now[0]);
  });

  it('more rows come once', () => {
    expect(titles(extended(rows(3, 2), [change(2), change(1)]))).toEqual([
      'Film 3',
      'Film 2',
      'Film 1',
    ]);
  });
});

describe('what is new', () => {
  const then = tally([card('home', { counts: counts(5, 1, 10) })], null);
  const after = (pending: number, failed: number, synced: number) =>
    tally([card('home', { counts: counts(pending, failed, synced) })], null);

  it('nothing when nothing came', () => expect(arrivals(then, after(5, 1, 10), 'all')).toBe(0));
  it('all that came, wherever it is now', () =>
    expect(arrivals(then, after(4, 1, 14), 'all')).toBe(3));
  it('those that still wait, though others left', () =>
    expect(arrivals(then, after(4, 1, 14), 'pending')).toBe(3));
  it('no more than wait at all', () => expect(arrivals(then, after(1, 1, 20), 'pending')).toBe(1));
  it('failed ones', () => expect(arrivals(then, after(5, 3, 10), 'failed')).toBe(2));
  it('never below nothing', () => expect(arrivals(then, after(5, 0, 10), 'failed')).toBe(0));
  it('of one target only', () => {
    expect(
      tally([card('home', { counts: counts(5) }), card('attic', { counts: counts(9) })], 'attic')
        .pending,
    ).toBe(9);
  });
});
