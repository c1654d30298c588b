// SPDX-License-Identifier: MIT
// Setting up targets: read, written, tried, logged in, removed.

import { signal } from '@preact/signals';
import { act, type Action, inWords, work } from './actions';
import { Problem } from './api';
import type { Settings } from './form';
import { go, route } from './route';
import { call } from './session';
import type { Card, Login } from './types';
import { targets as text } from './text/targets';

/** A card with what its file says. */
export interface Setup extends Partial<Card> {
  managed_by?: 'page' | 'file';
  settings?: Settings;
  secrets?: Record<string, boolean>;
  /** Why the file is not in force as it stands. */
  errors: string[];
}

export interface Opened {
  id: string;
  setup: Setup | null;
  etag: string | null;
  problem: string | null;
}

export const opened = signal<Opened | null>(null);

export async function open(id: string): Promise<void> {
  const before = opened.value;
  const mine: Opened =
    before?.id === id ? { ...before, problem: null } : { id, setup: null, etag: null, problem: null };
  opened.value = mine;
  const next = await call<Setup>('GET', at(id)).then(
    ({ body, etag }) => ({ ...mine, setup: { ...body, errors: body.errors ?? [] }, etag }),
    (error: unknown) => ({ ...mine, problem: inWords(error) }),
  );
  if (opened.value === mine) opened.value = next;
}

/** It is left: what its file says by the time it is opened again is read first. */
export function close(id: string): void {
  if (opened.value?.id === id) opened.value = null;
}

/** Writes the settings of a new target, or of the one that was opened. Null when it is done. */
export async function store(id: string, settings: Settings, isNew: boolean): Promise<Problem | null> {
  const before = opened.value;
  const etag = before?.id === id ? before.etag : null;
  const condition: Record<string, string> = isNew
    ? { 'If-None-Match': '*' }
    : etag === null
      ? {}
      : { 'If-Match': etag };
  try {
    const answer = await call<Setup>('PUT', at(id), settings, condition);
    // Another may have been opened meanwhile, and stays.
    if (opened.value === before || opened.value?.id === id)
      opened.value = { id, setup: answer.body, etag: answer.etag, problem: null };
    return null;
  } catch (error) {
    return error instanceof Problem ? error : new Problem(0, 'unreachable', '');
  }
}

export const removeKey = (id: string) => `target ${id} remove`;

export function remove(id: string, changes: 'keep' | 'discard'): Promise<void> {
  const etag = opened.value?.id === id ? opened.value.etag : null;
  return act<{ discarded: number }>({
    key: removeKey(id),
    method: 'DELETE',
    path: `${at(id)}?changes=${changes}`,
    conditions: etag === null ? {} : { 'If-Match': etag },
    shows: (model) => !model.status?.targets.some((card) => card.id === id),
    then: () => {
      close(id);
      const here = route.value;
      if (here.section === 'targets' && here.id === id) go({ section: 'targets', id: null, add: null });
    },
  });
}

export interface TestResult {
  ok: boolean;
  steps: { name: string; ok: boolean; ms: number; detail: string }[];
}

export const tests = signal<Readonly<Record<string, TestResult>>>({});
export const testKey = (id: string) => `target ${id} test`;

/** Tries the way to the service, step by step; nothing changes there. */
export function test(id: string): Promise<void> {
  return work(testKey(id), async () => {
    const { body } = await call<TestResult>('POST', `${at(id)}/test`, {});
    tests.value = { ...tests.value, [id]: body };
    return '';
  });
}

export const loginKey = (id: string) => `target ${id} login`;

/** Begins a log-in: with nothing given, by the code the service shows. */
export function logIn(id: string, given: object): Promise<void> {
  return work(loginKey(id), async () => {
    const { body } = await call<Login>('POST', `${at(id)}/login`, given);
    return body.state === 'waiting' ? '' : text.loginEnd(body.state, body.detail ?? null);
  });
}

export function cancelLogIn(id: string): Promise<void> {
  return act({ key: loginKey(id), method: 'DELETE', path: `${at(id)}/login` });
}

export function logOut(id: string): Action<unknown> {
  return { key: `target ${id} logout`, path: `${at(id)}/logout` };
}

const at = (id: string) => `targets/${encodeURIComponent(id)}`;
