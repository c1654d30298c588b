// SPDX-License-Identifier: MIT
// The words of the targets.

import { count } from '../plain';
import { apart, because } from './say';

export const targets = {
  title: 'Targets',
  empty: 'No target yet. Each is a file in targets.d of the configuration, read as soon as it is saved.',
  unknown: 'There is no such target.',
  back: 'All targets',
  test: { idle: 'Test', busy: 'Testing…' },
  testTitle: 'Test',
  testOk: 'All well: changes can be sent.',
  testBad: 'It does not work yet. The step that failed says why.',
  steps: {
    name: 'Find the address',
    connect: 'Connect',
    TLS: 'Secure the connection',
    account: 'Sign in',
  } as Record<string, string>,
  ms: (ms: number) => `${count(ms)} ms`,
  stepOk: 'well',
  stepBad: 'failed',
  cancel: 'Cancel',
  login: 'Account',
  logIn: { idle: 'Log in', busy: 'Logging in…' },
  logInByCode: { idle: 'Log in with a code', busy: 'Asking for a code…' },
  logOut: { idle: 'Log out', busy: 'Logging out…' },
  loggedIn: (user: string | null) => (user ? `Logged in as ${apart(user)}.` : 'Logged in.'),
  loggedOut: 'Nobody is logged in.',
  codeLead: (hasCode: boolean) =>
    hasCode
      ? 'Open this address, on any device, and enter the code:'
      : 'Open this address and say yes there:',
  copy: 'Copy the code',
  copied: 'Copied',
  codeLeft: (left: string) => `Good for ${left}.`,
  codeOver: 'It is no longer good.',
  waiting: 'Waiting for you there. This page goes on by itself.',
  token: 'Token',
  user: 'User',
  password: 'Password',
  loginEnd: (state: string, detail: string | null): string => {
    const ends: Record<string, string> = {
      in: 'Logged in',
      denied: 'The log-in was refused',
      expired: 'The code was not used in time',
      cancelled: 'The log-in was cancelled',
      failed: 'The log-in failed',
    };
    return `${ends[state] ?? `The log-in ended (${apart(state)})`}${because(detail)}`;
  },
};
