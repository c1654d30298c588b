// SPDX-License-Identifier: MIT
// What the API says, member by member. web/API.md is the authority.

export type TargetState =
  | 'up to date'
  | 'syncing'
  | 'gathering'
  | 'waiting'
  | 'rate limited'
  | 'unreachable'
  | 'offline'
  | 'paused'
  | 'needs log-in'
  | 'halted';

export type TargetWhy =
  | 'idle'
  | 'in_flight'
  | 'gathering'
  | 'backoff'
  | 'paced'
  | 'rate_limited'
  | 'unreachable'
  | 'offline'
  | 'paused'
  | 'needs_login'
  | 'halted';

export type ChangeState = 'pending' | 'syncing' | 'synced' | 'failed';

export type ChangeWhy =
  | Exclude<TargetWhy, 'idle' | 'paced'>
  | 'behind'
  | 'scheduled'
  | 'store_refusing'
  | 'no_target'
  | 'synced'
  | 'rejected'
  | 'spent'
  | 'no_match'
  | 'expired'
  | 'by_hand';

export interface Why<Code extends string = string> {
  code: Code;
  until?: string | null;
  detail?: string | null;
  params?: { n?: number; attempt?: number; of?: number };
}

export interface Counts {
  pending: number;
  syncing: number;
  synced: number;
  failed: number;
  superseded: number;
}

export interface Run {
  id: number;
  total: number;
  added: number;
  done: number;
  failed: number;
  left: number;
  rate: number;
  eta_s?: number | null;
  started: string;
}

export interface Failure {
  at?: string;
  class: string;
  status: number | null;
  message: string;
}

export interface Card {
  id: string;
  service: string;
  address: string;
  state: TargetState;
  since: string;
  why: Why<TargetWhy>;
  counts: Counts;
  run: Run | null;
  oldest_pending?: string | null;
  last_success?: string | null;
  last_error?: Failure | null;
  paused_by?: string | null;
  throughput?: Throughput | null;
  /** Of a service that wants one. */
  login?: Login | null;
  conflicts?: { counts: Record<string, number>; last: Conflict[] } | null;
}

/** How fast a target may be told. */
export interface Throughput {
  /** Changes a request. */
  batch: number;
  pace: { requests: number; per_ms: number } | null;
  /** As the service said last. */
  limit: { left: number; resets: string } | null;
}

export interface Login {
  state: string;
  user?: string;
  detail?: string;
  until?: string;
  ended?: string;
  verify_url?: string;
  user_code?: string;
  expires?: string;
  interval_s?: number;
}

/** Where another had the newer word about an item, and what was made of it. */
export interface Conflict {
  at: string;
  item: string;
  verdict: string;
  sentence: string;
}

export interface Network {
  online: boolean;
  metered: boolean;
}

export interface Status {
  epoch: string;
  seq: number;
  now: string;
  version: string;
  host: { name: string; version: string };
  uptime_s: number;
  network: Network;
  paused: { by: string } | null;
  /** `notice`: what was found, and mended, when the store was opened. */
  store: { bytes: number; limit?: number; refusing: string | null; notice?: string | null };
  totals: Counts & { refused: number };
  unknown_users: string[];
  /** How many there are in the watch history, and of them what no target was told of. */
  watches: number;
  unsent: number;
  /** Of up to 100 users, who has the most first. */
  kept: { user: string; watches: number }[];
  targets: Card[];
}

export interface Item {
  kind: string;
  title?: string;
  show?: string;
  artist?: string;
  album?: string;
  year?: number;
  season?: number;
  episode?: number;
  ids?: Record<string, string>;
  host_key?: string;
}

export interface Change {
  id: string;
  target: string;
  user: string;
  verb: string;
  item: Item;
  position_ms?: number | null;
  duration_ms?: number | null;
  occurred_at: string;
  taken_at?: string | null;
  state: ChangeState;
  attempts: number;
  next_attempt_at?: string | null;
  last_attempt_at?: string | null;
  settled_at?: string | null;
  last_error?: Failure | null;
  why: Why<ChangeWhy>;
}

/** One attempt. `class` is "none" for the one that succeeded. */
export interface Try {
  at: string;
  ms: number | null;
  class: string;
  status: number | null;
  message: string;
}

/** A change with what was tried, oldest first. */
export interface Detail extends Change {
  tries?: Try[];
}

export interface ChangePage {
  items: Change[];
  next?: string | null;
}

/** Something a user watched, once. */
export interface Watch {
  name: string;
  user: string;
  item: Item;
  begun: string;
  watched_at: string;
  ended: string;
  duration_ms?: number;
  how: string;
  /** How many were told of it. */
  targets: number;
  taken_back: boolean;
  host?: string;
}

export interface WatchPage {
  items: Watch[];
  next?: string | null;
}

export interface LogLine {
  n: number;
  at: string;
  level: 'debug' | 'info' | 'warning' | 'error';
  line: string;
}

/** What happened in each step of `step` seconds since `from`. */
export interface Series {
  from: string;
  step: number;
  points: (number | null)[];
}

export type Message =
  | { type: 'welcome'; epoch: string; seq: number; now: string; version: string; resumed: boolean }
  | { type: 'snapshot'; seq: number; status: Status }
  | { type: 'target_state'; seq: number; card: Card }
  | { type: 'target_removed'; seq: number; target: string }
  | { type: 'sync_started'; seq: number; target: string; run: number; total: number }
  | { type: 'sync_progress'; seq: number; target: string; run: Run }
  | {
      type: 'sync_completed';
      seq: number;
      target: string;
      run: number;
      done: number;
      failed: number;
      ms: number;
    }
  | { type: 'item_synced'; seq: number; change: Change }
  | { type: 'sync_failed'; seq: number; change: Change; final: boolean }
  | { type: 'items_changed'; seq: number; target: string; count: number }
  | { type: 'sync_paused'; seq: number; target?: string | null; by: string }
  | { type: 'sync_resumed'; seq: number; target?: string | null; by: string }
  | { type: 'network'; seq: number; online: boolean; metered: boolean }
  | { type: 'login_progress'; seq: number; target: string; login: Login }
  | { type: 'store'; seq: number; refusing: string | null }
  | { type: 'log'; seq: number; line: LogLine }
  | { type: 'beat'; seq: number; now: string }
  | { type: 'bye'; reason: string; retry_ms: number };
