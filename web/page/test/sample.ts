// SPDX-License-Identifier: MIT
// Small true-to-contract values for the tests.

import { apply, empty, type Model } from '../src/state';
import type { Card, Change, Message, Run, Status } from '../src/types';

export const t0 = Date.parse('2026-08-01T20:15:00.000Z');
export const at = (seconds: number) => new Date(t0 + seconds * 1000).toISOString();

export function run(over: Partial<Run> = {}): Run {
  return {
    id: 7,
    total: 95,
    added: 12,
    done: 40,
    failed: 0,
    left: 55,
    rate: 31.5,
    eta_s: 2,
    started: at(-10),
    ...over,
  };
}

export function card(id: string, over: Partial<Card> = {}): Card {
  return {
    id,
    service: 'webhook',
    address: `https://${id}.example/hook`,
    state: 'up to date',
    since: at(-60),
    why: { code: 'idle' },
    counts: { pending: 0, syncing: 0, synced: 10, failed: 0, superseded: 0 },
    run: null,
    oldest_pending: null,
    last_success: at(-60),
    last_error: null,
    paused_by: null,
    ...over,
  };
}

export function counts(pending: number, failed = 0, synced = 10) {
  return { pending, syncing: 0, synced, failed, superseded: 0 };
}

export function status(targets: Card[], over: Partial<Status> = {}): Status {
  return {
    epoch: 'aa01',
    seq: 100,
    now: at(0),
    version: '0.1.0',
    host: { name: 'playsync-host', version: '0.1.0' },
    uptime_s: 60,
    network: { online: true, metered: false },
    paused: null,
    store: { bytes: 4096, refusing: null },
    totals: { pending: 0, syncing: 0, synced: 0, failed: 0, superseded: 0, refused: 0 },
    unknown_users: [],
    watches: 0,
    unsent: 0,
    kept: [],
    targets,
    ...over,
  };
}

export function change(n: number, over: Partial<Change> = {}): Change {
  return {
    id: `01J4QZ5W8E${String(n).padStart(16, '0')}`,
    target: 'home',
    user: 'alice',
    verb: 'watched',
    item: { kind: 'movie', title: `Film ${n}` },
    occurred_at: at(n),
    state: 'synced',
    attempts: 1,
    next_attempt_at: null,
    last_attempt_at: at(n),
    last_error: null,
    why: { code: 'synced' },
    ...over,
  };
}

export const welcome = (over: object = {}): Message => ({
  type: 'welcome',
  epoch: 'aa01',
  seq: 100,
  now: at(5),
  version: '0.1.0',
  resumed: false,
  ...over,
});
export const snapshot = (targets = [card('home')], over: object = {}): Message => ({
  type: 'snapshot',
  seq: 100,
  status: status(targets, over),
});
export const feed = (model: Model, ...messages: Message[]) =>
  messages.reduce((m, message) => apply(m, message, t0), model);
export const ready = (targets = [card('home'), card('attic')]) =>
  feed(empty, welcome(), snapshot(targets));
