// SPDX-License-Identifier: MIT
// Who we are to the plugin: a token in this tab's storage, opened by a code or a token.

import { signal } from '@preact/signals';
import { download, type Method, Problem, request } from './api';

const slot = 'playsync-token';

export const token = signal<string | null>(stored());
/** Why the sign-in is shown, when it is not simply the first visit. */
export const ended = signal(false);

/** Takes a one-time code out of the address, so that no history or copy of it holds the code. */
export function takeCode(): string | null {
  const code = codeIn(location.hash);
  if (code !== null) history.replaceState(null, '', `${location.pathname}${location.search}#/`);
  return code;
}

/** The code in `#code=…`, or in a whole address that ends so. */
export function codeIn(text: string): string | null {
  const match = /#(?:.*&)?code=([^&\s]+)/.exec(text);
  if (!match) return null;
  try {
    return decodeURIComponent(match[1]!);
  } catch {
    return match[1]!;
  }
}

export async function signIn(by: { code: string } | { token: string }): Promise<void> {
  const { body } = await request<{ token: string }>('POST', 'session', null, by);
  if (typeof body?.token !== 'string') throw new Problem(0, 'bad_answer', '');
  keep(body.token);
}

export async function signOut(): Promise<void> {
  const old = token.value;
  keep(null);
  if (old !== null) await request('DELETE', 'session', old).catch(() => undefined);
}

/** The plugin refused `used`. A newer token is not touched. */
export function refused(used: string | null): void {
  if (used === null || used !== token.value) return;
  keep(null);
  ended.value = true;
}

/** A request as who we are; 401 ends the session. */
export function call<T>(
  method: Method,
  path: string,
  body?: unknown,
  conditions?: Record<string, string>,
) {
  return asUs((used) => request<T>(method, path, used, body, conditions));
}

/** Fetches a file as who we are, and hands it to the browser to keep. */
export async function save(path: string, otherwise: string): Promise<void> {
  const { content, name } = await asUs((used) => download(path, used));
  const link = document.createElement('a');
  link.href = URL.createObjectURL(content);
  link.download = name ?? otherwise;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}

async function asUs<T>(ask: (used: string | null) => Promise<T>): Promise<T> {
  const used = token.value;
  try {
    return await ask(used);
  } catch (error) {
    if (error instanceof Problem && error.status === 401) refused(used);
    throw error;
  }
}

function stored(): string | null {
  try {
    return sessionStorage.getItem(slot);
  } catch {
    return null;
  }
}

function keep(value: string | null): void {
  token.value = value;
  ended.value = false;
  try {
    if (value === null) sessionStorage.removeItem(slot);
    else sessionStorage.setItem(slot, value);
  } catch {
    // Storage is off: the token lives as long as this document.
  }
}
