// SPDX-License-Identifier: MIT
// The queue's list: read page by page, kept true row by row by the link.

import { computed, signal } from '@preact/signals';
import { act, inWords } from './actions';
import { arrivals, extended, refreshed, type Row, tally, type Tally, told } from './list';
import type { Tab } from './route';
import { call } from './session';
import { withSettled } from './state';
import { listen, model } from './store';
import type { Change, ChangePage, Message } from './types';

export interface List {
  tab: Tab;
  target: string | null;
  phase: 'loading' | 'ready' | 'more';
  rows: Row[];
  next: string | null;
  problem: string | null;
  /** The counts when the list was read: what is new is counted from there. */
  then: Tally | null;
}

const page = 50;
const most = 200;
const restFor = 2000;

export const list = signal<List | null>(null);

export const counts = computed(() =>
  tally(model.value.status?.targets ?? [], list.value?.target ?? null),
);
export const fresh = computed(() => {
  const here = list.value;
  return here?.then ? arrivals(here.then, counts.value, here.tab) : 0;
});

/** Reads the list anew, from its newest change. */
export async function show(tab: Tab, target: string | null): Promise<void> {
  const mine: List = {
    tab,
    target,
    phase: 'loading',
    rows: [],
    next: null,
    problem: null,
    then: null,
  };
  list.value = mine;
  const then = tally(model.value.status?.targets ?? [], target);
  const known = model.value.status !== null;
  try {
    const { items, next } = await read(mine, page, null);
    if (list.value !== mine) return;
    list.value = {
      ...mine,
      phase: 'ready',
      rows: extended([], items),
      next,
      then: known ? then : null,
    };
  } catch (error) {
    if (list.value === mine) list.value = { ...mine, phase: 'ready', problem: inWords(error) };
  }
}

export async function more(): Promise<void> {
  const here = list.value;
  if (!here?.next || here.phase !== 'ready') return;
  list.value = { ...here, phase: 'more', problem: null };
  try {
    const { items, next } = await read(here, page, here.next);
    edit(here, (now) => ({ ...now, phase: 'ready', rows: extended(now.rows, items), next }));
  } catch (error) {
    edit(here, (now) => ({ ...now, phase: 'ready', problem: inWords(error) }));
  }
}

/** Sends one failed change again; the plugin's answer is its new state. */
export function retry(id: string): Promise<void> {
  const shown = () => list.value?.rows.find((row) => row.change.id === id)?.change;
  const before = shown();
  return act<Change>({
    key: `change ${id} retry`,
    path: `changes/${encodeURIComponent(id)}/retry`,
    then: (change) => {
      // The link may have told more by now: on one machine the change is often synced before the
      // answer to the click is read.
      if (shown() !== before) return;
      if (list.value)
        list.value = { ...list.value, rows: told(list.value.rows, change, list.value.tab) };
      model.value = withSettled(model.value, [change]);
    },
  });
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
  const stop = listen((message: Message) => {
    const here = list.value;
    if (!here) return;
    if (message.type === 'item_synced' || message.type === 'sync_failed')
      list.value = { ...here, rows: told(here.rows, message.change, here.tab) };
    else if (message.type === 'items_changed' || message.type === 'target_state') refreshSoon();
    else if (message.type === 'snapshot') refreshSoon();
  });
  return () => {
    stop();
    clearTimeout(timer);
  };
}

/** Brings the rows shown up to date where they stand. */
async function refresh(): Promise<void> {
  const here = list.value;
  if (!here || here.phase === 'loading') return;
  if (here.problem !== null || here.rows.length === 0 || here.then === null) {
    if (here.phase === 'ready') await quietly(here);
    return;
  }
  try {
    const asked = Math.min(most, Math.max(page, here.rows.length));
    const { items, next } = await read(here, asked, null);
    edit(here, (now) => ({ ...now, rows: refreshed(now.rows, items, next === null) }));
  } catch {
    // The link tells when the plugin is gone; the next message asks again.
  }
}

/** An empty list has nothing that could move: it is simply read again. */
async function quietly(here: List): Promise<void> {
  const then = tally(model.value.status?.targets ?? [], here.target);
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
  if (now && now.tab === of.tab && now.target === of.target && now.phase !== 'loading')
    list.value = change(now);
}

async function read(of: List, limit: number, cursor: string | null) {
  const query = new URLSearchParams({ limit: String(limit) });
  if (of.tab !== 'all') query.set('state', of.tab);
  if (of.target !== null) query.set('target', of.target);
  if (cursor !== null) query.set('cursor', cursor);
  const { body } = await call<ChangePage>('GET', `changes?${query}`);
  return { items: body.items, next: body.next ?? null };
}
