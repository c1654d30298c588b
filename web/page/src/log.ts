// SPDX-License-Identifier: MIT
// The end of the plugin's log: read once, then followed. Lines are kept in order, none twice.

import { computed, signal } from '@preact/signals';
import { inWords } from './actions';
import { isAtLeast, kept, type Level, merged } from './lines';
import { Order } from './order';
import { call } from './session';
import { listen, want } from './store';
import type { LogLine } from './types';

const lines = signal<LogLine[]>([]);
const order = new Order();
/** The number of the last line that is shown while the reader holds it still. */
const heldAt = signal<number | null>(null);
export const level = signal<Level>('info');
export const problem = signal<string | null>(null);

export const held = computed(() => heldAt.value !== null);
const fitting = computed(() => lines.value.filter((line) => isAtLeast(line.level, level.value)));
export const shown = computed(() => {
  const until = heldAt.value;
  return until === null ? fitting.value : fitting.value.filter((line) => line.n <= until);
});
/** How many came since it is held still. */
export const unseen = computed(() => fitting.value.length - shown.value.length);

export function hold(still: boolean): void {
  heldAt.value = still ? (lines.value.at(-1)?.n ?? 0) : null;
}

/** Follows the log while it is on the screen. Returns how to stop. */
export function followLog(): () => void {
  let unwant: (() => void) | null = null;
  let here = true;
  heldAt.value = null;
  let begun = 0;
  const begin = async () => {
    begun += 1;
    const mine = begun;
    lines.value = [];
    order.forget();
    await read();
    // A plugin without this log would take the wish for an offence.
    if (here && mine === begun && problem.value === null) unwant ??= want('log');
  };
  void begin();
  const stop = listen((message) => {
    if (message.type === 'log') lines.value = merged(lines.value, [message.line]);
    // Lines that came while the link was lost are in the log only.
    else if (message.type === 'welcome') void read();
    else if (message.type === 'snapshot') {
      // Another start counts its lines anew.
      void begin();
    }
  });
  return () => {
    here = false;
    stop();
    unwant?.();
  };
}

export async function read(): Promise<void> {
  const counts = order.ask();
  try {
    const { body } = await call<{ items: LogLine[] }>(
      'GET',
      `log?level=${level.value}&limit=${kept}`,
    );
    if (!counts()) return;
    lines.value = merged(lines.value, body.items);
    problem.value = null;
  } catch (error) {
    if (counts()) problem.value = inWords(error);
  }
}
