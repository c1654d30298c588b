// SPDX-License-Identifier: MIT
// Targets tried, logged in and out.

import { signal } from '@preact/signals';
import { act, type Action, work } from './actions';
import { call } from './session';
import type { Login } from './types';
import { targets as text } from './text/targets';

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
