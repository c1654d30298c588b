// SPDX-License-Identifier: MIT
// Every change and why it is where it is: newest first, nothing moves under the reader.

import { useEffect } from 'preact/hooks';
import { count } from '../plain';
import { attend, counts, fresh, list, more, show } from '../queue';
import { openRow, queueAt, type Route, tabs, type Tab } from '../route';
import { queue, words } from '../text';
import type { Status } from '../types';
import { QueueRow } from './queue-row';

type Here = Extract<Route, { section: 'queue' }>;

const names: Record<Tab, string> = {
  all: words.all,
  pending: words.pending,
  synced: words.synced,
  failed: words.failed,
};

export function Queue({ status, at }: { status: Status; at: Here }) {
  useEffect(() => attend(), []);
  useEffect(() => void show(at.tab, at.target), [at.tab, at.target]);
  return (
    <section class="queue" onKeyDown={(event) => move(event, at)}>
      <h1 class="visually-hidden">{queue.title}</h1>
      <div class="filters">
        <nav class="tabs" aria-label={queue.filters}>
          {tabs.map((tab) => (
            <a
              key={tab}
              href={queueAt(tab, at.target)}
              aria-current={tab === at.tab ? 'page' : undefined}
            >
              {names[tab]} <span class="badge">{count(counts.value[tab])}</span>
            </a>
          ))}
        </nav>
        <TargetChoice status={status} at={at} />
      </div>
      <Rows at={at} status={status} />
    </section>
  );
}

function TargetChoice({ status, at }: { status: Status; at: Here }) {
  const known = status.targets.some((card) => card.id === at.target);
  return (
    <label class="choice">
      <span>{queue.target}</span>
      <select
        value={at.target ?? ''}
        onChange={(event) => {
          location.hash = queueAt(at.tab, event.currentTarget.value || null);
        }}
      >
        <option value="">{queue.anyTarget}</option>
        {status.targets.map((card) => (
          <option key={card.id} value={card.id}>
            {card.id}
          </option>
        ))}
        {at.target !== null && !known && <option value={at.target}>{at.target}</option>}
      </select>
    </label>
  );
}

/** What would fill the list. */
function whyEmpty({ tab, target }: Here, status: Status): string {
  const known = target === null || status.targets.some((card) => card.id === target);
  return known ? queue.empty[tab] : queue.noTarget(target);
}

function Rows({ at, status }: { at: Here; status: Status }) {
  const here = list.value;
  if (!here || here.phase === 'loading')
    return (
      <p class="empty" role="status">
        {queue.loading}
      </p>
    );
  const { rows, problem } = here;
  return (
    <>
      <div class="fresh" role="status">
        {fresh.value > 0 && (
          <button type="button" class="button" onClick={() => void show(at.tab, at.target)}>
            {queue.fresh(fresh.value)}
          </button>
        )}
      </div>
      {rows.length > 0 && (
        <ul
          class={rows.some((row) => row.change.state === 'failed') ? 'rows with-retry' : 'rows'}
          aria-label={queue.list}
        >
          {rows.map((row) => (
            <QueueRow key={row.change.id} row={row} open={at.open === row.change.id} />
          ))}
        </ul>
      )}
      {problem !== null && (
        <p class="outcome problem" role="alert">
          <span>{problem}</span>
          {rows.length === 0 && (
            <button type="button" class="button" onClick={() => void show(at.tab, at.target)}>
              {queue.again}
            </button>
          )}
        </p>
      )}
      {rows.length === 0 && problem === null && <p class="empty">{whyEmpty(at, status)}</p>}
      <footer class="list-end faint">
        {here.next !== null ? (
          <button
            type="button"
            class="button"
            aria-busy={here.phase === 'more'}
            onClick={() => void more()}
          >
            {here.phase === 'more' ? queue.loading : queue.more}
          </button>
        ) : null}
        {rows.length > 0 && <span>{queue.shown(rows.length)}</span>}
        {rows.length > 0 && <span class="keys">{queue.keys}</span>}
      </footer>
    </>
  );
}

const steps: Record<string, number> = { j: 1, ArrowDown: 1, k: -1, ArrowUp: -1 };

/** j, k and the arrows walk the rows; Esc closes the open one. */
function move(event: KeyboardEvent, at: Here): void {
  if (event.ctrlKey || event.altKey || event.metaKey) return;
  const area = event.currentTarget as HTMLElement;
  const buttons = [...area.querySelectorAll<HTMLButtonElement>('.rows .opens')];
  if (event.key === 'Escape' && at.open !== null) {
    buttons.find((button) => button.dataset.id === at.open)?.focus();
    openRow(null);
    return;
  }
  const step = steps[event.key];
  const focused = event.target as HTMLElement;
  if (step === undefined || focused.tagName === 'SELECT' || buttons.length === 0) return;
  const from = buttons.findIndex((button) => button.closest('li')?.contains(focused));
  const to = from < 0 ? (step > 0 ? 0 : buttons.length - 1) : from + step;
  buttons[Math.min(Math.max(to, 0), buttons.length - 1)]!.focus();
  event.preventDefault();
}
