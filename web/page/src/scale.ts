// SPDX-License-Identifier: MIT
// Shapes of numbers. Pure.

/** The round number, even so that half of it is a number too, of a chart's side at or above the tallest bar. */
export function topOf(bars: readonly number[]): number {
  const most = Math.max(4, ...bars);
  const ten = 10 ** Math.floor(Math.log10(most));
  return [1, 2, 4, 5, 6, 8, 10].map((n) => n * ten).find((n) => n >= most && n % 2 === 0)!;
}

/** Where the lines are: none, half and all of it. */
export function scaleOf(top: number): number[] {
  return [0, top / 2, top];
}

/** A line through `points` in a box of 100 by 20. */
export function pathOf(points: readonly number[]): string {
  const most = Math.max(1, ...points);
  const step = 100 / Math.max(1, points.length - 1);
  return points
    .map((n, at) => `${at === 0 ? 'M' : 'L'}${round(at * step)} ${round(19 - (18 * n) / most)}`)
    .join('');
}

const round = (n: number) => Math.round(n * 10) / 10;
