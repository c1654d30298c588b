// SPDX-License-Identifier: MIT
// Small parts: foreign text kept apart, times told twice, buttons that tell the truth.

import type { ComponentChildren } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import { act, type Action, dismiss, doings, isBusy } from '../actions';
import { absolute, brief, countdown, instant, position } from '../format';
import { clean } from '../plain';
import { link, now, stale } from '../store';
import { titleParts, yearOf } from '../name';
import { actions, words } from '../text';
import type { Change, Item } from '../types';

/** Text that is not ours. */
export function Foreign({ text, class: name }: { text: string; class?: string }) {
  return <bdi class={name}>{clean(text)}</bdi>;
}

/** "3 min ago", or "just now"; `say` puts the span into words. */
export function agoOf(age: number, say = words.ago): string {
  return age < 2000 ? words.now : say(brief(age));
}

/** "3 min ago", with the full time on hover. `say` puts the span into words. */
export function Ago({
  at,
  say = words.ago,
}: {
  at: string | null | undefined;
  say?: (span: string) => string;
}) {
  const ms = instant(at);
  if (ms === null) return null;
  return (
    <time dateTime={new Date(ms).toISOString()} title={absolute(ms)}>
      {agoOf(now.value - ms, say)}
    </time>
  );
}

/** "next in 12 s", with the full time on hover; nothing once it is over. */
export function Until({
  at,
  say,
}: {
  at: string | null | undefined;
  say: (left: string) => string;
}) {
  const ms = instant(at);
  const left = countdown(at, now.value);
  if (ms === null || left === null) return null;
  return (
    <time dateTime={new Date(ms).toISOString()} title={absolute(ms)}>
      {say(left)}
    </time>
  );
}

/** "Breaking Bad · S05E14 · Ozymandias". */
export function Title({ item }: { item: Item }) {
  return (
    <span class="title">
      {titleParts(item).map((part, at) => (
        <>
          {at > 0 && <span class="faint"> · </span>}
          {part.ours ? <span class="faint">{part.text}</span> : <Foreign text={part.text} />}
        </>
      ))}
      {yearOf(item)}
    </span>
  );
}

export function Position({ change }: { change: Change }) {
  if (typeof change.position_ms !== 'number' || change.position_ms < 0) return null;
  const of = change.duration_ms ? position(change.duration_ms) : null;
  return <>{words.position(position(change.position_ms), of)}</>;
}

interface ButtonProps {
  onClick: () => void;
  busy?: boolean;
  main?: boolean;
  /** Focused as soon as it is there: the answer to what was just pressed. */
  focus?: boolean;
  label?: string | undefined;
  children: ComponentChildren;
}

/** Does something at the plugin: off, and says why, while the link is lost. */
export function Button({ onClick, busy = false, main, focus, label, children }: ButtonProps) {
  const self = useRef<HTMLButtonElement>(null);
  useEffect(() => {
    if (focus) self.current?.focus();
  }, []);
  const off = stale.value || link.value.phase === 'off';
  return (
    <button
      ref={self}
      type="button"
      class={main ? 'button main' : 'button'}
      aria-busy={busy}
      aria-label={label}
      disabled={off}
      title={off ? actions.noLink : undefined}
      onClick={onClick}
    >
      {children}
    </button>
  );
}

interface ActionProps<T> {
  action: Action<T>;
  label: { idle: string; busy: string };
  /** What a screen reader adds, when the label alone does not say of what. */
  of?: string;
  main?: boolean;
}

export function ActionButton<T>({ action, label, of, main = false }: ActionProps<T>) {
  const busy = isBusy(action.key);
  const shown = busy ? label.busy : label.idle;
  return (
    <Button
      main={main}
      busy={busy}
      label={of === undefined ? undefined : actions.of(shown, of)}
      onClick={() => void act(action)}
    >
      {shown}
    </Button>
  );
}

/** What came of the actions with these keys, beside their buttons. */
export function Outcome({ keys }: { keys: string[] }) {
  return (
    <div class="outcomes" role="status">
      {keys.map((key) => {
        const doing = doings.value[key];
        if (!doing || doing.phase === 'busy') return null;
        return (
          <p key={key} class={`outcome ${doing.phase}`}>
            <span>{doing.text}</span>
            <button
              type="button"
              class="quiet-button"
              aria-label={actions.dismiss}
              onClick={() => dismiss(key)}
            >
              ×
            </button>
          </p>
        );
      })}
    </div>
  );
}
