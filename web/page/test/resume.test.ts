// SPDX-License-Identifier: MIT
// The link is cut at each message of a scripted run: what the page shows in the end is the same.
import { describe, expect, it } from 'vitest';
import type { Message } from '../src/types';
import { card, change, counts, feed, ready, run, welcome } from './sample';

describe('cut anywhere and resumed', () => {
  const script: Message[] = [
    { type: 'sync_started', seq: 101, target: 'home', run: 7, total: 3 },
    {
      type: 'target_state',
      seq: 102,
      card: card('home', { state: 'syncing', run: run({ total: 3, done: 0 }), counts: counts(3) }),
    },
    { type: 'item_synced', seq: 103, change: change(1) },
    { type: 'sync_progress', seq: 104, target: 'home', run: run({ total: 3, done: 1 }) },
    { type: 'network', seq: 105, online: false, metered: false },
    { type: 'sync_paused', seq: 106, by: 'page' },
    { type: 'sync_resumed', seq: 107, by: 'page' },
    { type: 'item_synced', seq: 108, change: change(2) },
    { type: 'sync_completed', seq: 109, target: 'home', run: 7, done: 3, failed: 0, ms: 90 },
    { type: 'target_state', seq: 110, card: card('home', { counts: counts(0, 0, 13) }) },
  ];
  const whole = feed(ready(), ...script);

  it.each(script.map((_, cut) => cut))('after %i messages ends the same', (cut) => {
    const first = feed(ready(), ...script.slice(0, cut));
    // The server sends everything after `since`, and one message too many does no harm.
    const again = [welcome({ resumed: true }), ...script.slice(Math.max(0, cut - 1))];
    const model = feed(first, ...again);
    expect({ ...model, skew: 0 }).toEqual({ ...whole, skew: 0 });
  });
});
