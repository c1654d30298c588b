// SPDX-License-Identifier: MIT
// Where the reader is, kept in the address' fragment: `#/` or `#/queue?state=…&target=…&open=…`.

import { signal } from '@preact/signals';

export type Tab = 'all' | 'pending' | 'synced' | 'failed';
export const tabs: readonly Tab[] = ['all', 'pending', 'synced', 'failed'];

export type Route =
  | { section: 'overview' }
  | { section: 'queue'; tab: Tab; target: string | null; open: string | null };

export function read(hash: string): Route {
  const [path, query = ''] = hash.replace(/^#/, '').split('?', 2);
  if (path !== '/queue') return { section: 'overview' };
  const asked = new URLSearchParams(query);
  const state = asked.get('state') as Tab | null;
  const tab = state !== null && tabs.includes(state) ? state : 'all';
  return {
    section: 'queue',
    tab,
    target: asked.get('target') || null,
    open: asked.get('open') || null,
  };
}

export function write(route: Route): string {
  if (route.section === 'overview') return '#/';
  const query = new URLSearchParams();
  if (route.tab !== 'all') query.set('state', route.tab);
  if (route.target !== null) query.set('target', route.target);
  if (route.open !== null) query.set('open', route.open);
  const text = query.toString();
  return text ? `#/queue?${text}` : '#/queue';
}

export function queueAt(tab: Tab, target: string | null): string {
  return write({ section: 'queue', tab, target, open: null });
}

export const route = signal<Route>({ section: 'overview' });

/** Follows the address from now on. */
export function follow(): void {
  const look = () => {
    route.value = read(location.hash);
  };
  addEventListener('hashchange', look);
  look();
}

/** Notes in the address which row is open, without a step in the history. */
export function openRow(id: string | null): void {
  const here = route.value;
  if (here.section !== 'queue') return;
  route.value = { ...here, open: id };
  history.replaceState(null, '', write(route.value));
}
