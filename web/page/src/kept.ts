// SPDX-License-Identifier: MIT
// What was watched and told to nobody, by user: a line that leads to it. Pure.

import { anything } from './filter';
import { write } from './route';
import type { Status } from './types';

export interface KeptPart {
  /** null: all the others. */
  user: string | null;
  watches: number;
  at: string;
}

const most = 3;

/** The users with the most first, and the rest as one. */
export function keptOf({ kept }: Status): KeptPart[] {
  const all = [...kept].sort((a, b) => b.watches - a.watches || (a.user < b.user ? -1 : 1));
  const named = all.length > most + 1 ? all.slice(0, most) : all;
  const others = all.slice(named.length);
  const parts: KeptPart[] = named.map(({ user, watches }) => ({ user, watches, at: unsentAt(user) }));
  if (others.length > 0)
    parts.push({
      user: null,
      watches: others.reduce((sum, { watches }) => sum + watches, 0),
      at: unsentAt(null),
    });
  return parts;
}

export function unsentAt(user: string | null): string {
  const filter = { ...anything, user };
  return write({ section: 'history', view: 'watches', filter, unsent: true, open: null });
}
