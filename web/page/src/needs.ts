// SPDX-License-Identifier: MIT
// What waits for a person, and where that is done. Pure.

import { queueAt, targetAt } from './route';
import { type headline, needs as text } from './text';
import type { Status } from './types';

export interface Need {
  key: string;
  /** The truth it belongs to. */
  code: keyof typeof headline;
  text: string;
  /** Where to do it. */
  at: string;
  label: string;
}

export function needsOf(status: Status): Need[] {
  const needs: Need[] = [];
  const add = (code: Need['code'], of: string, say: string, at: string, label: string) =>
    needs.push({ key: `${code} ${of}`, code, text: say, at, label });
  if (status.store.refusing !== null)
    add('store_refusing', '', text.store(status.store.refusing), '#/system', text.look);
  for (const { id, state, why } of status.targets) {
    if (state === 'needs log-in') add('needs_login', id, text.login(id), targetAt(id), text.logIn);
    if (state === 'halted')
      add('halted', id, text.halted(id, why.detail ?? null), targetAt(id), text.mend);
  }
  for (const { id, counts } of status.targets)
    if (counts.failed > 0)
      add('failed', id, text.failed(counts.failed, id), queueAt('failed', id), text.see);
  if (status.unknown_users.length > 0)
    add('unknown_users', '', text.users(status.unknown_users), '#/targets', text.addThem);
  return needs;
}
