// SPDX-License-Identifier: MIT
// The words about the plugin itself.

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
    state: 'It takes',
  },
  online: 'Online',
  metered: 'Online, metered',
  offline: 'Offline',
  of: (size: string, limit: string | null) => (limit === null ? size : `${size} of ${limit}`),
  takes: 'changes',
  refuses: 'nothing',
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
