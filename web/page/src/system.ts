// SPDX-License-Identifier: MIT
// What the plugin says of itself: settings in force, and who is signed in.

import { signal } from '@preact/signals';
import { act, inWords, work } from './actions';
import { Order } from './order';
import { call } from './session';
import { system as text } from './text/system';

export interface Setting {
  key: string;
  value: unknown;
  default?: unknown;
  /** "default", or "FILE:LINE". */
  origin: string;
}

export interface Asked<T> {
  body: T | null;
  problem: string | null;
}

const nothing = { body: null, problem: null };

export const config = signal<Asked<{ items: Setting[]; errors: string[] }>>(nothing);
export const session = signal<Asked<{ scope: string; expires: string | null; others: number }>>(
  nothing,
);

function asker<T>(into: { value: Asked<T> }, path: string): () => Promise<void> {
  const order = new Order();
  return async () => {
    const counts = order.ask();
    const next = await call<T>('GET', path).then(
      ({ body }) => ({ body, problem: null }),
      (error: unknown) => ({ body: null, problem: inWords(error) }),
    );
    if (counts()) into.value = next;
  };
}

export const askConfig = asker(config, 'config');
export const askSession = asker(session, 'session');

export const reloadKey = 'config reload';

/** Has the settings read again; what is wrong with them is shown with them. */
export function reload(): Promise<void> {
  return work(reloadKey, async () => {
    const { body } = await call<{ errors: string[] }>('POST', 'reload_config', {});
    await askConfig();
    return text.reloaded(body.errors.length);
  });
}

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
