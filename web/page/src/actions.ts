// SPDX-License-Identifier: MIT
// What buttons do. A button is busy at once, and shows the new state only once the feed does.

import { signal } from '@preact/signals';
import { type Answer, type Method, Problem } from './api';
import { call } from './session';
import { link, model, tick } from './store';
import type { Model } from './state';
import * as text from './text';

export type Doing = { phase: 'busy' } | { phase: 'problem' | 'note'; text: string };

/** By the action's key; a key that is not there is idle. */
export const doings = signal<Readonly<Record<string, Doing>>>({});

export interface Action<T> {
  key: string;
  method?: Method;
  path: string;
  body?: object;
  /** Headers that make it hold only for what was seen. */
  conditions?: Record<string, string>;
  /** Whether the model shows the effect; left out: reaching the answer's seq is enough. */
  shows?: (model: Model) => boolean;
  /** Done with the answer, before the button comes back; what it returns stands beside it. */
  then?: (body: T) => string | void;
}

const patience = 3000;
const noteFor = 8000;

/** Never throws: what goes wrong is told beside the button. */
export async function act<T>(action: Action<T>): Promise<void> {
  const { key } = action;
  if (isBusy(key)) return;
  const busy: Doing = { phase: 'busy' };
  put(key, busy);
  const clicked = Date.now();
  const late = setTimeout(
    () => swap(key, busy, { phase: 'problem', text: text.actions.silent }),
    patience,
  );
  let answer: Answer<T>;
  try {
    answer = await call<T>(
      action.method ?? 'POST',
      action.path,
      action.method === 'DELETE' ? undefined : (action.body ?? {}),
      action.conditions,
    );
  } catch (error) {
    clearTimeout(late);
    put(key, { phase: 'problem', text: inWords(error) });
    return;
  }
  clearTimeout(late);
  tick.value = Date.now(); // what it began is counted down from now
  const note = action.then?.(answer.body);
  put(key, busy); // it may have been called late, and is answered now
  const seen = await shown(answer, action.shows, clicked + patience);
  if (!seen) putNote(key, text.actions.unseen);
  else if (note) putNote(key, note);
  else dismiss(key);
}

/** What is not one request with one effect; `job` says what came of it, or nothing. */
export async function work(key: string, job: () => Promise<string>): Promise<void> {
  if (isBusy(key)) return;
  put(key, { phase: 'busy' });
  try {
    const note = await job();
    tick.value = Date.now();
    if (note) putNote(key, note);
    else dismiss(key);
  } catch (error) {
    put(key, { phase: 'problem', text: inWords(error) });
  }
}

export function isBusy(key: string): boolean {
  return doings.value[key]?.phase === 'busy';
}

export function dismiss(key: string): void {
  const { [key]: _, ...others } = doings.value;
  doings.value = others;
}

/** What to tell of a failed request. */
export function inWords(error: unknown): string {
  if (!(error instanceof Problem) || error.code === 'unreachable') return text.actions.noAnswer;
  return text.problem(error.code, error.detail, error.instance);
}

function put(key: string, doing: Doing): void {
  doings.value = { ...doings.value, [key]: doing };
}

function swap(key: string, from: Doing, to: Doing): void {
  if (doings.value[key] === from) put(key, to);
}

function putNote(key: string, note: string): void {
  const doing: Doing = { phase: 'note', text: note };
  put(key, doing);
  setTimeout(() => {
    if (doings.value[key] === doing) dismiss(key);
  }, noteFor);
}

/** Waits until the model has reached the answer and shows its effect; false when `deadline` comes first. */
function shown(
  answer: Answer<unknown>,
  shows: Action<unknown>['shows'],
  deadline: number,
): Promise<boolean> {
  const { reached } = answer;
  const arrived = (now: Model) =>
    reached === null || (now.epoch === reached.epoch && now.seq !== null && now.seq >= reached.seq);
  return new Promise((resolve) => {
    let stop: (() => void) | undefined;
    const end = (result: boolean) => {
      clearTimeout(timer);
      stop?.();
      resolve(result);
    };
    const timer = setTimeout(() => end(false), Math.max(0, deadline - Date.now()));
    const look = (now: Model) => {
      if (arrived(now) && (!shows || shows(now))) end(true);
    };
    stop = model.subscribe(look);
    if (link.value.phase === 'off') end(true);
  });
}
