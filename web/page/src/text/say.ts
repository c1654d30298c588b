// SPDX-License-Identifier: MIT
// How sentences are put together.

import { clean, count } from '../plain';

export const units = { second: 's', minute: 'min', hour: 'h', day: 'd' };

/** Foreign words inside a sentence of ours: kept apart, so they cannot reorder it. */
export function apart(foreign: string): string {
  return `\u2068${clean(foreign)}\u2069`;
}

export function many(n: number, one: string, more: string): string {
  return `${count(n)} ${n === 1 ? one : more}`;
}

export const millis = (ms: number) => (ms < 1 ? 'under 1 ms' : `${count(ms)} ms`);
export const changes = (n: number) => many(n, 'change', 'changes');
export const because = (detail?: string | null) =>
  detail ? `: ${apart(detail.replace(/[.\s]+$/, ''))}.` : '.';
export const nextTry = (left: string | null) => (left ? ` Next try in ${left}.` : ' Next try any moment.');
