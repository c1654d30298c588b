// SPDX-License-Identifier: MIT
// Days as the reader's calendar has them. Pure.

/** Where the calendar day of `ms` begins, in the reader's time zone. */
export function dayOf(ms: number): number {
  return new Date(ms).setHours(0, 0, 0, 0);
}
