// SPDX-License-Identifier: MIT
// Lines of the log, as a page keeps them. Pure.

import type { LogLine } from './types';

export const levels = ['debug', 'info', 'warning', 'error'] as const;
export type Level = (typeof levels)[number];

export const kept = 500;

export function isAtLeast(line: Level, least: Level): boolean {
  return levels.indexOf(line) >= levels.indexOf(least);
}

/** Both in order, none twice, the newest `most`. */
export function merged(old: LogLine[], more: LogLine[], most = kept): LogLine[] {
  const known = new Map(old.map((line) => [line.n, line]));
  for (const line of more) known.set(line.n, line);
  return [...known.values()].sort((a, b) => a.n - b.n).slice(-most);
}
