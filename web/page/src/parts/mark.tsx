// SPDX-License-Identifier: MIT
// A state at a glance: one shape and one colour each, always beside its word.

import type { ComponentChildren } from 'preact';
import { clean } from '../plain';
import { targetStates } from '../text';
import type { ChangeState, TargetState } from '../types';
import type { Tone } from '../verdict';

/** `kept`: watched, and sent to nobody. */
type Shape = TargetState | ChangeState | 'kept';

const ring = <circle cx="8" cy="8" r="6.2" />;
const hook = (
  <>
    {ring}
    <path d="M5.2 8.2l2 2 3.6-4.2" />
  </>
);
const clock = (
  <>
    {ring}
    <path d="M8 4.6V8l2.3 1.5" />
  </>
);

const shapes: Record<Shape, ComponentChildren> = {
  'up to date': hook,
  synced: hook,
  syncing: (
    <>
      <circle class="fill" cx="8" cy="8" r="6.9" />
      <path class="cut" d="M6.4 5.2v5.6l4.6-2.8z" />
    </>
  ),
  gathering: (
    <>
      <circle cx="8" cy="8" r="6.2" stroke-dasharray="2.2 2.1" />
      <circle class="fill" cx="8" cy="8" r="1.6" />
    </>
  ),
  waiting: clock,
  pending: clock,
  'rate limited': (
    <path d="M4 2.2h8M4 13.8h8M4.8 2.2c0 3.4 3.2 4 3.2 5.8s-3.2 2.4-3.2 5.8M11.2 2.2c0 3.4-3.2 4-3.2 5.8s3.2 2.4 3.2 5.8" />
  ),
  unreachable: <path d="M8 1.6l6.6 12H1.4zM8 6v3.6M8 11.4v.4" />,
  offline: (
    <>
      {ring}
      <path d="M3.7 12.3l8.6-8.6" />
    </>
  ),
  paused: (
    <>
      <path class="bar" d="M5.4 3v10M10.6 3v10" />
    </>
  ),
  'needs log-in': (
    <>
      <rect x="3" y="7" width="10" height="7" rx="1.4" />
      <path d="M5.2 7V5a2.8 2.8 0 0 1 5.6 0v2" />
    </>
  ),
  halted: (
    <>
      <path class="fill" d="M5 1.2h6L14.8 5v6L11 14.8H5L1.2 11V5z" />
      <path class="cut line" d="M4.8 8h6.4" />
    </>
  ),
  kept: ring,
  failed: (
    <>
      {ring}
      <path d="M5.8 5.8l4.4 4.4M10.2 5.8l-4.4 4.4" />
    </>
  ),
};

const tones: Record<Shape, Tone> = {
  'up to date': 'good',
  synced: 'good',
  syncing: 'busy',
  gathering: 'busy',
  waiting: 'warn',
  pending: 'quiet',
  'rate limited': 'warn',
  unreachable: 'warn',
  offline: 'warn',
  paused: 'quiet',
  kept: 'quiet',
  'needs log-in': 'bad',
  halted: 'bad',
  failed: 'bad',
};

export function Mark({ of }: { of: Shape }) {
  return (
    <svg
      class={`mark ${tones[of] ?? 'quiet'}`}
      viewBox="0 0 16 16"
      aria-hidden="true"
      focusable="false"
    >
      {shapes[of] ?? shapes.gathering}
    </svg>
  );
}

/** The word of a target's state, with its mark. */
export function StateWord({ of }: { of: TargetState }) {
  return (
    <span class={`state ${tones[of] ?? 'quiet'}`}>
      <Mark of={of} />
      {targetStates[of] ?? <bdi>{clean(of)}</bdi>}
    </span>
  );
}

const toneShapes: Record<Tone, Shape> = {
  bad: 'failed',
  warn: 'unreachable',
  busy: 'syncing',
  quiet: 'paused',
  good: 'up to date',
};

/** The mark of the sentence on top. */
export function ToneMark({ tone }: { tone: Tone }) {
  return <Mark of={toneShapes[tone]} />;
}
