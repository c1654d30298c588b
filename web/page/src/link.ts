// SPDX-License-Identifier: MIT
// The WebSocket to the plugin: says hello, hands on messages, and comes back when it is lost.

import { attemptAfter, backoff, endingOf, opening, silence } from './link-plan';
import type { Message } from './types';

export interface LinkView {
  phase: 'off' | 'opening' | 'live' | 'waiting' | 'outdated';
  /** When it was last live, or when it was first asked for; null while live. */
  downSince: number | null;
  retryAt: number | null;
  /** When the plugin was last heard. */
  heardAt: number | null;
}

/** The part of a WebSocket the link uses. */
export interface Socket {
  onopen: (() => void) | null;
  onmessage: ((event: { data: unknown }) => void) | null;
  onclose: ((event: { code: number }) => void) | null;
  send(text: string): void;
  close(): void;
}

export interface LinkWorld {
  connect(): Socket;
  now(): number;
  random(): number;
  /** Messages a second this page can use now. */
  pace(): number;
  /** What else it wants to hear of. */
  topics(): string[];
  /** Where the page stands, for a resume; null asks for a snapshot. */
  standing(): { epoch: string; seq: number } | null;
  /** Something that could not be read came: what is known may be wrong. */
  forget(): void;
  onView(view: LinkView): void;
  onMessage(message: Message, at: number): void;
  onSignIn(token: string): void;
}

type Timer = ReturnType<typeof setTimeout>;

export class Link {
  private view: LinkView = { phase: 'off', downSince: null, retryAt: null, heardAt: null };
  private socket: Socket | null = null;
  private token: string | null = null;
  private timer: Timer | undefined;
  private attempt = 0;
  private liveAt = 0;
  private askedWait = 0;

  constructor(private readonly world: LinkWorld) {}

  start(token: string): void {
    this.hangUp();
    this.token = token;
    this.attempt = 0;
    this.show({ downSince: this.world.now(), heardAt: null });
    this.open();
  }

  stop(): void {
    this.hangUp();
    this.token = null;
    this.show({ phase: 'off', downSince: null, retryAt: null });
  }

  /** The network or the page came back: no reason to wait any longer. */
  wake(): void {
    if (this.view.phase === 'waiting') this.open();
    else if (this.view.phase === 'live' && this.world.now() - this.view.heardAt! >= silence)
      this.lose();
  }

  repace(): void {
    if (this.view.phase === 'live') this.send({ type: 'rate', max_hz: this.world.pace() });
  }

  retopic(): void {
    if (this.view.phase === 'live') this.send({ type: 'topics', topics: this.world.topics() });
  }

  private wanted() {
    const topics = this.world.topics();
    return { max_hz: this.world.pace(), ...(topics.length > 0 ? { topics } : {}) };
  }

  private open(): void {
    this.hangUp();
    const socket = this.world.connect();
    this.socket = socket;
    this.show({ phase: 'opening', retryAt: null });
    this.alarm(opening);
    socket.onopen = () => {
      const standing = this.world.standing();
      const since = standing ? { epoch: standing.epoch, since: standing.seq } : {};
      this.send({ type: 'hello', v: 1, token: this.token, ...since, ...this.wanted() });
    };
    socket.onmessage = ({ data }) => this.hear(data);
    socket.onclose = ({ code }) => this.closed(code);
  }

  private hear(data: unknown): void {
    const now = this.world.now();
    const message = read(data);
    if (!message) {
      this.world.forget();
      this.lose();
      return;
    }
    if (message.type === 'bye') this.askedWait = Math.max(0, message.retry_ms || 0);
    this.world.onMessage(message, now);
    const shows = message.type === 'snapshot' || (message.type === 'welcome' && message.resumed);
    if (this.view.phase !== 'live' && shows) {
      this.liveAt = now;
      this.show({ phase: 'live', downSince: null, heardAt: now });
    } else {
      this.show({ heardAt: now });
    }
    if (this.view.phase === 'live') this.alarm(silence);
  }

  private closed(code: number): void {
    const ending = endingOf(code);
    if (ending === 'again') {
      this.lose();
      return;
    }
    const token = this.token;
    this.stop();
    if (ending === 'reload') this.show({ phase: 'outdated', downSince: this.world.now() });
    else if (token !== null) this.world.onSignIn(token);
  }

  private lose(): void {
    const { world } = this;
    const lived = this.view.phase === 'live' ? world.now() - this.liveAt : 0;
    this.hangUp();
    const attempt = attemptAfter(this.attempt, lived);
    const wait = Math.max(backoff(attempt, world.random()), this.askedWait);
    this.attempt = attempt + 1;
    this.askedWait = 0;
    this.timer = setTimeout(() => this.open(), wait);
    const downSince = this.view.downSince ?? world.now();
    this.show({ phase: 'waiting', retryAt: world.now() + wait, downSince });
  }

  private alarm(ms: number): void {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.lose(), ms);
  }

  private hangUp(): void {
    clearTimeout(this.timer);
    const { socket } = this;
    this.socket = null;
    if (!socket) return;
    socket.onopen = socket.onmessage = socket.onclose = null;
    socket.close();
  }

  private send(message: object): void {
    this.socket?.send(JSON.stringify(message));
  }

  private show(change: Partial<LinkView>): void {
    this.view = { ...this.view, ...change };
    this.world.onView(this.view);
  }
}

function read(data: unknown): Message | null {
  if (typeof data !== 'string') return null;
  try {
    const message: unknown = JSON.parse(data);
    const named = typeof message === 'object' && message !== null && 'type' in message;
    return named && typeof message.type === 'string' ? (message as Message) : null;
  } catch {
    return null;
  }
}
