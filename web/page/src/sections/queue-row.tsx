// SPDX-License-Identifier: MIT
// A change in the list: what it is, why it is there, and all that is known of it when opened.

import type { ComponentChildren } from 'preact';
import { isBusy } from '../actions';
import { countdown } from '../format';
import type { Row } from '../list';
import { Ago, Foreign, Outcome, Position, Title, Until } from '../parts/bits';
import { Mark } from '../parts/mark';
import { retry } from '../queue';
import { openRow } from '../route';
import { model, now, stale } from '../store';
import { actions, changeStates, changeWhys, failure, otherWhy, queue, verbs } from '../text';
import type { Change } from '../types';

export function QueueRow({ row, open }: { row: Row; open: boolean }) {
  const { change, gone } = row;
  const panel = `row-${change.id}`;
  return (
    <li class={gone ? 'row gone' : 'row'} data-change={change.id} data-state={change.state}>
      <div class="line">
        <button
          type="button"
          class="opens"
          data-id={change.id}
          aria-expanded={open}
          aria-controls={open ? panel : undefined}
          onClick={() => openRow(open ? null : change.id)}
        >
          <Mark of={change.state} />
          <span class="what">
            <Title item={change.item} />
            <span class="why">
              {gone ? `${changeStates[change.state]}. ${queue.gone}` : whyOf(change)}
            </span>
          </span>
          <span class="faint who">
            <Foreign text={change.user} /> → <Foreign text={change.target} />
          </span>
          <span class="faint tries">{tries(change)}</span>
          <span class="faint when">
            <Ago at={change.occurred_at} />
          </span>
        </button>
        {change.state === 'failed' && <Retry id={change.id} />}
      </div>
      <Outcome keys={[`change ${change.id} retry`]} />
      {open && <Panel id={panel} change={change} />}
    </li>
  );
}

function whyOf(change: Change): string {
  const { code, detail, until } = change.why;
  const say = changeWhys[code];
  if (!say) return otherWhy(code, detail);
  const left = countdown(until ?? change.next_attempt_at, now.value);
  const by =
    model.value.status?.targets.find((card) => card.id === change.target)?.paused_by ??
    model.value.status?.paused?.by ??
    null;
  return say({ left, detail: detail ?? change.last_error?.message ?? null, by });
}

/** The next try stands in the sentence; here only how many there were, where it tells something. */
function tries(change: Change): string | null {
  return change.state === 'synced' || change.attempts === 0
    ? null
    : queue.attempts(change.attempts);
}

function Retry({ id }: { id: string }) {
  const busy = isBusy(`change ${id} retry`);
  return (
    <button
      type="button"
      class="button retry"
      aria-busy={busy}
      disabled={stale.value}
      title={stale.value ? actions.noLink : undefined}
      onClick={() => void retry(id)}
    >
      {busy ? actions.retryOne.busy : actions.retryOne.idle}
    </button>
  );
}

function Panel({ id, change }: { id: string; change: Change }) {
  const { field } = queue;
  const { last_error: error, item } = change;
  const ids = Object.entries(item.ids ?? {});
  if (item.host_key) ids.push(['host', item.host_key]);
  return (
    <dl class="panel" id={id}>
      {error && (
        <Line name={field.error} wide>
          {failure(error.class, error.status, error.message)}
        </Line>
      )}
      <Line name={field.verb}>{verbs[change.verb] ?? <Foreign text={change.verb} />}</Line>
      <Line name={field.happened}>
        <Ago at={change.occurred_at} />
      </Line>
      {typeof change.position_ms === 'number' && change.position_ms >= 0 && (
        <Line name={field.position}>
          <Position change={change} />
        </Line>
      )}
      <Line name={field.attempts}>{queue.attempts(change.attempts)}</Line>
      {change.last_attempt_at && (
        <Line name={field.tried}>
          <Ago at={change.last_attempt_at} />
        </Line>
      )}
      {change.state === 'pending' && countdown(change.next_attempt_at, now.value) !== null && (
        <Line name={field.next}>
          <Until at={change.next_attempt_at} say={queue.next} />
        </Line>
      )}
      {ids.length > 0 && (
        <Line name={field.ids}>
          <span class="codes">
            {ids.map(([scheme, value]) => (
              <code key={scheme}>
                <Foreign text={scheme} />:<Foreign text={value} />
              </code>
            ))}
          </span>
        </Line>
      )}
      <Line name={field.user}>
        <Foreign text={change.user} />
      </Line>
      <Line name={field.target}>
        <Foreign text={change.target} />
      </Line>
      <Line name={field.id}>
        <code>{change.id}</code>
      </Line>
    </dl>
  );
}

function Line({
  name,
  wide,
  children,
}: {
  name: string;
  wide?: boolean;
  children: ComponentChildren;
}) {
  return (
    <div class={wide ? 'wide' : undefined}>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}
