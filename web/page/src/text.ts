// SPDX-License-Identifier: MIT
// Every word and sentence of the page. Another language is another file like this one.

import { clean, count } from './plain';
import type { ChangeState, ChangeWhy, TargetState, TargetWhy } from './types';

export const units = { second: 's', minute: 'min', hour: 'h', day: 'd' };

/** Foreign words inside a sentence of ours: kept apart, so they cannot reorder it. */
export function apart(foreign: string): string {
  return `\u2068${clean(foreign)}\u2069`;
}

function many(n: number, one: string, more: string): string {
  return `${count(n)} ${n === 1 ? one : more}`;
}

const changes = (n: number) => many(n, 'change', 'changes');
const because = (detail?: string | null) =>
  detail ? `: ${apart(detail.replace(/[.\s]+$/, ''))}.` : '.';
const nextTry = (left: string | null) => (left ? ` Next try in ${left}.` : ' Next try any moment.');

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
    `It no longer accepts our credentials${because(t.detail)} Nothing is lost; sending goes on after you log in.`,
  halted: (t) => `Stopped until its settings are mended${because(t.detail)} Nothing is lost.`,
  store_refusing: (t) =>
    `The queue on disk refuses writes${because(t.detail)} Nothing is sent until it accepts them.`,
};

export const changeWhys: Record<ChangeWhy, (t: Telling) => string> = {
  in_flight: () => 'On its way in the batch being sent.',
  due: () => 'Next in line.',
  backoff: (t) => `The last try failed${because(t.detail)}${nextTry(t.left)}`,
  rate_limited: (t) => `Its target asks us to slow down.${t.left ? ` Goes on in ${t.left}.` : ''}`,
  unreachable: (t) => `Its target cannot be reached${because(t.detail)}${nextTry(t.left)}`,
  offline: () => 'The host is offline; it goes out when the network is back.',
  paused: (t) => `${pausedBy(t.by)} It goes out after resuming.`,
  needs_login: () => 'Its target needs you to log in first.',
  halted: (t) => `Its target is stopped until its settings are mended${because(t.detail)}`,
  store_refusing: () => 'The queue on disk refuses writes, so nothing is sent.',
  synced: () => 'The target has it.',
  rejected: (t) =>
    `The target refused it${because(t.detail)} It is kept, and sent again only when you retry it.`,
  spent: (t) =>
    `Every try failed${because(t.detail)} It is kept, and sent again only when you retry it.`,
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
  nothing_yet: () => 'Ready, nothing played yet',
};

function forTarget(target: string | null): string {
  return target === null ? '' : ` to ${apart(target)}`;
}

function waiting(n: number, target: string, left: string | null, why: string): string {
  const what = n === 0 ? `${apart(target)} ${why}` : `${count(n)} waiting for ${apart(target)}`;
  return left ? `${what}, next try in ${left}` : what;
}

export const notices = {
  store: (detail: string) =>
    `The queue on disk refuses writes${because(detail)} Nothing is queued or sent until it accepts them again.`,
  refused: (n: number) => `${changes(n)} could not be taken into the queue.`,
  unknownUsers: (names: string[]) =>
    `Nothing is sent for ${names.map(apart).join(', ')}: no target names ${names.length === 1 ? 'this user' : 'these users'}. Add them to “users” of a target to sync what they play.`,
  noTarget:
    'No target yet. Put one into the folder targets.d beside playsync.toml; it appears here as soon as it is read.',
};

export const words = {
  name: 'playsync',
  overview: 'Overview',
  queue: 'Queue',
  targets: 'Targets',
  sections: 'Sections',
  skip: 'Skip to the content',
  live: 'Live',
  connecting: 'Connecting',
  lost: 'Not connected',
  signOut: 'Sign out',
  everything: 'All targets',
  since: (ago: string) => `for ${ago}`,
  ago: (ago: string) => `${ago} ago`,
  now: 'just now',
  pending: 'Waiting',
  syncing: 'Syncing',
  synced: 'Synced',
  failed: 'Failed',
  all: 'All',
  recent: 'Last settled',
  recentEmpty: 'Nothing settled yet. Each change appears here the moment its target has taken it.',
  seeQueue: 'See the queue',
  lastError: 'Last error',
  oldest: (ago: string) => `oldest waits ${ago}`,
  lastRun: (done: number, failed: number, time: string) =>
    `Last run: ${count(done)} sent${failed ? `, ${count(failed)} failed` : ''} in ${time}.`,
  run: (done: number, total: number, added: number) =>
    `${count(done)} of ${count(total)}${added > 0 ? `, ${count(added)} added since` : ''}`,
  runFailed: (n: number) => `${count(n)} failed`,
  eta: (time: string) => `${time} left`,
  progressOf: (target: string) => `Progress of ${clean(target)}`,
  host: (name: string, version: string) => `${apart(name)} ${apart(version)}`,
  up: (time: string) => `up ${time}`,
  online: 'network online',
  metered: 'network metered',
  offline: 'network offline',
  store: (size: string) => `queue ${size}`,
  version: (version: string) => `playsync ${clean(version)}`,
};

export const actions = {
  pause: { idle: 'Pause', busy: 'Pausing…' },
  pauseAll: { idle: 'Pause all', busy: 'Pausing…' },
  resume: { idle: 'Resume', busy: 'Resuming…' },
  resumeAll: { idle: 'Resume all', busy: 'Resuming…' },
  sync: { idle: 'Sync now', busy: 'Asking…' },
  syncAll: { idle: 'Sync all now', busy: 'Asking…' },
  retryOne: { idle: 'Retry', busy: 'Retrying…' },
  retryFailed: { idle: 'Retry failed', busy: 'Retrying…' },
  retryAll: { idle: 'Retry all failed', busy: 'Retrying…' },
  noLink: 'Off while the connection is lost',
  silent: 'Nothing has been heard of it for 3 s. Try again.',
  unseen: 'Accepted, but its effect is not seen yet.',
  noAnswer: 'The plugin did not answer.',
  retried: (n: number) => (n === 0 ? 'Nothing to retry.' : `${changes(n)} waiting again.`),
  of: (action: string, target: string) => `${action}: ${clean(target)}`,
  dismiss: 'Dismiss',
};

export const problems: Record<string, string> = {
  in_flight: 'It is being sent right now.',
  not_found: 'It is no longer there.',
  cross_origin: 'The plugin refused the request as coming from another site.',
  misdirected: 'The plugin does not answer under this address.',
};

export function problem(code: string, detail: string, instance: string): string {
  if (code === 'internal')
    return `The plugin failed. Its log has the reason under ${apart(instance || 'this time')}.`;
  return detail ? `${apart(detail)}` : (problems[code] ?? `The plugin refused (${apart(code)}).`);
}

export const link = {
  lost: (left: string | null, of: string | null) =>
    `Connection lost, ${left ? `retrying in ${left}` : 'trying now'}${of ? ` · data of ${of}` : ''}`,
  never: (left: string | null) =>
    `No connection to the plugin yet, ${left ? `retrying in ${left}` : 'trying now'}`,
  retry: 'Retry now',
  again: 'Connected again.',
  version: 'The plugin has been updated. Load this page again to go on.',
  reload: 'Load again',
};

export const signIn = {
  title: 'Sign in to playsync',
  lead: 'The plugin prints an address with a one-time code when it starts. The code works once, for ten minutes.',
  code: 'One-time code',
  token: 'Token',
  kind: 'Sign in with',
  codeHelp: 'The part after #code= of that address, or all of it.',
  tokenHelp: 'The content of the file admin-token in the data directory.',
  submit: 'Sign in',
  busy: 'Signing in…',
  usedUp:
    'This code is not valid. It may be used up or older than ten minutes; a new one is printed at each start.',
  wrongToken: 'This token is not valid.',
  tooMany: (left: string | null) =>
    left ? `Too many wrong tries. Try again in ${left}.` : 'Too many wrong tries. Try again.',
  expired: 'Your session has ended. Sign in to go on where you were.',
  unreachable: 'The plugin did not answer. Is the host running?',
};

export const queue = {
  title: 'Queue',
  filters: 'State',
  target: 'Target',
  anyTarget: 'All targets',
  fresh: (n: number) => `${count(n)} new, show`,
  more: 'Load more',
  loading: 'Loading…',
  again: 'Try again',
  attempts: (n: number) => (n === 0 ? 'not tried yet' : many(n, 'try', 'tries')),
  next: (left: string) => `in ${left}`,
  gone: 'No longer in this list.',
  list: 'Changes, newest first',
  shown: (n: number) => `${changes(n)} shown`,
  keys: 'j and k or the arrows move, Enter opens, Esc closes.',
  noTarget: (target: string) => `There is no target ${apart(target)}.`,
  empty: {
    all: 'Nothing here yet. New plays appear within a second.',
    pending: 'Nothing waits. New plays appear here within a second.',
    synced: 'Nothing synced yet. What a target has taken appears here.',
    failed: 'Nothing failed. What a target refuses is kept here until you retry it.',
  },
  field: {
    id: 'Id',
    user: 'User',
    verb: 'What',
    happened: 'Happened',
    tried: 'Last try',
    attempts: 'Tries',
    next: 'Next try',
    position: 'Position',
    error: 'Last error',
    ids: 'Known as',
    target: 'Target',
  },
  position: (at: string, of: string | null) => (of ? `${at} of ${of}` : at),
};
