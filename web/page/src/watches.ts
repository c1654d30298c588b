// SPDX-License-Identifier: MIT
// The watch history: read page by page; one watch, or all that match, forgotten.

import { signal } from '@preact/signals';
import { act, inWords } from './actions';
import type { Filter } from './filter';
import { call } from './session';
import { model } from './store';
import { watches as text } from './text/history';
import type { Watch, WatchPage } from './types';

/** What is looked for; `unsent`: only what no target was told of. */
export interface Wanted {
  user: string | null;
  kind: string | null;
  q: string | null;
  unsent: boolean;
}

export interface WatchList {
  wanted: Wanted;
  phase: 'loading' | 'ready' | 'more';
  rows: Watch[];
  next: string | null;
  problem: string | null;
  /** How many watches there were when the list was read; what is new is counted from there. */
  then: number | null;
  /** It begins further down: what was above has been let go. */
  later: boolean;
}

const page = 50;
/** Rows kept at once. */
export const room = 500;
const searches = 25;

export const list = signal<WatchList | null>(null);
/** How many watches would be forgotten, to be said yes to; null: nobody asked. */
export const plan = signal<{ members: Record<string, string>; n: number } | null>(null);
export const allKey = 'forget all';
export const keyOf = (name: string) => `forget ${name}`;

export const wantedOf = ({ user, kind, q }: Filter, unsent: boolean): Wanted => ({
  user,
  kind,
  q,
  unsent,
});

/** Only what narrows, as a query has it. */
export function membersOf({ user, kind, q, unsent }: Wanted): Record<string, string> {
  const members: Record<string, string> = {};
  for (const [name, value] of Object.entries({ user, kind, q })) if (value !== null) members[name] = value;
  if (unsent) members.unsent = '1';
  return members;
}

const total = () => model.value.status?.watches ?? null;

/** Of a list of everything, how many came since it was read. */
export function fresh(here: WatchList): number {
  const now = total();
  const narrowed = Object.keys(membersOf(here.wanted)).length > 0;
  if (narrowed || here.later || here.then === null || now === null) return 0;
  return Math.max(0, now - here.then);
}

export async function show(wanted: Wanted, cursor: string | null = null): Promise<void> {
  const mine: WatchList = {
    wanted,
    phase: 'loading',
    rows: [],
    next: null,
    problem: null,
    then: null,
    later: cursor !== null,
  };
  list.value = mine;
  plan.value = null;
  const then = total();
  try {
    const { items, next } = await read(wanted, cursor);
    if (list.value === mine) list.value = { ...mine, phase: 'ready', rows: items, next, then };
  } catch (error) {
    if (list.value === mine) list.value = { ...mine, phase: 'ready', problem: inWords(error) };
  }
}

export async function more(): Promise<void> {
  const here = list.value;
  if (!here?.next || here.phase !== 'ready') return;
  if (here.rows.length >= room) {
    await show(here.wanted, here.next);
    return;
  }
  const mine: WatchList = { ...here, phase: 'more', problem: null };
  list.value = mine;
  const done = await read(here.wanted, here.next).catch((error: unknown) => inWords(error));
  const now = list.value;
  // One may have been forgotten meanwhile; another list is another's.
  if (now?.phase !== 'more' || now.wanted !== mine.wanted) return;
  list.value =
    typeof done === 'string'
      ? { ...now, phase: 'ready', problem: done }
      : { ...now, phase: 'ready', rows: [...now.rows, ...done.items], next: done.next };
}

export function forget({ name }: Watch): Promise<void> {
  return act({
    key: keyOf(name),
    method: 'DELETE',
    path: `watches/${encodeURIComponent(name)}`,
    then: () => drop(name),
  });
}

function drop(name: string): void {
  const here = list.value;
  if (!here) return;
  const rows = here.rows.filter((one) => one.name !== name);
  list.value = { ...here, rows, then: here.then === null ? null : here.then - 1 };
}

const body = ({ unsent, ...members }: Record<string, string>) => ({
  filter: unsent ? { ...members, unsent: true } : members,
});

/** Asks how many match, to be said yes to. */
export function propose(wanted: Wanted): Promise<void> {
  const members = membersOf(wanted);
  return act<{ matched: number }>({
    key: allKey,
    path: 'watches/forget',
    body: { ...body(members), dry_run: true },
    then: ({ matched }) => {
      plan.value = { members, n: matched };
    },
  });
}

/** Forgets what was asked about. When more match by now, the plugin refuses. */
export async function carryOut(): Promise<void> {
  const asked = plan.value;
  if (!asked) return;
  await act<{ forgotten: number }>({
    key: allKey,
    path: 'watches/forget',
    body: { ...body(asked.members), expect: asked.n },
    then: ({ forgotten }) => {
      const here = list.value;
      if (here) void show(here.wanted);
      return text.forgotten(forgotten);
    },
  });
  plan.value = null;
}

/** A search may look through more than one answer's worth before it finds something. */
async function read(wanted: Wanted, cursor: string | null) {
  let from = cursor;
  for (let asked = 1; ; asked += 1) {
    const query = new URLSearchParams({ ...membersOf(wanted), limit: String(page) });
    if (from !== null) query.set('cursor', from);
    const { items, next } = (await call<WatchPage>('GET', `watches?${query}`)).body;
    from = next ?? null;
    if (items.length > 0 || from === null || asked === searches) return { items, next: from };
  }
}
