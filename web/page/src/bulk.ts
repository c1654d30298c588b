// SPDX-License-Identifier: MIT
// Actions on what is selected, and on all that a filter matches: those are tried dry first.

import { computed, signal } from '@preact/signals';
import { act, inWords, work } from './actions';
import { Problem } from './api';
import { type Filter, membersOf, sameFilter } from './filter';
import { instant, seconds } from './format';
import { list, refresh } from './queue';
import { read as readRecent } from './recent';
import { call } from './session';
import { model, tick } from './store';
import { bulk as text } from './text/queue';

export type What = 'retry' | 'discard';

export interface Done {
  matched: number;
  done: number;
  skipped?: { code: string; count: number }[];
  undo?: { token: string; until: string } | null;
}

export interface Plan {
  what: What;
  filter: Filter;
  phase: 'asking' | 'asked';
  would: Done | null;
  problem: string | null;
}

export const key = 'bulk';

export const selected = signal<ReadonlySet<string>>(new Set());
let anchor: string | null = null;

/** What is about to be done to all that match, to be said yes to. */
export const plan = signal<Plan | null>(null);

const discarded = signal<{ count: number; token: string; until: number } | null>(null);
/** What can still be brought back, and for how many seconds. */
export const undoable = computed(() => {
  const last = discarded.value;
  const left = last === null ? 0 : last.until - tick.value;
  return last !== null && left > 0 ? { ...last, left: seconds(left) } : null;
});

/** Selects or unselects a row; with `reach`, all from the last one to it. */
export function select(id: string, reach: boolean): void {
  const next = new Set(selected.value);
  const ids = list.value?.rows.map((row) => row.change.id) ?? [];
  const [from, to] = [ids.indexOf(anchor ?? ''), ids.indexOf(id)];
  if (reach && from >= 0 && to >= 0)
    for (const one of ids.slice(Math.min(from, to), Math.max(from, to) + 1)) next.add(one);
  else if (!next.delete(id)) next.add(id);
  anchor = id;
  selected.value = next;
}

export function selectNone(): void {
  selected.value = new Set();
  anchor = null;
}

/** The rest was perhaps selected while the plugin worked on these. */
function unselect(ids: string[]): void {
  selected.value = new Set([...selected.value].filter((id) => !ids.includes(id)));
}

export function selectAllShown(): void {
  selected.value = new Set(list.value?.rows.map((row) => row.change.id));
}

/** Asks what an action on all that match would do. */
export async function propose(what: What, filter: Filter): Promise<void> {
  const mine: Plan = { what, filter, phase: 'asking', would: null, problem: null };
  plan.value = mine;
  const answer = await dryRun(what, filter).catch((error: unknown) => inWords(error));
  if (plan.value !== mine) return;
  plan.value =
    typeof answer === 'string'
      ? { ...mine, phase: 'asked', problem: answer }
      : { ...mine, phase: 'asked', would: answer };
}

async function dryRun(what: What, filter: Filter): Promise<Done> {
  const body = { filter: membersOf(filter), dry_run: true };
  return (await call<Done>('POST', what, body)).body;
}

/** How many of the matches an action would reach; a dry run itself does none. */
export function reached({ matched, skipped = [] }: Done): number {
  return Math.max(0, matched - skipped.reduce((sum, { count }) => sum + count, 0));
}

/** How many a filter matches, where the counts do not tell. */
export async function countMatches(filter: Filter): Promise<number | null> {
  return dryRun('discard', filter).then(
    ({ matched }) => matched,
    () => null,
  );
}

/** Does what was asked about. When much has changed since, the plugin refuses and is asked anew. */
export async function carryOut(): Promise<void> {
  const now = plan.value;
  if (!now?.would) return;
  plan.value = null;
  const { what, filter, would } = now;
  await run(what, { filter: membersOf(filter), expect: would.matched });
}

export function actOnSelected(what: What | 'park'): Promise<void> {
  const ids = [...selected.value];
  return what === 'park' ? park(ids) : actOnIds(what, ids);
}

/** One by one: parking is a person's decision about a change. */
async function park(ids: string[]): Promise<void> {
  await work(key, async () => {
    const left = new Map<string, number>();
    for (const id of ids)
      try {
        await call('POST', `changes/${encodeURIComponent(id)}/park`, {});
      } catch (error) {
        if (!(error instanceof Problem) || error.code === 'unreachable') throw error;
        left.set(error.code, (left.get(error.code) ?? 0) + 1);
      }
    look();
    const skipped = [...left].map(([code, count]) => ({ code, count }));
    const done = ids.length - skipped.reduce((sum, { count }) => sum + count, 0);
    return text.did.park(done, text.skipped(skipped));
  });
  unselect(ids);
}

/** A thousand at most go in one request; the page never holds more. */
export async function actOnIds(what: What, ids: string[]): Promise<void> {
  await run(what, { ids });
  unselect(ids);
}

function run(what: What, body: object): Promise<void> {
  return act<Done>({
    key,
    path: what,
    body,
    then: (done) => {
      const until = instant(done.undo?.until);
      if (what === 'discard')
        discarded.value =
          done.undo && until !== null
            ? { count: done.done, token: done.undo.token, until: until - model.value.skew }
            : null;
      look();
      return text.did[what](done.done, text.skipped(done.skipped ?? []));
    },
  });
}

export function undo(): Promise<void> {
  const last = discarded.value;
  if (!last) return Promise.resolve();
  return act<{ restored: number }>({
    key,
    path: 'undo',
    body: { token: last.token },
    then: ({ restored }) => {
      discarded.value = null;
      look();
      return text.restored(restored);
    },
  });
}

/** The rows that were acted on are read again. */
function look(): void {
  void refresh();
  void readRecent();
}

export function isPlanned(filter: Filter): boolean {
  return plan.value !== null && sameFilter(plan.value.filter, filter);
}
