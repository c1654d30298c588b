// SPDX-License-Identifier: MIT
// How many match, or are selected, and what can be done to them.

import { useEffect, useState } from 'preact/hooks';
import { doings, isBusy } from '../actions';
import {
  actOnSelected,
  carryOut,
  countMatches,
  isPlanned,
  key,
  plan,
  propose,
  reached,
  selectAllShown,
  selected,
  selectNone,
  undo,
  undoable,
} from '../bulk';
import { type Filter, isCounted, membersOf } from '../filter';
import { Button, Outcome } from '../parts/bits';
import { ExportButtons } from '../parts/export';
import { counts, list } from '../queue';
import { bulk as text } from '../text/queue';

export function BulkBar({ filter }: { filter: Filter }) {
  const chosen = selected.value.size;
  const matches = useMatches(filter);
  const done = doings.value[key];
  const idle = chosen === 0 && !(matches !== null && matches > 0);
  if (idle && !done && !undoable.value && !plan.value) return null;
  return (
    <div class={chosen > 0 ? 'bulk chosen' : 'bulk'} role="group" aria-label={text.label}>
      {chosen > 0 ? (
        <Chosen n={chosen} />
      ) : (
        matches !== null && matches > 0 && <All filter={filter} matches={matches} />
      )}
      {chosen === 0 && isPlanned(filter) && <Proposal />}
      {undoable.value && <Undo />}
      {!undoable.value && <Outcome keys={[key]} />}
      {undoable.value && done?.phase === 'problem' && <Outcome keys={[key]} />}
    </div>
  );
}

/** From the counts where they tell, else the plugin is asked. */
function useMatches(filter: Filter): number | null {
  const [asked, tell] = useState<number | null>(null);
  const counted = isCounted(filter);
  const { state, target, user, kind, q } = filter;
  const rows = list.value?.phase;
  useEffect(() => {
    if (counted) return;
    let here = true;
    tell(null);
    void countMatches(filter).then((n) => here && tell(n));
    return () => {
      here = false;
    };
  }, [counted, state, target, user, kind, q, rows === 'loading', undoable.value?.token]);
  return counted ? counts.value[filter.state] : asked;
}

function All({ filter, matches }: { filter: Filter; matches: number }) {
  const { pending, failed } = counts.value;
  const open = filter.state !== 'synced' && (!isCounted(filter) || pending + failed > 0);
  return (
    <>
      <span class="many">{text.match(matches)}</span>
      <span class="buttons">
        {open && <Ask what="retry" filter={filter} />}
        {open && <Ask what="discard" filter={filter} />}
        <ExportButtons what="changes" members={membersOf(filter)} />
      </span>
    </>
  );
}

function Ask({ what, filter }: { what: 'retry' | 'discard'; filter: Filter }) {
  return (
    <Button busy={isBusy(key)} onClick={() => void propose(what, filter)}>
      {text.all[what]}
    </Button>
  );
}

function Chosen({ n }: { n: number }) {
  const whats = ['retry', 'park', 'discard'] as const;
  return (
    <>
      <span class="many" role="status">
        {text.chosen(n)}
      </span>
      <span class="buttons">
        {whats.map((what) => (
          <Button key={what} busy={isBusy(key)} onClick={() => void actOnSelected(what)}>
            {text.some[what]}
          </Button>
        ))}
        <button type="button" class="link-button" onClick={selectAllShown}>
          {text.allShown}
        </button>
        <button type="button" class="link-button" onClick={selectNone}>
          {text.none}
        </button>
      </span>
    </>
  );
}

/** What would be done, before it is. */
function Proposal() {
  const { what, would, problem } = plan.value!;
  const cancel = () => {
    plan.value = null;
  };
  if (problem !== null)
    return (
      <p class="proposal bad-text" role="alert">
        {problem}
      </p>
    );
  if (!would)
    return (
      <p class="proposal faint" role="status">
        {text.asking}
      </p>
    );
  return (
    <div class="proposal">
      <p role="status">
        {text.would(what, reached(would), would.matched, text.skipped(would.skipped ?? []))}
      </p>
      <span class="buttons">
        {reached(would) > 0 && (
          <Button main focus busy={isBusy(key)} onClick={() => void carryOut()}>
            {text.yesAll(what, reached(would))}
          </Button>
        )}
        <button type="button" class="button" onClick={cancel}>
          {text.no}
        </button>
      </span>
    </div>
  );
}

function Undo() {
  const { count, left } = undoable.value!;
  return (
    <p class="proposal" role="status">
      <span>{text.discarded(count)}</span>{' '}
      <Button busy={isBusy(key)} onClick={() => void undo()}>
        <span aria-hidden="true">{text.undo(left)}</span>
        <span class="visually-hidden">{text.undoSaid}</span>
      </Button>
    </p>
  );
}
