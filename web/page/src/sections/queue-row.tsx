// SPDX-License-Identifier: MIT
// A change in a list: what it is, why it is there, and the one thing to do about it.

import { isBusy } from '../actions';
import { select, selected } from '../bulk';
import type { Row } from '../list';
import { nameOf } from '../name';
import { Ago, Foreign, Outcome, Title } from '../parts/bits';
import { Mark } from '../parts/mark';
import { keyOf } from '../queue';
import { note, type Route } from '../route';
import { changeStates } from '../text';
import { queue } from '../text/queue';
import type { Change } from '../types';
import { whyOf } from '../why';
import { CureButton } from './cure';
import { Panel } from './panel';

type Here = Extract<Route, { section: 'queue' | 'history' }>;

export function QueueRow({ row, at }: { row: Row; at: Here }) {
  const { change, gone } = row;
  const { id } = change;
  const open = at.open === id;
  const selectable = at.section === 'queue';
  const chosen = selectable && selected.value.has(id);
  const classes = ['row', gone && 'gone', chosen && 'chosen', open && 'open'];
  return (
    <li class={classes.filter(Boolean).join(' ')} data-change={id} data-state={change.state}>
      <div class="line">
        {selectable && <Tick change={change} chosen={chosen} />}
        <button
          type="button"
          class="opens"
          aria-expanded={open}
          aria-controls={open ? `row-${id}` : undefined}
          onClick={(event) => {
            if (event.shiftKey && selectable) select(id, true);
            else note({ ...at, open: open ? null : id });
          }}
        >
          <Mark of={change.state} />
          <span class="what">
            <Title item={change.item} />
            {change.state === 'synced' && !gone ? (
              <span class="visually-hidden">{changeStates.synced}</span>
            ) : (
              <span class="why">
                {gone ? goneAs(change, at) : whyOf(change)}
              </span>
            )}
          </span>
          <span class="faint who">
            <Foreign text={change.user} /> → <Foreign text={change.target} />
          </span>
          {selectable && <span class="faint tries">{tries(change)}</span>}
          <span class="faint when">
            <Ago at={selectable ? change.occurred_at : (change.settled_at ?? change.occurred_at)} />
          </span>
        </button>
        {selectable && !gone && <CureButton change={change} />}
      </div>
      <Outcome keys={[keyOf(id)]} />
      {open && <Panel id={id} change={change} cured={selectable && !gone} />}
    </li>
  );
}

/** In which state it left; who was discarded left in the state that is listed. */
function goneAs({ state }: Change, { filter }: Here): string {
  const settled = filter.state !== 'all' && filter.state !== state;
  return settled ? `${changeStates[state]}. ${queue.gone}` : queue.gone;
}

function Tick({ change, chosen }: { change: Change; chosen: boolean }) {
  return (
    <label class="tick">
      <input
        type="checkbox"
        checked={chosen}
        aria-label={queue.select(nameOf(change.item))}
        onClick={(event) => select(change.id, event.shiftKey)}
      />
    </label>
  );
}

/** The next try stands in the sentence; here only how many there were, where it tells something. */
function tries(change: Change): string | null {
  return change.state === 'synced' || change.attempts === 0 || isBusy(keyOf(change.id))
    ? null
    : queue.attempts(change.attempts);
}
