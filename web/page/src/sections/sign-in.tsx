// SPDX-License-Identifier: MIT
// The way in: a one-time code or a token. It lies over the page when a session ends.

import { signal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import { inWords } from '../actions';
import { Problem } from '../api';
import { span } from '../format';
import { codeIn, ended, signIn, takeCode } from '../session';
import { tick } from '../store';
import { signIn as text } from '../text';

type Kind = 'code' | 'token';

const kind = signal<Kind>('code');
const busy = signal(false);
const problem = signal<string | null>(null);
/** Until when the plugin takes no more tries; our clock, ms. */
const shutUntil = signal(0);

/** A code from the address is being tried: no form yet, it would only flash. */
export const arriving = signal(false);

/** Takes the code out of the address, if there is one, and signs in by it. */
export async function arrive(): Promise<void> {
  const code = takeCode();
  if (code === null) return;
  arriving.value = true;
  await enter('code', code);
  arriving.value = false;
}

/** Signs in; what goes wrong is shown in the form. */
async function enter(by: Kind, secret: string): Promise<void> {
  kind.value = by;
  busy.value = true;
  problem.value = null;
  try {
    await signIn(by === 'code' ? { code: secret } : { token: secret });
  } catch (error) {
    problem.value = explain(error, by);
  } finally {
    busy.value = false;
  }
}

function explain(error: unknown, by: Kind): string | null {
  if (!(error instanceof Problem) || error.code === 'unreachable') return text.unreachable;
  if (error.status === 401) return by === 'code' ? text.usedUp : text.wrongToken;
  if (error.status !== 429) return inWords(error);
  if (error.retryAfter === null) return text.tooMany(null);
  shutUntil.value = Date.now() + error.retryAfter * 1000;
  return null;
}

export function SignIn({ over }: { over: boolean }) {
  const field = useRef<HTMLInputElement>(null);
  useEffect(() => field.current?.focus(), [kind.value]);
  const wait = Math.max(0, Math.ceil((shutUntil.value - tick.value) / 1000));
  const shown = wait > 0 ? text.tooMany(span(wait * 1000)) : problem.value;
  const byCode = kind.value === 'code';
  const submit = (event: Event) => {
    event.preventDefault();
    const typed = field.current?.value.trim() ?? '';
    if (typed === '' || busy.value || wait > 0) return;
    void enter(kind.value, byCode ? (codeIn(typed) ?? typed) : typed);
  };
  return (
    <div
      class={over ? 'sign-in over' : 'sign-in'}
      role="dialog"
      aria-modal={over}
      aria-labelledby="sign-in"
    >
      <form onSubmit={submit}>
        <h1 id="sign-in">{text.title}</h1>
        <p class="faint">{ended.value ? text.expired : text.lead}</p>
        <fieldset class="kinds">
          <legend class="visually-hidden">{text.kind}</legend>
          <Choice of="code" label={text.code} />
          <Choice of="token" label={text.token} />
        </fieldset>
        <label class="secret">
          <span class="visually-hidden">{byCode ? text.code : text.token}</span>
          <input
            ref={field}
            key={kind.value}
            type={byCode ? 'text' : 'password'}
            autocomplete="off"
            autocapitalize="off"
            spellcheck={false}
            aria-describedby="sign-in-help sign-in-problem"
            aria-invalid={problem.value !== null}
          />
        </label>
        <p class="faint" id="sign-in-help">
          {byCode ? text.codeHelp : text.tokenHelp}
        </p>
        <p class="bad-text" id="sign-in-problem" role="alert">
          {shown}
        </p>
        <button type="submit" class="button main" aria-busy={busy.value} disabled={wait > 0}>
          {busy.value ? text.busy : text.submit}
        </button>
      </form>
    </div>
  );
}

function Choice({ of, label }: { of: Kind; label: string }) {
  return (
    <label>
      <input
        type="radio"
        name="kind"
        value={of}
        checked={kind.value === of}
        onChange={() => {
          kind.value = of;
          problem.value = null;
        }}
      />
      <span>{label}</span>
    </label>
  );
}
