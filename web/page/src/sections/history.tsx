// SPDX-License-Identifier: MIT
// What was sent, by day.

import { useEffect } from 'preact/hooks';
import '../style/history.css';
import { dayOf } from '../days';
import { dayName, instant } from '../format';
import type { SectionProps } from '../later';
import { Filters } from '../parts/filters';
import { attend, show } from '../queue';
import { note } from '../route';
import { now } from '../store';
import { history as text } from '../text/history';
import { queue } from '../text/queue';
import type { Change } from '../types';
import { Rows } from './rows';

export default function History({ status, at }: SectionProps<'history'>) {
  const { filter } = at;
  const { target, user, kind, q } = filter;
  useEffect(() => attend(), []);
  useEffect(() => void show('history', filter, 'newest'), [target, user, kind, q]);
  const narrowed = user !== null || kind !== null || q !== null;
  return (
    <section class="history">
      <h1 class="visually-hidden">{text.title}</h1>
      <Filters
        status={status}
        filter={filter}
        onFilter={(next) => note({ ...at, filter: next, open: null })}
      />
      <Rows at={at} whyEmpty={narrowed ? queue.noMatch : text.empty} heading={heading} />
    </section>
  );
}

function heading(change: Change, before: Change | undefined) {
  const mine = dayOfChange(change);
  if (before && dayOfChange(before) === mine) return null;
  const today = dayOf(now.value);
  const name =
    mine === today ? text.today : mine === dayOf(today - 1) ? text.yesterday : dayName(mine);
  return (
    <li class="day">
      <h2>{name}</h2>
    </li>
  );
}

function dayOfChange({ settled_at, last_attempt_at, occurred_at }: Change): number {
  return dayOf(instant(settled_at ?? last_attempt_at ?? occurred_at) ?? 0);
}
