// SPDX-License-Identifier: MIT
// The page's one live state: the model fed by the link, the clock, and who is told of messages.

import { computed, effect, signal } from '@preact/signals';
import { base } from './api';
import { Link, type LinkView, type Socket } from './link';
import { noticed } from './link-plan';
import { refused, token } from './session';
import { apply, empty, type Model } from './state';
import type { Message } from './types';

export const model = signal<Model>(empty);
export const link = signal<LinkView>({
  phase: 'off',
  downSince: null,
  retryAt: null,
  heardAt: null,
});

/** Our clock, ms, once a second: what countdowns and "ago" are drawn from. */
export const tick = signal(Date.now());
/** The link has been away long enough to say so; what is shown is old. */
export const stale = computed(() => {
  const { phase, downSince } = link.value;
  return phase === 'outdated' || (phase !== 'live' && noticed(downSince, tick.value));
});

/** The server's clock, ms. It stands still with what is shown while the link is away. */
export const now = computed(() => {
  const { heardAt } = link.value;
  return (stale.value && heardAt !== null ? heardAt : tick.value) + model.value.skew;
});

type Listener = (message: Message) => void;
const listeners = new Set<Listener>();

/** Calls `listener` after each message has been applied. Returns how to stop that. */
export function listen(listener: Listener): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

const socketAddress = new URL('events', base);
socketAddress.protocol = base.protocol === 'https:' ? 'wss:' : 'ws:';

const topics = new Set<string>();

/** Asks for messages of a topic. Returns how to stop that. */
export function want(topic: string): () => void {
  topics.add(topic);
  wire.retopic();
  return () => {
    topics.delete(topic);
    wire.retopic();
  };
}

const wire = new Link({
  connect: () => new WebSocket(socketAddress) as Socket,
  now: () => Date.now(),
  random: () => Math.random(),
  pace: () => (document.hidden ? 1 : 10),
  topics: () => [...topics],
  standing() {
    const { epoch, seq } = model.value;
    return epoch !== null && seq !== null ? { epoch, seq } : null;
  },
  forget() {
    model.value = { ...model.value, epoch: null, seq: null };
  },
  onView(view) {
    link.value = view;
  },
  onMessage(message, at) {
    const before = model.value;
    model.value = apply(before, message, at);
    if (model.value !== before) for (const listener of [...listeners]) listener(message);
  },
  onSignIn: refused,
});

export const reconnect = () => wire.wake();

/** Begins: the clock ticks, and the link follows the token. */
export function run(): void {
  setInterval(() => {
    tick.value = Date.now();
  }, 1000);
  addEventListener('online', () => wire.wake());
  document.addEventListener('visibilitychange', () => {
    tick.value = Date.now();
    wire.repace();
    if (!document.hidden) wire.wake();
  });
  effect(() => {
    if (token.value === null) wire.stop();
    else wire.start(token.value);
  });
}
