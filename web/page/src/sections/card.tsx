// SPDX-License-Identifier: MIT
// One target: its state in a word, why in a sentence, how far it is, and what can be done.

import { ActionButton, Ago, Foreign, Outcome } from '../parts/bits';
import { StateWord } from '../parts/mark';
import { cardActions } from '../commands';
import { anything } from '../filter';
import { brief, countdown, fine, instant, rate, span } from '../format';
import { capital, compact, count } from '../plain';
import { historyAt, queueAt, targetAt } from '../route';
import { pathOf } from '../scale';
import { sparks } from '../sparks';
import { model, now } from '../store';
import { actions, failure, targetCures, words } from '../text';
import type { Card } from '../types';
import { isMovable, open } from '../verdict';
import { whyOfTarget } from '../why';

export function TargetCard({ card }: { card: Card }) {
  const held = card.paused_by != null || (card.state === 'paused' && !model.value.status?.paused);
  const can = cardActions(card.id);
  const heading = `target-${card.id}`;
  const cure = targetCures[card.why.code] ?? null;
  return (
    <li class="card" aria-labelledby={heading} data-target={card.id} data-state={card.state}>
      <header>
        <h2 id={heading}>
          <a href={targetAt(card.id)}>
            <Foreign text={card.id} />
          </a>
        </h2>
        <p>
          <StateWord of={card.state} />
          <span class="faint">
            <Ago at={card.since} say={words.since} />
          </span>
        </p>
        <span class="address">
          <Foreign text={card.service} /> · <Foreign text={card.address} />
        </span>
      </header>
      <p class="why">{whyOfTarget(card)}</p>
      <RunBar card={card} />
      <Counts card={card} />
      <LastError card={card} />
      <Conflicts card={card} />
      <Traits card={card} />
      <footer>
        {cure === 'log_in' || cure === 'settings' ? (
          <a
            class="button main"
            href={targetAt(card.id)}
            aria-label={actions.of(actions.cures[cure], card.id)}
          >
            {actions.cures[cure]}
          </a>
        ) : null}
        {held ? (
          <ActionButton action={can.resume} label={actions.resume} of={card.id} main />
        ) : (
          <ActionButton action={can.pause} label={actions.pause} of={card.id} />
        )}
        {isMovable(card) && (
          <ActionButton
            action={can.sync}
            label={cure === 'send' ? actions.cures.send : actions.sync}
            of={card.id}
            main={cure === 'send'}
          />
        )}
        {card.counts.failed > 0 && (
          <ActionButton action={can.retry} label={actions.retryFailed} of={card.id} />
        )}
        <Outcome keys={Object.values(can).map((action) => action.key)} />
      </footer>
    </li>
  );
}

function RunBar({ card }: { card: Card }) {
  const { run } = card;
  if (!run) {
    const last = model.value.finished[card.id];
    if (!last || last.done + last.failed === 0) return null;
    return <p class="run faint">{words.lastRun(last.done, last.failed, fine(last.ms))}</p>;
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
  const spark = sparks.value[card.id];
  const history = { ...anything, target: card.id };
  return (
    <dl class="counts">
      <Count
        name={words.pending}
        n={open(card)}
        href={queueAt('pending', card.id)}
        title={oldest === null ? undefined : words.oldest(brief(now.value - oldest))}
      />
      <Count
        name={words.failed}
        n={counts.failed}
        href={queueAt('failed', card.id)}
        bad={counts.failed > 0}
      />
      <Count name={words.synced} n={counts.synced} href={queueAt('synced', card.id)} />
      <Count
        name={words.today}
        n={spark ? spark.today + Math.max(0, counts.synced - spark.synced) : null}
        href={historyAt('sent', history)}
        spark={spark?.hour}
      />
    </dl>
  );
}

interface CountProps {
  name: string;
  n: number | null;
  href: string;
  bad?: boolean;
  title?: string | undefined;
  spark?: readonly number[] | undefined;
}

const large = 1_000_000;

function Count({ name, n, href, bad, title, spark }: CountProps) {
  const shown = n === null ? '–' : n >= large ? compact(n) : count(n);
  return (
    <div class={!n ? 'zero' : bad ? 'bad' : ''}>
      <dt>{name}</dt>
      <dd>
        <a href={href} title={title ?? (n !== null && n >= large ? count(n) : undefined)}>
          {shown}
        </a>
        {spark && spark.some((point) => point > 0) && <SparkLine points={spark} />}
      </dd>
    </div>
  );
}

function SparkLine({ points }: { points: readonly number[] }) {
  const label = words.hour(count(Math.max(...points)));
  return (
    <svg class="spark" viewBox="0 0 100 20" preserveAspectRatio="none" role="img" aria-label={label}>
      <title>{label}</title>
      <path d={pathOf(points)} vector-effect="non-scaling-stroke" />
    </svg>
  );
}

function LastError({ card }: { card: Card }) {
  const error = card.last_error;
  // The sentence above says it already while it holds.
  if (!error || error.message === card.why.detail) return null;
  return (
    <p class="last-error">
      <span class="label">
        {words.lastError} <Ago at={error.at} /> ·
      </span>{' '}
      {failure(error.class, error.status, error.message)}
    </p>
  );
}

/** What the service is like: how it is told, what is left of its limits, and who we are to it. */
function Traits({ card }: { card: Card }) {
  const { throughput, login } = card;
  const { traits } = words;
  const parts: string[] = [];
  if (throughput) {
    const { batch, pace, limit } = throughput;
    parts.push(traits.batch(batch));
    if (pace) parts.push(traits.pace(pace.requests, fine(pace.per_ms)));
    if (limit) parts.push(traits.left(limit.left, countdown(limit.resets, now.value)));
  }
  if (login?.state === 'in' && login.user) parts.push(traits.user(login.user));
  const ends = instant(login?.until);
  if (login?.state === 'in' && ends !== null) parts.push(traits.until(brief(ends - now.value)));
  if (parts.length === 0) return null;
  return <p class="traits faint">{capital(parts.join(' · '))}</p>;
}

function Conflicts({ card }: { card: Card }) {
  const last = card.conflicts?.last ?? [];
  if (last.length === 0) return null;
  return (
    <details class="conflicts">
      <summary>
        {words.conflicts} <span class="faint">{conflictCounts(card)}</span>
      </summary>
      <ul>
        {last.map((conflict) => (
          <li key={`${conflict.at} ${conflict.sentence}`}>
            <Foreign text={conflict.sentence} />{' '}
            <span class="faint">
              <Ago at={conflict.at} />
            </span>
          </li>
        ))}
      </ul>
    </details>
  );
}

function conflictCounts(card: Card): string {
  return Object.entries(card.conflicts?.counts ?? {})
    .filter(([, n]) => n > 0)
    .map(([verdict, n]) => `${count(n)} ${words.verdicts[verdict] ?? verdict}`)
    .join(', ');
}
