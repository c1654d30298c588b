// SPDX-License-Identifier: MIT
// Rules of a list of changes that stays put while the queue lives on. Pure.

import type { Tab } from './filter';
import type { Sort } from './route';
import type { Card, Change } from './types';

export interface Row {
  change: Change;
  /** It has left what this list shows, and stays only so that nothing moves. */
  gone: boolean;
}

/** A change's row after the plugin told of it; nothing else moves. */
export function told(rows: Row[], change: Change, isIn: (change: Change) => boolean): Row[] {
  const at = rows.findIndex((row) => row.change.id === change.id);
  if (at < 0) return rows;
  const next = [...rows];
  next[at] = { change, gone: !isIn(change) };
  return next;
}

/** Rows already shown, brought up to date from a fresh first page; `complete`: nothing is behind it.
 *  A row that is not among `asked`, the rows when it was asked for, has been told or read since: it
 *  is newer than the page. */
export function refreshed(
  rows: Row[],
  asked: readonly Row[],
  fresh: Change[],
  complete: boolean,
  sort: Sort,
): Row[] {
  const old = new Set(asked);
  const known = new Map(fresh.map((change) => [change.id, change]));
  const last = fresh.at(-1)?.id;
  // Ids rise with time: what is beyond the page's end was not asked for.
  const covers = (id: string) =>
    complete || (last !== undefined && (sort === 'newest' ? id >= last : id <= last));
  return rows.map((row) => {
    if (!old.has(row)) return row;
    const change = known.get(row.change.id);
    if (change) return { change, gone: false };
    return covers(row.change.id) ? { ...row, gone: true } : row;
  });
}

/** More rows below, without a change twice. */
export function extended(rows: Row[], more: Change[]): Row[] {
  const known = new Set(rows.map((row) => row.change.id));
  return [
    ...rows,
    ...more.filter((change) => !known.has(change.id)).map((change) => ({ change, gone: false })),
  ];
}

export interface Tally {
  all: number;
  pending: number;
  synced: number;
  failed: number;
}

/** How many changes each tab holds, of one target or of all. */
export function tally(cards: Card[], target: string | null): Tally {
  const sum: Tally = { all: 0, pending: 0, synced: 0, failed: 0 };
  for (const { id, counts } of cards) {
    if (target !== null && id !== target) continue;
    const pending = counts.pending + counts.syncing;
    sum.pending += pending;
    sum.synced += counts.synced;
    sum.failed += counts.failed;
    sum.all += pending + counts.synced + counts.failed;
  }
  return sum;
}

/** How many changes came into the tab since its list was read, as far as counts can tell. */
export function arrivals(then: Tally, now: Tally, tab: Tab): number {
  const grown = now[tab] - then[tab];
  if (tab !== 'pending') return Math.max(0, grown);
  // What was sent meanwhile made room: new ones are as many as all grew by, if they still wait.
  return Math.max(0, Math.min(now.all - then.all, now.pending));
}
