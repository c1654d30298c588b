// SPDX-License-Identifier: MIT
// The words of states, and why a target or a change stands where it does.

import { count } from '../plain';
import type { ChangeState, ChangeWhy, TargetState, TargetWhy } from '../types';
import { apart, because, nextTry } from './say';

export const targetStates: Record<TargetState, string> = {
  'up to date': 'Up to date',
  syncing: 'Syncing',
  gathering: 'Gathering',
  waiting: 'Waiting',
  'rate limited': 'Rate limited',
  unreachable: 'Unreachable',
  offline: 'Offline',
  paused: 'Paused',
  'needs log-in': 'Needs log-in',
  halted: 'Halted',
};

export const changeStates: Record<ChangeState, string> = {
  pending: 'Waiting',
  syncing: 'Syncing',
  synced: 'Synced',
  failed: 'Failed',
};

/** What a sentence may tell besides its code. `left` is a countdown, null when over or unknown. */
export interface Telling {
  left: string | null;
  detail?: string | null;
  by?: string | null;
  last?: string | null;
  params?: { n?: number; attempt?: number; of?: number } | undefined;
}

export const targetWhys: Record<TargetWhy, (t: Telling) => string> = {
  idle: (t) =>
    t.last
      ? `Nothing waits. Last sent ${t.last}.`
      : 'Nothing waits, and nothing has been sent yet.',
  in_flight: () => 'A batch is on its way.',
  gathering: (t) =>
    t.left
      ? `Collecting what belongs together; sends in ${t.left}.`
      : 'Collecting what belongs together.',
  backoff: (t) => `The last try failed${because(t.detail)}${nextTry(t.left)}`,
  paced: () => 'Sending no faster than the service allows.',
  rate_limited: (t) =>
    `It asks us to slow down${because(t.detail)}${t.left ? ` Goes on in ${t.left}.` : ' Goes on any moment.'}`,
  unreachable: (t) => `It cannot be reached${because(t.detail)}${nextTry(t.left)}`,
  offline: () => 'The host is offline. Sending goes on when the network is back.',
  paused: (t) => `${pausedBy(t.by)} Nothing is sent until it is resumed.`,
  needs_login: (t) =>
    `It wants you to log in${because(t.detail)} Nothing is lost; sending goes on after that.`,
  halted: (t) => `Stopped until its settings are mended${because(t.detail)} Nothing is lost.`,
};

const kept = 'It is kept until you retry it.';

export const changeWhys: Record<ChangeWhy, (t: Telling) => string> = {
  in_flight: () => 'On its way in the batch being sent.',
  gathering: (t) =>
    t.left
      ? `Waits ${t.left} for others, to go out together.`
      : 'Waits a moment for others, to go out together.',
  behind: ({ params }) =>
    params?.n ? `Next in line, behind ${count(params.n)} being sent now.` : 'Next in line.',
  backoff: (t) => `The last try failed${because(t.detail)}${tries(t)}${nextTry(t.left)}`,
  scheduled: (t) => (t.left ? `Goes out in ${t.left}.` : 'Goes out any moment.'),
  rate_limited: (t) => `Its target asks us to slow down.${t.left ? ` Goes on in ${t.left}.` : ''}`,
  unreachable: (t) => `Its target cannot be reached${because(t.detail)}${nextTry(t.left)}`,
  offline: () => 'The host is offline; it goes out when the network is back.',
  paused: (t) => `${pausedBy(t.by)} It goes out after resuming.`,
  needs_login: () => 'Its target needs you to log in first.',
  halted: (t) => `Its target is stopped until its settings are mended${because(t.detail)}`,
  store_refusing: () => 'The queue on disk refuses writes, so nothing is sent.',
  no_target: () => 'Its target is no longer set up. It goes out once there is one of that name.',
  synced: (t) => (t.detail ? `Done${because(t.detail)}` : 'The target has it.'),
  rejected: (t) => `The target refused it${because(t.detail)} ${kept}`,
  spent: (t) =>
    `${t.params?.of ? `All ${count(t.params.of)} tries` : 'Every try'} failed${because(t.detail)} ${kept}`,
  no_match: (t) =>
    `The service does not know this item${because(t.detail)} Give it another id, and it is sent again.`,
  expired: (t) => `It is too old for the service${because(t.detail)} Sending it again will not help.`,
  by_hand: () => 'Parked by hand. It is kept until you retry it.',
};

function tries({ params }: Telling): string {
  return params?.attempt && params.of
    ? ` Try ${count(params.attempt)} of ${count(params.of)}.`
    : '';
}

/** The one thing to do about it, as a button; what mends itself has none. */
export type Cure = 'retry' | 'send' | 'resume' | 'log_in' | 'settings' | 'add' | 'match' | 'discard';

export const targetCures: Record<TargetWhy, Cure | null> = {
  idle: null,
  in_flight: null,
  gathering: 'send',
  backoff: 'send',
  paced: null,
  rate_limited: null,
  unreachable: 'send',
  offline: null,
  paused: 'resume',
  needs_login: 'log_in',
  halted: 'settings',
};

export const changeCures: Record<ChangeWhy, Cure | null> = {
  in_flight: null,
  gathering: 'send',
  behind: null,
  backoff: 'retry',
  rate_limited: null,
  unreachable: 'send',
  offline: null,
  paused: 'resume',
  needs_login: 'log_in',
  halted: 'settings',
  scheduled: 'retry',
  store_refusing: null,
  no_target: 'add',
  synced: null,
  rejected: 'retry',
  spent: 'retry',
  no_match: 'match',
  expired: 'discard',
  by_hand: 'retry',
};

export function otherWhy(code: string, detail?: string | null): string {
  return `The plugin says “${apart(code)}”${because(detail)}`;
}

function pausedBy(by?: string | null): string {
  if (by === 'page') return 'Paused from this page.';
  if (by === 'host') return 'Paused by the host.';
  return by ? `Paused by ${apart(by)}.` : 'Paused.';
}

const errorClasses: Record<string, string> = {
  transient: 'It failed, and may work later',
  rate_limited: 'It asked us to slow down',
  unreachable: 'It could not be reached',
  ambiguous: 'No answer came, so it is sent again',
  auth: 'It did not accept our credentials',
  misconfigured: 'Its address or settings are wrong',
  rejected: 'It refused the change',
};

export function failure(kind: string, status: number | null, message: string): string {
  const what = errorClasses[kind] ?? `It failed (${apart(kind)})`;
  return `${what}${status !== null && status >= 400 ? ` (HTTP ${status})` : ''}${because(message)}`;
}

export const verbs: Record<string, string> = {
  progress: 'position',
  watched: 'watched',
  unwatched: 'unwatched',
  play: 'played',
};
