// SPDX-License-Identifier: MIT
// Why a change or a target stands where it does, in a sentence, as of now.

import { countdown, instant } from './format';
import { agoOf } from './parts/bits';
import { model, now } from './store';
import { changeWhys, otherWhy, targetWhys } from './text';
import type { Card, Change } from './types';

export function whyOf(change: Change): string {
  const { code, detail, until, params } = change.why;
  const say = changeWhys[code];
  if (!say) return otherWhy(code, detail);
  const left = countdown(until ?? change.next_attempt_at, now.value);
  if (code === 'paused') return say({ left, by: detail ?? pausedBy(change.target) });
  return say({ left, detail: detail ?? change.last_error?.message ?? null, params });
}

export function whyOfTarget(card: Card): string {
  const { code, detail, until, params } = card.why;
  const say = targetWhys[code];
  if (!say) return otherWhy(code, detail);
  const last = instant(card.last_success);
  return say({
    left: countdown(until, now.value),
    detail: detail ?? null,
    by: pausedBy(card.id),
    last: last === null ? null : agoOf(now.value - last),
    params,
  });
}

function pausedBy(target: string): string | null {
  const { status } = model.value;
  return (
    status?.targets.find((card) => card.id === target)?.paused_by ?? status?.paused?.by ?? null
  );
}
