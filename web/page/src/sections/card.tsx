// SPDX-License-Identifier: MIT
// One target: its state in a word, why in a sentence, how far it is, and what can be done.

import { ActionButton, Ago, agoOf, Foreign, Outcome } from '../parts/bits';
import { Mark, tones } from '../parts/mark';
import { cardActions } from '../commands';
import { brief, countdown, instant, rate, span } from '../format';
import { compact, count } from '../plain';
import { queueAt } from '../route';
import { model, now } from '../store';
import { actions, failure, otherWhy, targetStates, targetWhys, words } from '../text';
import type { Card } from '../types';

export function TargetCard({ card }: { card: Card }) {
  const held = card.paused_by != null || (card.state === 'paused' && !model.value.status?.paused);
  const can = cardActions(card.id);
  const heading = `target-${card.id}`;
  return (
    <li class="card" aria-labelledby={heading} data-target={card.id} data-state={card.state}>
      <header>
        <h2 id={heading}>
          <Foreign text={card.id} />
        </h2>
        <p>
          <span class={`state ${tones[card.state] ?? 'quiet'}`}>
            <Mark of={card.state} />
            {targetStates[card.state] ?? <Foreign text={card.state} />}
          </span>
          <span class="faint">
            <Ago at={card.since} say={words.since} />
          </span>
        </p>
        <span class="address">
          <Foreign text={card.service} /> <Foreign text={card.address} />
        </span>
      </header>
      <p class="why">{whyOf(card)}</p>
      <RunBar card={card} />
      <Counts card={card} />
      <LastError card={card} />
      <footer>
        {held ? (
          <ActionButton action={can.resume} label={actions.resume} of={card.id} main />
        ) : (
          <ActionButton action={can.pause} label={actions.pause} of={card.id} />
        )}
        <ActionButton action={can.sync} label={actions.sync} of={card.id} />
        {card.counts.failed > 0 && (
          <ActionButton action={can.retry} label={actions.retryFailed} of={card.id} />
        )}
        <Outcome keys={Object.values(can).map((action) => action.key)} />
      </footer>
    </li>
  );
}

function whyOf(card: Card): string {
  const { why } = card;
  const say = targetWhys[why.code];
  if (!say) return otherWhy(why.code, why.detail);
  const last = instant(card.last_success);
  const by = card.paused_by ?? model.value.status?.paused?.by ?? null;
  const ago = last === null ? null : agoOf(now.value - last);
  return say({ left: countdown(why.until, now.value), detail: why.detail ?? null, by, last: ago });
}

function RunBar({ card }: { card: Card }) {
  const { run } = card;
  if (!run) {
    const last = model.value.finished[card.id];
    if (!last || last.done + last.failed === 0) return null;
    const time = last.ms < 10_000 ? `${(last.ms / 1000).toFixed(1)} s` : span(last.ms);
    return <p class="run faint">{words.lastRun(last.done, last.failed, time)}</p>;
  }
  const moving = card.state === 'syncing';
  const speed = moving ? rate(run.rate) : null;
  const eta = moving && typeof run.eta_s === 'number' ? words.eta(span(run.eta_s * 1000)) : null;
  return (
    <div class={moving ? 'run moving' : 'run'}>
      <progress
        value={run.done + run.failed}
        max={Math.max(1, run.total)}
        aria-label={words.progressOf(card.id)}
      />
      <p>
        <span class="done">{words.run(run.done, run.total, run.added)}</span>
        {run.failed > 0 && <span class="bad-text">{words.runFailed(run.failed)}</span>}
        <span class="pace">{[speed, eta].filter(Boolean).join(' · ')}</span>
      </p>
    </div>
  );
}

function Counts({ card }: { card: Card }) {
  const { counts } = card;
  const oldest = instant(card.oldest_pending);
  return (
    <dl class="counts">
      <Count
        name={words.pending}
        n={counts.pending}
        href={queueAt('pending', card.id)}
        title={oldest === null ? undefined : words.oldest(brief(now.value - oldest))}
      />
      <Count name={words.syncing} n={counts.syncing} href={queueAt('pending', card.id)} />
      <Count name={words.synced} n={counts.synced} href={queueAt('synced', card.id)} />
      <Count
        name={words.failed}
        n={counts.failed}
        href={queueAt('failed', card.id)}
        bad={counts.failed > 0}
      />
    </dl>
  );
}

interface CountProps {
  name: string;
  n: number;
  href: string;
  bad?: boolean;
  title?: string | undefined;
}

const large = 1_000_000;

function Count({ name, n, href, bad, title }: CountProps) {
  return (
    <div class={n === 0 ? 'zero' : bad ? 'bad' : ''}>
      <dt>{name}</dt>
      <dd>
        <a href={href} title={title ?? (n >= large ? count(n) : undefined)}>
          {n >= large ? compact(n) : count(n)}
        </a>
      </dd>
    </div>
  );
}

function LastError({ card }: { card: Card }) {
  const error = card.last_error;
  // The sentence above says it already while it holds.
  if (!error || error.message === card.why.detail) return null;
  return (
    <p class="last-error">
      <span class="label">
        {words.lastError} <Ago at={error.at} />
      </span>{' '}
      {failure(error.class, error.status, error.message)}
    </p>
  );
}
