// SPDX-License-Identifier: MIT
// What an item is called. Pure.

import type { Item } from './types';

interface Part {
  text: string;
  /** It is ours: a number, not a name. */
  ours?: boolean;
}

/** "Breaking Bad", "S05E14", "Ozymandias". Never empty. */
export function titleParts(item: Item): Part[] {
  const series = item.show || item.artist;
  const own = item.title || (series ? null : nameless(item));
  const parts: Part[] = [];
  if (series) parts.push({ text: series });
  if (item.season !== undefined && item.episode !== undefined)
    parts.push({ text: `S${two(item.season)}E${two(item.episode)}`, ours: true });
  if (own) parts.push({ text: own });
  return parts;
}

export function yearOf(item: Item): string {
  return item.year && !item.show && !item.artist ? ` (${item.year})` : '';
}

/** The same as one text, for labels. */
export function nameOf(item: Item): string {
  return titleParts(item).map((part) => part.text).join(' · ') + yearOf(item);
}

function two(n: number): string {
  return String(n).padStart(2, '0');
}

function nameless(item: Item): string {
  const id = Object.entries(item.ids ?? {})[0];
  return id ? `${item.kind} ${id[0]}:${id[1]}` : `${item.kind} ${item.host_key ?? ''}`;
}
