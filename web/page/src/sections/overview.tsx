// SPDX-License-Identifier: MIT
// The first screen: the worst truth in a sentence, a card a target, the last settled changes.

import { useEffect } from 'preact/hooks';
import { ActionButton, Ago, Foreign, Outcome, Title } from '../parts/bits';
import { Mark, ToneMark } from '../parts/mark';
import { allActions } from '../commands';
import { bytes, instant, span } from '../format';
import { keptOf } from '../kept';
import { type Need, needsOf } from '../needs';
import { queueAt, write } from '../route';
import { model, now } from '../store';
import {
  actions,
  apart,
  changeStates,
  changeWhys,
  failure,
  kept as keptText,
  needs as needsText,
  notices,
  otherWhy,
  verbs,
  words,
} from '../text';
import type { Change, Status } from '../types';
import { followSparks } from '../sparks';
import { isMovable, truths } from '../verdict';
import { TargetCard } from './card';

const needing = ['needs_login', 'halted', 'failed', 'store_refusing', 'unknown_users'];

export function Overview({ status }: { status: Status }) {
  useEffect(() => followSparks(), []);
  return (
    <>
      <Headline status={status} />
      <Needs status={status} />
      <Notices status={status} />
      {status.targets.length === 0 ? (
        <div class="empty">
          <p>{notices.noTarget}</p>
          <a class="button main" href={write({ section: 'targets', id: null, add: '' })}>
            {notices.addTarget}
          </a>
        </div>
      ) : (
        <ul class="cards" aria-label={words.targets}>
          {status.targets.map((card) => (
            <TargetCard key={card.id} card={card} />
          ))}
        </ul>
      )}
      <Kept status={status} />
      {(status.targets.length > 0 || model.value.settled.length > 0) && <Recent />}
    </>
  );
}

function Headline({ status }: { status: Status }) {
  const [first, ...others] = truths(status, now.value);
  const need = onlyNeed(status);
  // What needs somebody is told in full below.
  const also = others.filter((truth) => !needing.includes(truth.code)).map(({ text }) => text);
  const { refusing } = status.store;
  if (need?.code === 'store_refusing' && refusing !== null) also.unshift(apart(refusing));
  const failed = status.targets.some((card) => card.counts.failed > 0);
  const can = allActions;
  return (
    <section class="headline">
      <div class={`sentence ${first!.tone}`}>
        <ToneMark tone={first!.tone} />
        <h1>{first!.text}</h1>
        {also.length > 0 && <p>{also.slice(0, 2).join(' · ')}</p>}
      </div>
      <div
        class="all"
        role="group"
        aria-label={words.everything}
        hidden={status.targets.length === 0}
      >
        {need && (
          <a class={status.paused ? 'button' : 'button main'} href={need.at}>
            {need.label}
          </a>
        )}
        {status.paused ? (
          <ActionButton action={can.resume} label={actions.resumeAll} main />
        ) : (
          <ActionButton action={can.pause} label={actions.pauseAll} />
        )}
        {status.targets.some(isMovable) && (
          <ActionButton action={can.sync} label={actions.syncAll} />
        )}
        {failed && <ActionButton action={can.retry} label={actions.retryAll} />}
      </div>
      <Outcome keys={Object.values(can).map((action) => action.key)} />
      <HostLine status={status} />
    </section>
  );
}

function HostLine({ status }: { status: Status }) {
  const { network, host, store } = status;
  const began = instant(status.now);
  const up =
    began === null
      ? null
      : span(Math.floor((now.value - began) / 60_000 + status.uptime_s / 60) * 60_000);
  const parts = [
    words.host(host.name, host.version),
    up === null || up === '0 s' ? null : words.up(up),
    network.online ? (network.metered ? words.metered : words.online) : words.offline,
    store.bytes > 0 ? words.store(bytes(store.bytes)) : null,
    words.version(status.version),
  ];
  return (
    <p class="host-line">
      {parts.filter(Boolean).map((part) => (
        <span key={part}>{part}</span>
      ))}
    </p>
  );
}

/** The one thing that needs somebody, when the sentence on top says it all. */
function onlyNeed(status: Status): Need | null {
  const [need, ...others] = needsOf(status);
  if (!need || others.length > 0 || need.code === 'unknown_users') return null;
  return need.code === truths(status, now.value)[0]!.code ? need : null;
}

function Needs({ status }: { status: Status }) {
  const needs = needsOf(status);
  if (needs.length === 0 || onlyNeed(status)) return null;
  return (
    <section class="needs" aria-labelledby="needs">
      <h2 id="needs">{needsText.title(needs.length)}</h2>
      <ul>
        {needs.map((need) => (
          <li key={need.key}>
            <Mark of="unreachable" />
            <span>{need.text}</span>
            <a class="button" href={need.at}>
              {need.label}
            </a>
          </li>
        ))}
      </ul>
    </section>
  );
}

function Notices({ status }: { status: Status }) {
  const { notice } = status.store;
  const { refused } = status.totals;
  const told = [notice && <Foreign text={notice} />, refused > 0 && notices.refused(refused)];
  return (
    <>
      {told.filter(Boolean).map((what, at) => (
        <p key={at} class="notice warn">
          <Mark of="unreachable" />
          <span>{what}</span>
        </p>
      ))}
    </>
  );
}

/** Nothing anybody must do: what is watched by whom no target is for is kept all the same. */
function Kept({ status }: { status: Status }) {
  const parts = keptOf(status);
  if (parts.length === 0) return null;
  return (
    <p class="kept">
      {keptText.lead}{' '}
      {parts.map(({ user, watches, at }, n) => (
        <>
          {n > 0 && ', '}
          <a href={at}>
            {user === null
              ? keptText.others(watches)
              : (n === 0 ? keptText.first : keptText.next)(watches)}{' '}
            {user !== null && <Foreign text={user} />}
          </a>
        </>
      ))}
      . {keptText.why}
    </p>
  );
}

function Recent() {
  const { settled } = model.value;
  return (
    <section class="recent" aria-labelledby="recent">
      <header>
        <h2 id="recent">{words.recent}</h2>
        <a href={queueAt('all', null)}>{words.seeQueue}</a>
      </header>
      {settled.length === 0 ? (
        <p class="empty">{words.recentEmpty}</p>
      ) : (
        <ol>
          {settled.map((change) => (
            <Settled key={change.id} change={change} />
          ))}
        </ol>
      )}
    </section>
  );
}

function Settled({ change }: { change: Change }) {
  return (
    <li data-change={change.id} data-state={change.state}>
      <Mark of={change.state} />
      <span class="what">
        <Title item={change.item} />
        {change.state === 'failed' && (
          <span class="bad-text sentence-small">{whyFailed(change)}</span>
        )}
      </span>
      <span class="visually-hidden">{changeStates[change.state]}</span>
      <span class="faint who">
        {verbs[change.verb] ?? change.verb} · <Foreign text={change.user} /> →{' '}
        <Foreign text={change.target} />
      </span>
      <span class="faint when">
        <Ago at={change.last_attempt_at ?? change.occurred_at} />
      </span>
    </li>
  );
}

function whyFailed({ last_error: error, why }: Change): string {
  if (error) return failure(error.class, error.status, error.message);
  return (
    changeWhys[why.code]?.({ left: null, detail: why.detail ?? null }) ??
    otherWhy(why.code, why.detail)
  );
}
