// SPDX-License-Identifier: MIT
// The words of lists of changes, and of what is done to many at once.

import { clean, count } from '../plain';
import { apart, changes, many, millis } from './say';

export const filters = {
  group: 'Filter',
  state: 'State',
  search: 'Search titles',
  target: 'Target',
  anyTarget: 'All targets',
  user: 'User',
  anyUser: 'All users',
  kind: 'Kind',
  anyKind: 'All kinds',
  kinds: { movie: 'Films', episode: 'Episodes', track: 'Tracks', video: 'Videos' },
  sort: 'Order',
  sorts: { newest: 'Newest first', oldest: 'Oldest first' },
  clear: 'Clear filters',
};

export const queue = {
  title: 'Queue',
  fresh: (n: number) => `${count(n)} new, show`,
  more: 'Load more',
  onward: 'Show the next ones',
  fromTop: 'Back to the first',
  loading: 'Loading…',
  searching: 'Searching…',
  again: 'Try again',
  cancel: 'Cancel',
  attempts: (n: number) => (n === 0 ? 'not tried yet' : many(n, 'try', 'tries')),
  gone: 'No longer in this list.',
  list: 'Changes',
  shown: (n: number) => `${changes(n)} shown`,
  keys: 'j k move · Enter opens · x selects · r retries · ? all keys',
  noTarget: (target: string) => `There is no target ${apart(target)}.`,
  noTargets: 'Nothing here: there is no target yet, so plays are sent nowhere.',
  noMatch: 'Nothing matches. Try fewer letters, or clear the filters.',
  empty: {
    all: 'Nothing here yet. New plays appear within a second.',
    pending: 'Nothing waits. New plays appear here within a second.',
    synced: 'Nothing synced yet. What a target has taken appears here.',
    failed: 'Nothing failed. What a target refuses is kept here until you retry it.',
  },
  select: (title: string) => `Select ${clean(title)}`,
};

const steps = {
  retry: 'sent again',
  discard: 'taken out',
};

const skips: Record<string, string> = {
  in_flight: 'being sent right now',
  settled: 'synced already',
  due: 'due anyway',
  not_pending: 'not waiting',
  replaced: 'replaced by a newer state',
  not_found: 'no longer there',
  store_refusing: 'kept back by the queue on disk',
};

export const bulk = {
  label: 'What to do with them',
  match: (n: number) => (n === 1 ? '1 matches' : `${count(n)} match`),
  chosen: (n: number) => `${count(n)} selected`,
  all: { retry: 'Retry all', discard: 'Discard all' },
  some: { retry: 'Retry', park: 'Park', discard: 'Discard' },
  export: { jsonl: 'Export JSON', csv: 'Export CSV' },
  none: 'Select none',
  allShown: 'Select all shown',
  asking: 'Counting…',
  would: (what: keyof typeof steps, n: number, matched: number, skipped: string) =>
    n === 0
      ? `Of ${count(matched)} that match, none would be ${steps[what]}${skipped}.`
      : `${count(n)} of ${count(matched)} would be ${steps[what]}${skipped}.`,
  yesAll: (what: keyof typeof steps, n: number) => `${bulk.some[what]} ${count(n)}`,
  no: 'Cancel',
  skipped: (list: { code: string; count: number }[]) =>
    list.map(({ code, count: n }) => `; ${count(n)} ${skips[code] ?? apart(code)}`).join(''),
  did: {
    retry: (n: number, skipped: string) => `${changes(n)} waiting again${skipped}.`,
    park: (n: number, skipped: string) => `${changes(n)} parked${skipped}.`,
    discard: (n: number, skipped: string) => `${changes(n)} discarded${skipped}.`,
  },
  discarded: (n: number) => `${changes(n)} discarded.`,
  undo: (left: number) => `Undo (${left} s)`,
  undoSaid: 'Undo',
  restored: (n: number) => `${changes(n)} brought back.`,
};

export const panel = {
  timeline: 'What happened',
  facts: 'Details',
  captured: (user: string, verb: string) => `${apart(user)}: ${verb}`,
  queued: 'Taken into the queue',
  earlier: (n: number) => `${many(n, 'earlier try is', 'earlier tries are')} no longer kept`,
  tried: (n: number) => `Try ${count(n)}`,
  took: millis,
  http: (status: number) => `HTTP ${status}`,
  ok: 'accepted',
  synced: 'Synced',
  failed: 'Failed',
  now: 'Now',
  gone: 'It is no longer there: a newer state has replaced it, or it was discarded.',
  park: 'Park',
  field: { id: 'Id', user: 'User', position: 'Position', ids: 'Known as', target: 'Target', item: 'Kind' },
  kinds: { movie: 'Film', episode: 'Episode', track: 'Track', video: 'Video' } as Record<string, string>,
  match: {
    lead: 'The ids the service looks for. It is sent again at once.',
    scheme: 'Catalogue',
    value: 'Id',
    add: 'Add an id',
    remove: (scheme: string) => `Remove ${clean(scheme)}`,
    save: 'Save and send',
    cancel: 'Cancel',
    none: 'At least one id is needed.',
  },
};
