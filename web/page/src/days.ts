// SPDX-License-Identifier: MIT
// Series of the plugin made fit for a chart, and days as the reader's calendar has them. Pure.

import type { Series } from './types';

export const spans = ['hours', 'days'] as const;
export type Span = (typeof spans)[number];

/** Where the calendar day of `ms` begins, in the reader's time zone. */
export function dayOf(ms: number): number {
  return new Date(ms).setHours(0, 0, 0, 0);
}

/** The beginnings of the last `count` days, the day of `now` last. */
export function lastDays(now: number, count: number): number[] {
  const today = new Date(now);
  return Array.from({ length: count }, (_, at) =>
    new Date(today.getFullYear(), today.getMonth(), today.getDate() - (count - 1 - at)).getTime(),
  );
}

const hour = 3_600_000;

/** Where the bars of a chart begin, the present one last. */
export function startsOf(span: Span, now: number): number[] {
  if (span === 'days') return lastDays(now, 30);
  const begun = Math.floor(now / hour) * hour;
  return Array.from({ length: 24 }, (_, at) => begun - (23 - at) * hour);
}

/** Sums of a series between each of `starts` (rising) and the next. */
export function summed(series: Series, starts: readonly number[]): number[] {
  const sums = starts.map(() => 0);
  const from = Date.parse(series.from);
  let at = 0;
  series.points.forEach((point, n) => {
    const time = from + n * series.step * 1000;
    while (at + 1 < starts.length && time >= starts[at + 1]!) at += 1;
    if (time >= starts[0]!) sums[at]! += point ?? 0;
  });
  return sums;
}

export function total(points: readonly (number | null)[]): number {
  return points.reduce<number>((sum, point) => sum + (point ?? 0), 0);
}
