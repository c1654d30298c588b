// SPDX-License-Identifier: MIT
// All that is known of the change whose row is open; read again when it moves.

import { signal } from '@preact/signals';
import { act, inWords } from './actions';
import { Problem } from './api';
import { Order } from './order';
import { keyOf, refresh, shown, tell } from './queue';
import { note, route } from './route';
import { call } from './session';
import { listen } from './store';
import type { Change, Detail } from './types';

export interface Opened {
  id: string;
  change: Detail | null;
  etag: string | null;
  problem: string | null;
  /** It is no longer there: replaced, pruned or discarded. */
  gone: boolean;
}

export const opened = signal<Opened | null>(null);
const order = new Order();

/** Reads the change, and again whenever the link tells of it. Returns how to stop. */
export function open(id: string): () => void {
  const mine = () => opened.value?.id === id;
  if (!mine()) opened.value = { id, change: null, etag: null, problem: null, gone: false };
  const read = async () => {
    const counts = order.ask();
    const before = shown(id);
    try {
      const { body, etag } = await call<Detail>('GET', at(id));
      if (!counts() || !mine()) return;
      opened.value = { id, change: body, etag, problem: null, gone: false };
      if (shown(id) === before) tell(body); // else the row knows more
    } catch (error) {
      const gone = error instanceof Problem && (error.status === 404 || error.status === 410);
      if (counts() && mine()) opened.value = { ...opened.value!, problem: inWords(error), gone };
    }
  };
  void read();
  return listen((message) => {
    if (!mine()) return;
    if (message.type === 'item_synced' || message.type === 'sync_failed') {
      if (message.change.id === id) void read();
    } else if (message.type === 'snapshot' || message.type === 'items_changed') void read();
    else if (message.type === 'target_state' && message.card.id === opened.value?.change?.target)
      void read();
  });
}

/** Gives the item other ids; the change that takes its place is opened instead. */
export function rematch(change: Change, ids: Record<string, string>, etag: string | null) {
  return act<Change>({
    key: keyOf(change.id),
    method: 'PUT',
    path: `${at(change.id)}/match`,
    body: { ids },
    conditions: etag === null ? {} : { 'If-Match': etag },
    then: (next) => {
      const here = route.value;
      if ((here.section === 'queue' || here.section === 'history') && here.open === change.id)
        note({ ...here, open: next.id });
      void refresh();
    },
  });
}

const at = (id: string) => `changes/${encodeURIComponent(id)}`;
