// SPDX-License-Identifier: MIT
// The words about the plugin itself.

import { count } from '../plain';
import { many } from './say';

export const system = {
  title: 'System',
  about: 'About',
  field: {
    version: 'Version',
    host: 'Host',
    up: 'Running for',
    network: 'Network',
    store: 'Queue on disk',
    state: 'State',
  },
  online: 'Online',
  metered: 'Online, metered',
  offline: 'Offline',
  of: (size: string | null, limit: string | null) =>
    size === null ? (limit === null ? '–' : `At most ${limit}`) : limit === null ? size : `${size} of ${limit}`,
  settings: 'Settings in force',
  allSettings: 'Show defaults too',
  noneSet: 'Nothing is set: the defaults hold.',
  key: 'Key',
  value: 'Value',
  origin: 'From',
  isDefault: 'default',
  notSet: 'not set',
  otherwise: (value: string) => `default ${value}`,
  reload: { idle: 'Read files again', busy: 'Reading…' },
  reloaded: (errors: number) =>
    errors === 0 ? 'Read, and in force.' : `${many(errors, 'error', 'errors')}: what ran before goes on.`,
  log: 'Log',
  level: 'Level',
  levels: { debug: 'Debug', info: 'Info', warning: 'Warnings', error: 'Errors' },
  levelWords: { debug: 'debug', info: 'info', warning: 'warning', error: 'error' },
  hold: 'Pause',
  follow: (n: number) => (n === 0 ? 'Follow' : `Follow, ${count(n)} new`),
  logEmpty: 'No line of this level yet.',
  diagnostics: 'Diagnostics',
  diagnosticsLead:
    'One file for a report: version, state, settings and log. No title, user, address or secret is in it.',
  download: 'Download',
  sessions: 'Sessions',
  expires: (when: string) => `You are signed in until ${when}.`,
  endless: 'You are signed in by the token of the data directory; it does not end.',
  others: (n: number) =>
    n === 0 ? 'Nobody else is signed in.' : `${many(n, 'other session is', 'other sessions are')} open.`,
  signOutOthers: { idle: 'Sign out others', busy: 'Signing out…' },
  sure: 'Sign them out',
  cancel: 'Cancel',
  othersOut: 'All others are signed out.',
  keys: 'Keys',
  single: 'Single-key shortcuts',
  singleHelp: 'Turn them off if they get in the way of dictation.',
};
