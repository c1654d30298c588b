// SPDX-License-Identifier: MIT
// A change's life in steps, oldest first. Pure.

import type { Detail, Try } from './types';

export type Step =
  | { kind: 'captured'; at: string }
  | { kind: 'queued'; at: string }
  /** Tries that are no longer kept. */
  | { kind: 'earlier'; count: number }
  | { kind: 'try'; at: string; number: number; tried: Try }
  | { kind: 'synced'; at: string | null }
  | { kind: 'failed'; at: string | null }
  /** It is not settled: why, as it stands now. */
  | { kind: 'now' };

export function timeline(change: Detail): Step[] {
  const steps: Step[] = [{ kind: 'captured', at: change.occurred_at }];
  if (change.taken_at) steps.push({ kind: 'queued', at: change.taken_at });
  const tries = change.tries ?? [];
  const succeeded = tries.filter((one) => one.class === 'none').length;
  const counted = Math.max(change.attempts, tries.length - succeeded) + succeeded;
  const earlier = change.tries ? counted - tries.length : 0;
  if (earlier > 0) steps.push({ kind: 'earlier', count: earlier });
  tries.forEach((tried, at) =>
    steps.push({ kind: 'try', at: tried.at, number: earlier + at + 1, tried }),
  );
  if (change.state === 'synced' || change.state === 'failed')
    steps.push({ kind: change.state, at: change.settled_at ?? change.last_attempt_at ?? null });
  else steps.push({ kind: 'now' });
  return steps;
}
