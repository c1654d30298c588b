// SPDX-License-Identifier: MIT
// The rows of a list, and what is around them: what is new, what is missing, what comes next.

import { type ComponentChildren, Fragment } from 'preact';
import '../style/filters.css';
import '../style/queue.css';
import { ListEnd } from '../parts/list-end';
import { fresh, list, more, room, show } from '../queue';
import type { Route } from '../route';
import { queue } from '../text/queue';
import type { Change } from '../types';
import { QueueRow } from './queue-row';

type Here = Extract<Route, { section: 'queue' | 'history' }>;

const sources = { queue: 'changes', history: 'history' } as const;

interface Props {
  at: Here;
  whyEmpty: string;
  /** What stands above a row, if it begins something. */
  heading?: (change: Change, before: Change | undefined) => ComponentChildren;
}

export function Rows({ at, whyEmpty, heading }: Props) {
  const here = list.value;
  if (!here || here.phase === 'loading' || here.source !== sources[at.section])
    return (
      <p class="empty" role="status">
        {at.filter.q === null ? queue.loading : queue.searching}
      </p>
    );
  const { rows, problem, next, phase, source } = here;
  const again = () => void show(here.source, here.filter, here.sort);
  return (
    <>
      <div class="fresh" role="status">
        {fresh.value > 0 && (
          <button type="button" class="button" onClick={again}>
            {queue.fresh(fresh.value)}
          </button>
        )}
        {here.later && (
          <button type="button" class="button" onClick={again}>
            {queue.fromTop}
          </button>
        )}
      </div>
      {rows.length > 0 && (
        <ul class="rows" aria-label={queue.list}>
          {rows.map((row, n) => (
            <Fragment key={row.change.id}>
              {heading?.(row.change, rows[n - 1]?.change)}
              <QueueRow row={row} at={at} />
            </Fragment>
          ))}
        </ul>
      )}
      {problem !== null && (
        <p class="outcome problem" role="alert">
          <span>{problem}</span>
          {rows.length === 0 && (
            <button type="button" class="button" onClick={again}>
              {queue.again}
            </button>
          )}
        </p>
      )}
      {rows.length === 0 && problem === null && <p class="empty">{whyEmpty}</p>}
      <ListEnd
        next={next}
        full={rows.length >= room}
        busy={phase === 'more'}
        onMore={() => void more()}
      >
        {rows.length > 0 && <span>{queue.shown(rows.length)}</span>}
        {rows.length > 0 && source === 'changes' && <span class="hint">{queue.keys}</span>}
      </ListEnd>
    </>
  );
}
