// SPDX-License-Identifier: MIT
// Which changes a list or an action is about; the same words in the address and to the API. Pure.

import type { Change } from './types';

export type Tab = 'all' | 'pending' | 'synced' | 'failed';
export const tabs: readonly Tab[] = ['all', 'pending', 'synced', 'failed'];

export interface Filter {
  state: Tab;
  target: string | null;
  user: string | null;
  kind: string | null;
  /** Part of a title. */
  q: string | null;
}

export const anything: Filter = { state: 'all', target: null, user: null, kind: null, q: null };

const names = ['target', 'user', 'kind', 'q'] as const;

export function filterOf(asked: URLSearchParams): Filter {
  const state = asked.get('state') as Tab | null;
  const filter: Filter = {
    ...anything,
    state: state !== null && tabs.includes(state) ? state : 'all',
  };
  for (const name of names) filter[name] = asked.get(name)?.trim() || null;
  return filter;
}

/** Only what narrows: as members of a request's filter, or of a query. */
export function membersOf(filter: Filter): Record<string, string> {
  const members: Record<string, string> = {};
  if (filter.state !== 'all') members.state = filter.state;
  for (const name of names) if (filter[name] !== null) members[name] = filter[name];
  return members;
}

export function sameFilter(a: Filter, b: Filter): boolean {
  return a.state === b.state && names.every((name) => a[name] === b[name]);
}

/** Whether the counts of the cards tell how many match. */
export function isCounted(filter: Filter): boolean {
  return filter.user === null && filter.kind === null && filter.q === null;
}

/** Whether a change still is where this filter looks: only its state can have moved. */
export function belongs(change: Change, { state }: Filter): boolean {
  if (state === 'all') return true;
  return state === 'pending'
    ? change.state === 'pending' || change.state === 'syncing'
    : change.state === state;
}
