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
export function keptOf({ kept, unsent }: Status): KeptPart[] {
  const parts: KeptPart[] = kept
    .slice(0, kept.length > most + 1 ? most : most + 1)
    .map(({ user, watches }) => ({ user, watches, at: unsentAt(user) }));
  const others = unsent - parts.reduce((sum, { watches }) => sum + watches, 0);
  if (others > 0) parts.push({ user: null, watches: others, at: unsentAt(null) });
  return parts;
}

export function unsentAt(user: string | null): string {
  const filter = { ...anything, user };
  return write({ section: 'history', view: 'watches', filter, unsent: true, open: null });
}
