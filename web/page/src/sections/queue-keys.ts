// SPDX-License-Identifier: MIT
// Keys of the list: j, k and the arrows walk, x selects, r retries, Esc closes.

import { actOnSelected, plan, select, selected, selectNone } from '../bulk';
import { isOurs, singleKeys } from '../keys';
import { actOn, list } from '../queue';
import { note, type Route } from '../route';
import { stale } from '../store';

type Here = Extract<Route, { section: 'queue' }>;

const letters: Record<string, number> = { j: 1, k: -1 };
const arrows: Record<string, number> = { ArrowDown: 1, ArrowUp: -1 };

export function walk(event: KeyboardEvent, at: Here): void {
  if (!isOurs(event)) return;
  const rows = [...document.querySelectorAll<HTMLElement>('.rows > .row')];
  const row = rows.findIndex((one) => one.contains(event.target as Node));
  const id = rows[row]?.dataset.change ?? null;
  // Elsewhere the arrows scroll, as everywhere.
  const onRow = id !== null && (event.target as HTMLElement).closest('.panel') === null;
  const step =
    (singleKeys.value ? letters[event.key] : undefined) ??
    (onRow ? arrows[event.key] : undefined);
  if (event.key === 'Escape') leave(at, rows);
  else if (step !== undefined && rows.length > 0) stepTo(rows, row, step);
  else if (!singleKeys.value || !reach(event.key, id)) return;
  event.preventDefault();
}

function stepTo(rows: HTMLElement[], from: number, step: number): void {
  const to = from < 0 ? (step > 0 ? 0 : rows.length - 1) : from + step;
  focusRow(rows[Math.min(Math.max(to, 0), rows.length - 1)]);
}

function focusRow(row: HTMLElement | undefined): void {
  row?.querySelector<HTMLElement>('.opens')?.focus();
}

/** Esc lets go of the nearest thing. */
function leave(at: Here, rows: HTMLElement[]): void {
  if (plan.value) plan.value = null;
  else if (at.open !== null) {
    focusRow(rows.find((row) => row.dataset.change === at.open));
    note({ ...at, open: null });
  } else selectNone();
}

function reach(key: string, id: string | null): boolean {
  if (key === 'x' && id !== null) select(id, false);
  else if (key === 'r' && !stale.value) retry(id);
  else return false;
  return true;
}

function retry(id: string | null): void {
  if (selected.value.size > 0) {
    void actOnSelected('retry');
    return;
  }
  const change = list.value?.rows.find((row) => row.change.id === id)?.change;
  if (change && (change.state === 'failed' || change.state === 'pending'))
    void actOn(change, 'retry');
}
