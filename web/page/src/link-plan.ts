// SPDX-License-Identifier: MIT
// What the link decides: when to come back, when silence is loss, what a close means. Pure.

const steps = [500, 1000, 2000, 4000, 8000, 15_000];

/** The wait before try number `attempt` (from 0), ± 20 %. `random` is in [0, 1). */
export function backoff(attempt: number, random: number): number {
  const step = steps[Math.min(Math.max(0, attempt), steps.length - 1)]!;
  return Math.round(step * (0.8 + 0.4 * random));
}

/** The plugin beats every 15 s; after this much silence nobody is there. */
export const silence = 35_000;
/** A connection that shows nothing by then is given up. */
export const opening = 10_000;
/** Only a link that held this long starts the waits anew, or a flapping one would be hammered. */
const steady = 10_000;

/** Which try this loss makes the next one, after a link that held for `livedMs`. */
export function attemptAfter(attempt: number, livedMs: number): number {
  return livedMs >= steady ? 0 : attempt;
}

export type Ending = 'again' | 'sign_in' | 'reload';

export function endingOf(closeCode: number): Ending {
  if (closeCode === 4401) return 'sign_in';
  if (closeCode === 4406) return 'reload';
  return 'again';
}

/** Shorter losses are not shown: no flicker. */
export const unnoticed = 2000;

export function noticed(downSince: number | null, now: number): boolean {
  return downSince !== null && now - downSince >= unnoticed;
}
