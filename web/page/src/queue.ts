// SPDX-License-Identifier: MIT
// The queue's list: read page by page, kept true row by row by the link.

import { computed, signal } from '@preact/signals';
import { act, inWords } from './actions';
import { belongs, type Filter, isCounted, membersOf, sameFilter } from './filter';
import { arrivals, extended, refreshed, type Row, tally, type Tally, told } from './list';
import type { Sort } from './route';
import { call } from './session';
import { withSettled } from './state';
import { listen, model } from './store';
import type { Change, ChangePage, Message } from './types';

/** Which of the API's two lists: all, or what is settled. */
export type Source = 'changes' | 'history';

export interface List {
  source: Source;
  filter: Filter;
  sort: Sort;
  phase: 'loading' | 'ready' | 'more';
  rows: Row[];
  next: string | null;
  problem: string | null;
  /** The counts when the list was read: what is new is counted from there. */
  then: Tally | null;
  /** It begins further down: what was above has been let go. */
  later: boolean;
}

const page = 50;
const most = 200;
/** Rows kept at once: a hundred thousand would make every key slow. */
export const room = 500;
const restFor = 2000;
const searches = 25;

export const list = signal<List | null>(null);

export const counts = computed(() => countsOf(list.value?.filter.target ?? null));
export const fresh = computed(() => {
  const here = list.value;
  if (!here?.then || here.sort !== 'newest' || here.later) return 0;
  if (here.source === 'history') return settledOf(counts.value) - settledOf(here.then);
  return arrivals(here.then, counts.value, isCounted(here.filter) ? here.filter.state : 'all');
});

const settledOf = (sum: Tally) => sum.synced + sum.failed;

function isIn(here: List, change: Change): boolean {
  if (here.source === 'changes') return belongs(change, here.filter);
  return change.state === 'synced' || change.state === 'failed';
}

function countsOf(target: string | null): Tally {
  return tally(model.value.status?.targets ?? [], target);
}

/** Reads the list anew, from its first change, or from `cursor` on. */
export async function show(
  source: Source,
  filter: Filter,
  sort: Sort,
  cursor: string | null = null,
): Promise<void> {
  const mine: List = {
    source,
    filter,
    sort,
    phase: 'loading',
    rows: [],
    next: null,
    problem: null,
    then: null,
    later: cursor !== null,
  };
  list.value = mine;
  const then = model.value.status ? countsOf(filter.target) : null;
  try {
    const { items, next } = await read(mine, page, cursor);
    if (list.value !== mine) return;
    list.value = { ...mine, phase: 'ready', rows: extended([], items), next, then };
  } catch (error) {
    if (list.value === mine) list.value = { ...mine, phase: 'ready', problem: inWords(error) };
  }
}

export async function more(): Promise<void> {
  const here = list.value;
  if (!here?.next || here.phase !== 'ready') return;
  if (here.rows.length >= room) {
    await show(here.source, here.filter, here.sort, here.next);
    return;
  }
  list.value = { ...here, phase: 'more', problem: null };
  try {
    const { items, next } = await read(here, page, here.next);
    edit(here, (now) => ({ ...now, phase: 'ready', rows: extended(now.rows, items), next }));
  } catch (error) {
    edit(here, (now) => ({ ...now, phase: 'ready', problem: inWords(error) }));
  }
}

/** One change was asked for something; the plugin's answer is its new state. */
export function actOn(change: Change, what: 'retry' | 'park'): Promise<void> {
  const shown = () => list.value?.rows.find((row) => row.change.id === change.id)?.change;
  const before = shown();
  return act<Change>({
    key: keyOf(change.id),
    path: `changes/${encodeURIComponent(change.id)}/${what}`,
    then: (answer) => {
      // The link may have told more by now: on one machine the change is often synced before the
      // answer to the click is read.
      if (shown() !== before) return;
      tell(answer);
      model.value = withSettled(model.value, [answer]);
    },
  });
}

export const keyOf = (id: string) => `change ${id}`;

/** A change as it is now. */
export function tell(change: Change): void {
  const here = list.value;
  if (here) list.value = { ...here, rows: told(here.rows, change, (one) => isIn(here, one)) };
}

/** Follows the link while the list is on the screen. Returns how to stop. */
export function attend(): () => void {
  let asked = false;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const refreshSoon = () => {
    asked = true;
    if (timer === undefined) look();
  };
  const look = () => {
    timer = undefined;
    if (!asked) return;
    asked = false;
    timer = setTimeout(look, restFor);
    void refresh();
  };
  const asks = ['items_changed', 'target_state', 'snapshot'];
  const stop = listen((message: Message) => {
    if (message.type === 'item_synced' || message.type === 'sync_failed') tell(message.change);
    else if (asks.includes(message.type)) refreshSoon();
  });
  return () => {
    stop();
    clearTimeout(timer);
  };
}

/** Brings the rows shown up to date where they stand. */
export async function refresh(): Promise<void> {
  const here = list.value;
  if (!here || here.phase === 'loading' || here.later) return;
  if (here.problem !== null || here.rows.length === 0 || here.then === null) {
    if (here.phase === 'ready') await quietly(here);
    return;
  }
  try {
    const asked = Math.min(most, Math.max(page, here.rows.length));
    const { items, next } = await read(here, asked, null);
    edit(here, (now) => ({ ...now, rows: refreshed(now.rows, items, next === null, now.sort) }));
  } catch {
    // The link tells when the plugin is gone; the next message asks again.
  }
}

/** An empty list has nothing that could move: it is simply read again. */
async function quietly(here: List): Promise<void> {
  const then = countsOf(here.filter.target);
  try {
    const { items, next } = await read(here, page, null);
    edit(here, (now) =>
      now.rows.length > 0 && now.then !== null
        ? now
        : { ...now, rows: extended([], items), next, problem: null, then },
    );
  } catch (error) {
    edit(here, (now) => ({ ...now, problem: inWords(error) }));
  }
}

function edit(of: List, change: (now: List) => List): void {
  const now = list.value;
  if (!now || now.phase === 'loading' || now.later !== of.later || now.sort !== of.sort) return;
  if (now.source === of.source && sameFilter(now.filter, of.filter)) list.value = change(now);
}

/** A search may look through more than one answer's worth before it finds something. */
async function read(of: List, limit: number, cursor: string | null) {
  let from = cursor;
  for (let asked = 1; ; asked += 1) {
    const query = new URLSearchParams({ ...membersOf(of.filter), limit: String(limit) });
    if (of.sort !== 'newest') query.set('sort', of.sort);
    if (from !== null) query.set('cursor', from);
    const { body } = await call<ChangePage>('GET', `${of.source}?${query}`);
    from = body.next ?? null;
    if (body.items.length > 0 || from === null || asked === searches)
      return { items: body.items, next: from };
  }
}
