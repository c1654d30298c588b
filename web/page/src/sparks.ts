// SPDX-License-Identifier: MIT
// The last hour and the day of each target: asked for now and then, while somebody looks.

import { signal } from '@preact/signals';
import { dayOf, total } from './days';
import { Order } from './order';
import { call } from './session';
import { link, model, now } from './store';
import type { Series } from './types';

export interface Spark {
  /** Synced a minute, the last hour. */
  hour: number[];
  today: number;
  /** What the card counted as synced then: what has come since is of today too. */
  synced: number;
}

export const sparks = signal<Readonly<Record<string, Spark>>>({});

const orders = new Map<string, Order>();

const every = 15_000;
const rest = 1000;
/** Midnight is on a quarter of an hour everywhere. */
const quarter = 900;

/** Follows while the overview is on the screen. Returns how to stop. */
export function followSparks(): () => void {
  const asked = new Map<string, { at: number; synced: number }>();
  const look = () => {
    if (document.hidden || link.peek().phase !== 'live') return;
    for (const { id, counts } of model.peek().status?.targets ?? []) {
      const { synced } = counts;
      const last = asked.get(id);
      // The day must not stay behind the count beside it.
      if (last && last.synced === synced && now.peek() - last.at < every) continue;
      asked.set(id, { at: now.peek(), synced });
      void readSpark(id);
    }
  };
  look();
  const timer = setInterval(look, rest);
  return () => clearInterval(timer);
}

/** Reads the hour and the day of one target. */
export async function readSpark(target: string): Promise<void> {
  const order = orders.get(target) ?? new Order();
  orders.set(target, order);
  const counts = order.ask();
  const ask = async (more: Record<string, string>) => {
    const query = new URLSearchParams({ metric: 'synced', target, ...more });
    return (await call<Series>('GET', `series?${query}`)).body.points;
  };
  const midnight = new Date(dayOf(now.peek())).toISOString();
  try {
    const [hour, day] = await Promise.all([ask({}), ask({ from: midnight, step: String(quarter) })]);
    if (!counts()) return;
    const synced = model.peek().status?.targets.find(({ id }) => id === target)?.counts.synced ?? 0;
    const spark = { hour: hour.map((n) => n ?? 0), today: total(day), synced };
    sparks.value = { ...sparks.value, [target]: spark };
  } catch {
    // It is an ornament: the card is complete without it.
  }
}
