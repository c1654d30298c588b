// SPDX-License-Identifier: MIT
// How much was synced and failed, for the chart and the days of the list.

import { signal } from '@preact/signals';
import { inWords } from './actions';
import { type Span, startsOf, summed } from './days';
import { Order } from './order';
import { call } from './session';
import type { Series } from './types';

export interface Bars {
  span: Span;
  target: string | null;
  /** Where each bar begins; ms. */
  starts: number[];
  synced: number[];
  failed: number[];
}

export const bars = signal<Bars | null>(null);
export const problem = signal<string | null>(null);
const order = new Order();

/** Reads the numbers of `span`, of one target or of all; `now` is the server's. */
export async function readBars(span: Span, target: string | null, now: number): Promise<void> {
  const starts = startsOf(span, now);
  const counts = order.ask();
  const ask = async (metric: string) => {
    const query = new URLSearchParams({
      metric,
      from: new Date(starts[0]!).toISOString(),
      step: '3600',
    });
    if (target !== null) query.set('target', target);
    return summed((await call<Series>('GET', `series?${query}`)).body, starts);
  };
  try {
    const [synced, failed] = await Promise.all([ask('synced'), ask('failed')]);
    if (!counts()) return;
    bars.value = { span, target, starts, synced: synced!, failed: failed! };
    problem.value = null;
  } catch (error) {
    if (counts()) problem.value = inWords(error);
  }
}
