// SPDX-License-Identifier: MIT
// Every word and sentence of the page is here and in text/. Another language is other files like these.

import { clean, count } from './plain';
import { apart, because, changes } from './text/say';

export * from './text/say';
export * from './text/top';
export * from './text/why';

export const words = {
  name: 'playsync',
  overview: 'Overview',
  queue: 'Queue',
  history: 'History',
  targets: 'Targets',
  system: 'System',
  loading: 'Loading…',
  notFetched: 'This part of the page could not be fetched from the plugin.',
  reload: 'Load the page again',
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
  today: 'Today',
  hour: (peak: string) => `The last hour; at most ${peak} a minute`,
  traits: {
    batch: (n: number) => (n > 1 ? `In batches of up to ${count(n)}` : 'One by one'),
    pace: (n: number, time: string) => `at most ${count(n)} ${n === 1 ? 'request' : 'requests'} in ${time}`,
    left: (n: number, until: string | null) =>
      `${n === 1 ? '1 request' : `${count(n)} requests`} left${until ? ` for ${until}` : ''}`,
    user: (user: string) => `logged in as ${apart(user)}`,
    until: (left: string) => `log-in good for ${left}`,
  },
  conflicts: 'Met another state there',
  verdicts: { ours: 'ours told', theirs: 'theirs stands', both: 'both kept' } as Record<string, string>,
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
  position: (at: string, of: string | null) => (of ? `${at} of ${of}` : at),
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
  cures: {
    send: { idle: 'Try now', busy: 'Asking…' },
    log_in: 'Log in',
    settings: 'Mend settings',
    add: 'Set it up',
    match: 'Edit match',
    discard: 'Discard',
  },
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
  lead: 'The host prints an address with a one-time code when it starts. It works once, within ten minutes; the token always works.',
  code: 'One-time code',
  token: 'Token',
  kind: 'Sign in with',
  codeHelp: 'What stands after #code= in that address, or all of it.',
  tokenHelp: 'The content of the file admin-token in the data directory.',
  submit: 'Sign in',
  busy: 'Signing in…',
  usedUp:
    'This code is not valid. It may be used up or older than ten minutes; a new one is printed at each start.',
  wrongToken: 'This token is not valid.',
  tooMany: (left: string | null) =>
    left ? `Too many wrong tries. Try again in ${left}.` : 'Too many wrong tries. Try again.',
  expired: 'Your session has ended. Sign in with a new code, or the token, to go on where you were.',
  unreachable: 'The plugin did not answer. Is the host running?',
};

export const keys = {
  title: 'Keys',
  close: 'Close',
  list: [
    ['1 2 3 4 5', 'go to a section'],
    ['/', 'search the queue'],
    ['j ↓', 'next row'],
    ['k ↑', 'row before'],
    ['Enter', 'open or close a row'],
    ['x', 'select a row; with Shift and a click, all between'],
    ['r', 'retry what is selected, or the row'],
    ['Esc', 'close, or select nothing'],
    ['?', 'this list'],
  ],
};

export const needs = {
  title: (n: number) => (n === 1 ? '1 thing needs you' : `${count(n)} things need you`),
  store: (said: string) => `${apart(said)}.`,
  login: (target: string) => `${apart(target)} needs you to log in.`,
  halted: (target: string, said: string | null) => `${apart(target)} is stopped${because(said)}`,
  failed: (n: number, target: string) => `${changes(n)} failed for ${apart(target)}.`,
  users: (names: string[]) =>
    `Nothing is sent for ${names.map(apart).join(', ')}: no target names ${names.length === 1 ? 'this user' : 'these users'}.`,
  look: 'See the log',
  logIn: 'Log in',
  mend: 'Mend settings',
  see: 'See why',
  addThem: 'Choose a target',
};
