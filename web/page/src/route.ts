// SPDX-License-Identifier: MIT
// Where the reader is, kept in the address' fragment: `#/` or `#/queue?state=…&target=…&open=…`.

import { signal } from '@preact/signals';
import { anything, type Filter, filterOf, membersOf, type Tab } from './filter';
import type { Status } from './types';

export type Sort = 'newest' | 'oldest';

/** What was sent, or what was watched; of that, `unsent` is what no target was told of. */
export type View = 'sent' | 'watches';
export const views: readonly View[] = ['sent', 'watches'];

export type Route =
  | { section: 'overview' }
  | { section: 'queue'; filter: Filter; sort: Sort; open: string | null }
  | { section: 'history'; view: View; filter: Filter; unsent: boolean; open: string | null }
  | { section: 'targets'; id: string | null; add: string | null }
  | { section: 'system' };
export type Section = Route['section'];
/** What each section but the first is given. */
export interface SectionProps<Name extends Section> {
  status: Status;
  at: Extract<Route, { section: Name }>;
}
export const sections: readonly Section[] = ['overview', 'queue', 'history', 'targets', 'system'];

export function read(hash: string): Route {
  const [path = '', query = ''] = hash.replace(/^#/, '').split('?', 2);
  const [, section, id = ''] = path.split('/', 3);
  const asked = new URLSearchParams(query);
  const open = asked.get('open') || null;
  switch (section) {
    case 'queue':
      return {
        section,
        filter: filterOf(asked),
        sort: asked.get('sort') === 'oldest' ? 'oldest' : 'newest',
        open,
      };
    case 'history':
      return {
        section,
        view: asked.get('view') === 'watches' ? 'watches' : 'sent',
        filter: filterOf(asked),
        unsent: asked.get('unsent') === '1',
        open,
      };
    case 'targets':
      return { section, id: decoded(id) || null, add: asked.get('add') };
    case 'system':
      return { section };
    default:
      return { section: 'overview' };
  }
}

export function write(route: Route): string {
  switch (route.section) {
    case 'overview':
      return '#/';
    case 'queue':
    case 'history': {
      const query = new URLSearchParams(membersOf(route.filter));
      if (route.section === 'queue' && route.sort !== 'newest') query.set('sort', route.sort);
      if (route.section === 'history' && route.view !== 'sent') query.set('view', route.view);
      if (route.section === 'history' && route.unsent) query.set('unsent', '1');
      if (route.open !== null) query.set('open', route.open);
      return withQuery(`#/${route.section}`, query);
    }
    case 'targets': {
      const at = route.id === null ? '' : `/${encodeURIComponent(route.id)}`;
      const query = new URLSearchParams(route.add === null ? {} : { add: route.add });
      return withQuery(`#/targets${at}`, query);
    }
    case 'system':
      return '#/system';
  }
}

export function queueAt(state: Tab, target: string | null): string {
  const filter = { ...anything, state, target };
  return write({ section: 'queue', filter, sort: 'newest', open: null });
}

export function historyAt(view: View, filter: Filter = anything): string {
  return write({ section: 'history', view, filter, unsent: false, open: null });
}

export function targetAt(id: string): string {
  return write({ section: 'targets', id, add: null });
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

/** Notes in the address what changed here, without a step in the history. */
export function note(here: Route): void {
  route.value = here;
  history.replaceState(null, '', write(here));
}

/** Goes to another place; "back" comes back. */
export function go(there: Route): void {
  location.hash = write(there);
}

function withQuery(path: string, query: URLSearchParams): string {
  const text = query.toString();
  return text ? `${path}?${text}` : path;
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
