// SPDX-License-Identifier: MIT
// The day above the first row of it.

import { dayOf } from '../days';
import { dayName } from '../format';
import { now } from '../store';
import { history as text } from '../text/history';

/** `of` and `before` are the days of a row and of the one above it. */
export function DayHead({ of, before }: { of: number; before: number | null }) {
  if (of === before) return null;
  const today = dayOf(now.value);
  return (
    <li class="day">
      <h2>{of === today ? text.today : of === dayOf(today - 1) ? text.yesterday : dayName(of)}</h2>
    </li>
  );
}
