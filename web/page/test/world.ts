// SPDX-License-Identifier: MIT
// The page's modules without a browser: a plugin whose answers come when the test says so.

import { vi } from 'vitest';
import type { Socket } from '../src/link';
import type { Message } from '../src/types';
import { card, snapshot, welcome } from './sample';

export interface Asked {
  method: string;
  /** Below the API's root, with its query. */
  path: string;
  answer(body: unknown, status?: number): Promise<void>;
}

const sockets: Socket[] = [];
/** What was asked and not answered yet, the oldest first. */
const open: Asked[] = [];

/** Lets everything that is ready run. */
export const settle = () => new Promise<void>((resolve) => setTimeout(resolve));

/** Before the page's modules are imported: they look at the document. */
export function stage(): void {
  const root = 'http://127.0.0.1:1/';
  vi.stubGlobal('document', { baseURI: root, hidden: false, addEventListener: () => undefined });
  vi.stubGlobal('addEventListener', () => undefined);
  vi.stubGlobal('location', { hash: '#/' });
  vi.stubGlobal('history', { replaceState: () => undefined });
  vi.stubGlobal('sessionStorage', { getItem: () => 'token', setItem: () => undefined, removeItem: () => undefined });
  vi.stubGlobal('WebSocket', function () {
    const socket: Socket = { onopen: null, onmessage: null, onclose: null, send() {}, close() {} };
    sockets.push(socket);
    return socket;
  });
  vi.stubGlobal('fetch', (url: URL, asked: RequestInit) =>
    new Promise<Response>((resolve) => {
      const answer = (body: unknown, status = 200) => {
        resolve(new Response(JSON.stringify(body), { status }));
        return settle();
      };
      const path = String(url).replace(`${root}api/v1/`, '');
      open.push({ method: asked.method ?? 'GET', path, answer });
    }),
  );
}

/** The link brings a message. */
export function say(message: Message): void {
  sockets.at(-1)!.onmessage!({ data: JSON.stringify(message) });
}

/** The link is live, and shows one target. */
export async function live(): Promise<void> {
  const { run } = await import('../src/store');
  run();
  say(welcome());
  say(snapshot([card('home')]));
}

/** Takes the oldest question whose path begins so. */
export function taken(begins: string): Asked {
  const at = open.findIndex(({ path }) => path.startsWith(begins));
  if (at < 0) throw new Error(`${begins} was not asked for: ${open.map(({ path }) => path)}`);
  return open.splice(at, 1)[0]!;
}

export function waiting(begins: string): number {
  return open.filter(({ path }) => path.startsWith(begins)).length;
}
