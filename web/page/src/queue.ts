// SPDX-License-Identifier: MIT
// The queue's list: read page by page, kept true row by row by the link.

import { computed, signal } from '@preact/signals';
import { act, inWords } from './actions';
import { belongs, type Filter, isCounted, membersOf } from './filter';
import { arrivals, extended, refreshed, type Row, tally, type Tally, told } from './list';
import { Order } from './order';
import type { Sort } from './route';
import { call } from './session';
import { withSettled } from './state';
import { listen, model } from './store';
import type { Change, ChangePage, Message } from './types';

/** Which of the API's two lists: all, or what is settled. */
export type Source = 'changes' | 'history';

export interface List {
  /** Rises each time a list is read anew; what was asked for another list is not for this one. */
  showing: number;
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

let showings = 0;
/** What was told while the list was being read, by id: the answer may be older. */
const heard = new Map<string, Change>();
/** A refresh was asked for meanwhile. */
let missed = false;
const order = new Order();

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
  showings += 1;
  const mine: List = {
    showing: showings,
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
  heard.clear();
  missed = false;
  const then = model.value.status ? countsOf(filter.target) : null;
  const got = await read(mine, page, cursor).catch(inWords);
  if (list.value !== mine) return;
  list.value =
    typeof got === 'string'
      ? { ...mine, phase: 'ready', problem: got }
      : { ...mine, phase: 'ready', rows: extended([], got.items), next: got.next, then };
  for (const change of heard.values()) tell(change);
  if (missed) void refresh();
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
    edit(here, ({ rows }) => ({ phase: 'ready', rows: extended(rows, items), next }));
  } catch (error) {
    edit(here, () => ({ phase: 'ready', problem: inWords(error) }));
  }
}

/** One change was asked for something; the plugin's answer is its new state. */
export function actOn(change: Change, what: 'retry' | 'park'): Promise<void> {
  const before = shown(change.id);
  return act<Change>({
    key: keyOf(change.id),
    path: `changes/${encodeURIComponent(change.id)}/${what}`,
    then: (answer) => {
      // The link may have told more by now: on one machine the change is often synced before the
      // answer to the click is read.
      if (shown(change.id) !== before) return;
      tell(answer);
      model.value = withSettled(model.value, [answer]);
    },
  });
}

export const keyOf = (id: string) => `change ${id}`;

/** A change as its row shows it: another object once something newer was heard of it. */
export function shown(id: string): Change | undefined {
  return list.value?.rows.find((row) => row.change.id === id)?.change;
}

/** A change as it is now. */
export function tell(change: Change): void {
  const here = list.value;
  if (here?.phase === 'loading') heard.set(change.id, change);
  else if (here) list.value = { ...here, rows: told(here.rows, change, (one) => isIn(here, one)) };
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
  if (here?.phase === 'loading') missed = true;
  if (!here || here.phase === 'loading' || here.later) return;
  if (here.rows.length === 0) {
    if (here.phase === 'ready') await quietly(here);
    return;
  }
  try {
    const asked = Math.min(most, Math.max(page, here.rows.length));
    const { items, next } = await read(here, asked, null);
    edit(here, ({ rows, sort }) => ({ rows: refreshed(rows, here.rows, items, next === null, sort) }));
  } catch {
    // The link tells when the plugin is gone; the next message asks again.
  }
}

/** An empty list has nothing that could move: it is simply read again. */
async function quietly(here: List): Promise<void> {
  const then = countsOf(here.filter.target);
  const counts = order.ask();
  const got = await read(here, page, null).catch(inWords);
  if (!counts()) return;
  edit(here, ({ rows, phase }) => {
    if (rows.length > 0 || phase !== 'ready') return {};
    if (typeof got === 'string') return { problem: got };
    return { rows: extended([], got.items), next: got.next, problem: null, then };
  });
}

/** Changes the list that `of` was, unless it has been read anew since. */
function edit(of: List, change: (now: List) => Partial<List>): void {
  const now = list.value;
  if (now?.showing === of.showing) list.value = { ...now, ...change(now) };
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
