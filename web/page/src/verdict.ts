// SPDX-License-Identifier: MIT
// The one sentence on top: every truth the status holds, the worst first. Pure.

import { countdown } from './format';
import { headline } from './text';
import type { Card, Status, TargetState } from './types';

export type Tone = 'bad' | 'warn' | 'busy' | 'quiet' | 'good';

export interface Truth {
  code: keyof typeof headline;
  tone: Tone;
  text: string;
  /** The same without a countdown: what a screen reader is told. */
  said: string;
}

const waits: Partial<Record<TargetState, 'unreachable' | 'rate_limited' | 'backoff'>> = {
  unreachable: 'unreachable',
  'rate limited': 'rate_limited',
  waiting: 'backoff',
};

const still: readonly TargetState[] = ['paused', 'rate limited', 'offline'];

/** Never empty. `now` is the server's clock, ms. */
export function truths(status: Status, now: number): Truth[] {
  const { targets } = status;
  const list: Truth[] = [];
  const say = (code: Truth['code'], tone: Tone, text: string, said = text) =>
    list.push({ code, tone, text, said });
  const only = (cards: Card[]) => (targets.length > 1 && cards.length === 1 ? cards[0]!.id : null);

  if (status.store.refusing !== null) say('store_refusing', 'bad', headline.store_refusing());
  for (const card of inState(targets, 'needs log-in'))
    say('needs_login', 'bad', headline.needs_login(card.id));
  for (const card of inState(targets, 'halted')) say('halted', 'bad', headline.halted(card.id));

  const failing = targets.filter((card) => card.counts.failed > 0);
  if (failing.length > 0)
    say(
      'failed',
      'bad',
      headline.failed(
        sum(failing, (c) => c.counts.failed),
        only(failing),
      ),
    );

  if (!status.network.online) say('offline', 'warn', headline.offline(sum(targets, open)));
  for (const card of byOpen(targets)) {
    const code = waits[card.state];
    if (!code) continue;
    const sentence = headline[code];
    say(
      code,
      'warn',
      sentence(open(card), card.id, countdown(card.why.until, now)),
      sentence(open(card), card.id, null),
    );
  }
  if (status.unknown_users.length > 0)
    say('unknown_users', 'warn', headline.unknown_users(status.unknown_users));

  const paused = inState(targets, 'paused');
  // One of them may have been resumed by itself meanwhile.
  if (status.paused && paused.length === targets.length)
    say('paused', 'quiet', headline.paused(sum(targets, open), null));
  else for (const card of paused) say('paused', 'quiet', headline.paused(open(card), card.id));

  const syncing = inState(targets, 'syncing');
  if (syncing.length > 0)
    say(
      'syncing',
      'busy',
      headline.syncing(sum(syncing, open), only(syncing)),
      headline.syncing(0, only(syncing)),
    );
  const gathering = inState(targets, 'gathering');
  if (gathering.length > 0) say('gathering', 'busy', headline.gathering(sum(gathering, open)));

  if (targets.length === 0) say('no_target', 'warn', headline.no_target());
  else if (list.length === 0)
    if (sum(targets, (c) => c.counts.synced) === 0)
      say('nothing_yet', 'good', headline.nothing_yet(status.watches));
    else say('all_synced', 'good', headline.all_synced());
  return list;
}

/** Whether "sync now" would move anything: it ends no pause, no limit, and finds no network. */
export function isMovable(card: Card): boolean {
  return !still.includes(card.state);
}

/** What is not at its target yet. */
export function open(card: Card): number {
  return card.counts.pending + card.counts.syncing;
}

function inState(targets: Card[], state: TargetState): Card[] {
  return targets.filter((card) => card.state === state);
}

function byOpen(targets: Card[]): Card[] {
  return [...targets].sort((a, b) => open(b) - open(a));
}

function sum(cards: Card[], of: (card: Card) => number): number {
  return cards.reduce((all, card) => all + of(card), 0);
}
