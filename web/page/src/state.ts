// SPDX-License-Identifier: MIT
// What the page knows, and how each message of the link changes it. Pure: no clock, no socket.

import type { Card, Change, Counts, Message, Run, Status } from './types';

export interface Finished {
  run: number;
  done: number;
  failed: number;
  ms: number;
}

export interface Model {
  epoch: string | null;
  /** The newest seq seen in this epoch; null until a snapshot or a resumed welcome. */
  seq: number | null;
  /** The server's clock minus ours, in ms. */
  skew: number;
  status: Status | null;
  /** The last settled changes, newest first. */
  settled: Change[];
  /** The last run of a target that went from idle to idle. */
  finished: Record<string, Finished>;
  /** The seq of what is shown, by subject. An older message about the same subject is stale. */
  shown: Record<string, number>;
  /** What a snapshot already holds. */
  base: number;
}

export const settledKept = 10;

export const empty: Model = {
  epoch: null,
  seq: null,
  skew: 0,
  status: null,
  settled: [],
  finished: {},
  shown: {},
  base: 0,
};

/** The model after `message`, which arrived at `at` (our clock, ms). */
export function apply(model: Model, message: Message, at: number): Model {
  switch (message.type) {
    case 'welcome':
      return welcome(model, message, at);
    case 'snapshot':
      return snapshot(model, message, at);
    case 'beat':
      return { ...heard(model, message.seq), skew: skewOf(message.now, at, model.skew) };
    case 'bye':
      return model;
    default:
      return about(model, message, at);
  }
}

/** Puts changes the page asked for among the settled ones. */
export function withSettled(model: Model, changes: Change[]): Model {
  const known = new Map(changes.map((change) => [change.id, change]));
  for (const change of model.settled) if (!known.has(change.id)) known.set(change.id, change);
  const all = [...known.values()].filter(isSettled);
  all.sort((a, b) => order(b).localeCompare(order(a)));
  return { ...model, settled: all.slice(0, settledKept) };
}

/** What a status asked for tells beside the feed: the members that no message of the feed carries. */
export function aside(model: Model, asked: Status): Model {
  const { status } = model;
  if (!status || asked.epoch !== model.epoch) return model;
  const totals = { ...status.totals, refused: asked.totals.refused };
  // This one the feed tells too, and it may have told it since.
  const { refusing } = asked.seq < (model.shown.store ?? model.base) ? status.store : asked.store;
  const store = { ...asked.store, refusing };
  const { unknown_users, watches, unsent, kept } = asked;
  return { ...model, status: { ...status, store, unknown_users, watches, unsent, kept, totals } };
}

function order(change: Change): string {
  return `${change.last_attempt_at ?? change.occurred_at} ${change.id}`;
}

function isSettled(change: Change): boolean {
  return change.state === 'synced' || change.state === 'failed';
}

type Welcome = Extract<Message, { type: 'welcome' }>;
type Snapshot = Extract<Message, { type: 'snapshot' }>;
type Told = Exclude<Message, { type: 'welcome' | 'snapshot' | 'beat' | 'bye' }>;

function welcome(model: Model, message: Welcome, at: number): Model {
  const skew = skewOf(message.now, at, model.skew);
  if (message.epoch === model.epoch) return { ...model, skew };
  // Another start of the plugin: seqs of the old one mean nothing, a snapshot will follow.
  return { ...model, skew, epoch: message.epoch, seq: null, shown: {}, base: 0 };
}

function snapshot(model: Model, message: Snapshot, at: number): Model {
  const { status, seq } = message;
  const gone = model.epoch !== status.epoch;
  return {
    ...model,
    epoch: status.epoch,
    seq,
    base: seq,
    shown: {},
    status,
    skew: skewOf(status.now, at, model.skew),
    finished: gone ? {} : model.finished,
  };
}

function about(model: Model, message: Told, at: number): Model {
  const { status } = model;
  if (!status || model.seq === null || !Number.isFinite(message.seq)) return model;
  const subject = subjectOf(message);
  if (message.seq < (model.shown[subject] ?? model.base)) return model;
  const next = heard(model, message.seq);
  next.shown = { ...model.shown, [subject]: message.seq };
  switch (message.type) {
    case 'target_state':
      next.status = withCard(status, message.card);
      break;
    case 'target_removed':
      next.status = withoutCard(status, message.target);
      break;
    case 'sync_started':
      next.status = editCard(status, message.target, (card) =>
        started(card, message, at + model.skew),
      );
      break;
    case 'sync_progress':
      next.status = editCard(status, message.target, (card) => ({ ...card, run: message.run }));
      break;
    case 'sync_completed': {
      const { target, run, done, failed, ms } = message;
      next.status = editCard(status, target, (card) =>
        card.run?.id === run ? { ...card, run: null } : card,
      );
      next.finished = { ...model.finished, [target]: { run, done, failed, ms } };
      break;
    }
    case 'item_synced':
      next.settled = inFront(model.settled, message.change);
      break;
    case 'sync_failed':
      if (message.final) next.settled = inFront(model.settled, message.change);
      break;
    case 'sync_paused':
      next.status = paused(status, message.target, message.by);
      break;
    case 'sync_resumed':
      next.status = paused(status, message.target, null);
      break;
    case 'network':
      next.status = { ...status, network: { online: message.online, metered: message.metered } };
      break;
    case 'store':
      next.status = { ...status, store: { ...status.store, refusing: message.refusing } };
      break;
    case 'login_progress':
      next.status = editCard(status, message.target, (card) => ({ ...card, login: message.login }));
      break;
    case 'items_changed':
    case 'log':
      break;
    default:
      // A message of a newer plugin: its seq counts, its content is not for us.
      message satisfies never;
  }
  return next;
}

function subjectOf(message: Told): string {
  switch (message.type) {
    case 'target_state':
      return `target ${message.card.id}`;
    case 'target_removed':
    case 'sync_started':
    case 'sync_progress':
    case 'sync_completed':
      return `target ${message.target}`;
    case 'item_synced':
    case 'sync_failed':
      // One subject for all: they stand in a list, and a second telling replaces the first.
      return 'items';
    case 'sync_paused':
    case 'sync_resumed':
      return message.target ? `target ${message.target}` : 'paused';
    case 'login_progress':
      return `login ${message.target}`;
    default:
      return message.type;
  }
}

function heard(model: Model, seq: number): Model {
  return { ...model, seq: model.seq === null ? null : Math.max(model.seq, seq) };
}

function skewOf(now: string, at: number, otherwise: number): number {
  const server = Date.parse(now);
  return Number.isFinite(server) ? server - at : otherwise;
}

function inFront(list: Change[], change: Change): Change[] {
  return [change, ...list.filter((other) => other.id !== change.id)].slice(0, settledKept);
}

function started(card: Card, message: { run: number; total: number }, now: number): Card {
  if (card.run?.id === message.run) return card;
  const run: Run = {
    id: message.run,
    total: message.total,
    added: 0,
    done: 0,
    failed: 0,
    left: message.total,
    rate: 0,
    started: new Date(now).toISOString(),
  };
  return { ...card, run };
}

function paused(status: Status, target: string | null | undefined, by: string | null): Status {
  if (target) return editCard(status, target, (card) => ({ ...card, paused_by: by }));
  return { ...status, paused: by === null ? null : { by } };
}

function withCard(status: Status, card: Card): Status {
  const known = status.targets.some((other) => other.id === card.id);
  const targets = known
    ? status.targets.map((other) => (other.id === card.id ? card : other))
    : [...status.targets, card];
  return { ...status, targets, totals: { ...status.totals, ...totalsOf(targets) } };
}

function withoutCard(status: Status, id: string): Status {
  const targets = status.targets.filter((card) => card.id !== id);
  return { ...status, targets, totals: { ...status.totals, ...totalsOf(targets) } };
}

function editCard(status: Status, id: string, edit: (card: Card) => Card): Status {
  return { ...status, targets: status.targets.map((card) => (card.id === id ? edit(card) : card)) };
}

/** The sum of the cards: always what the cards below show. */
export function totalsOf(targets: Card[]): Counts {
  const sum: Counts = { pending: 0, syncing: 0, synced: 0, failed: 0, superseded: 0 };
  for (const { counts } of targets)
    for (const key of Object.keys(sum) as (keyof Counts)[]) sum[key] += counts[key];
  return sum;
}
