// SPDX-License-Identifier: MIT
// The sentence on top, and notices.

import { count } from '../plain';
import { apart, changes, many } from './say';

export const headline = {
  store_refusing: () => 'The queue on disk refuses writes',
  needs_login: (target: string) => `${apart(target)} needs you to log in`,
  halted: (target: string) => `${apart(target)} is stopped and needs you`,
  failed: (n: number, target: string | null) =>
    `${changes(n)} failed${target === null ? '' : ` for ${apart(target)}`}`,
  offline: (n: number) =>
    n === 0 ? 'The host is offline' : `The host is offline, ${count(n)} waiting`,
  unreachable: (n: number, target: string, left: string | null) =>
    waiting(n, target, left, 'cannot be reached'),
  rate_limited: (n: number, target: string, left: string | null) =>
    waiting(n, target, left, 'asks us to slow down'),
  backoff: (n: number, target: string, left: string | null) =>
    waiting(n, target, left, 'failed its last try'),
  paused: (n: number, target: string | null) =>
    `${target === null ? 'Everything is paused' : `${apart(target)} is paused`}${n === 0 ? '' : `, ${count(n)} waiting`}`,
  unknown_users: (names: string[]) => `Nothing is sent for ${names.map(apart).join(', ')}`,
  syncing: (n: number, target: string | null) =>
    n === 0 ? `Syncing${forTarget(target)}` : `Syncing${forTarget(target)}, ${count(n)} to go`,
  gathering: (n: number) => `${changes(n)} about to be sent`,
  no_target: () => 'No target yet',
  all_synced: () => 'All synced',
  nothing_yet: (watches: number) =>
    watches === 0 ? 'Ready, nothing played yet' : 'Ready, nothing to send yet',
};

function forTarget(target: string | null): string {
  return target === null ? '' : ` to ${apart(target)}`;
}

function waiting(n: number, target: string, left: string | null, why: string): string {
  const what = n === 0 ? `${apart(target)} ${why}` : `${count(n)} waiting for ${apart(target)}`;
  return left ? `${what}, next try in ${left}` : what;
}

export const kept = {
  /** Links stand between: "12 watches of bob, 3 of anna". */
  lead: 'Kept, not sent:',
  first: (n: number) => many(n, 'watch of', 'watches of'),
  next: (n: number) => `${count(n)} of`,
  others: (n: number) => `${count(n)} of others`,
  why: 'No target was for them.',
};

export const notices = {
  refused: (n: number) => `${changes(n)} could not be taken into the queue.`,
  noTarget: 'Plays are sent nowhere until there is one.',
  addTarget: 'Add a target',
};
