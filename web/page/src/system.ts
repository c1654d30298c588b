// SPDX-License-Identifier: MIT
// Who is signed in.

import { signal } from '@preact/signals';
import { act, inWords } from './actions';
import { call } from './session';
import { system as text } from './text/system';

export interface Asked<T> {
  body: T | null;
  problem: string | null;
}

const nothing = { body: null, problem: null };

export const session = signal<Asked<{ scope: string; expires: string | null; others: number }>>(
  nothing,
);

async function ask<T>(into: { value: Asked<T> }, path: string): Promise<void> {
  into.value = await call<T>('GET', path).then(
    ({ body }) => ({ body, problem: null }),
    (error: unknown) => ({ body: null, problem: inWords(error) }),
  );
}

export const askSession = () => ask(session, 'session');

export const othersKey = 'session others';

export function signOutOthers(): Promise<void> {
  return act({
    key: othersKey,
    method: 'DELETE',
    path: 'session?others',
    then: () => {
      void askSession();
      return text.othersOut;
    },
  });
}
