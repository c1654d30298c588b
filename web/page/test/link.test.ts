// SPDX-License-Identifier: MIT
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Link, type LinkView, type Socket } from '../src/link';
import { attemptAfter, backoff, endingOf, noticed, silence } from '../src/link-plan';
import type { Message } from '../src/types';
import { at, status } from './sample';

describe('the plan', () => {
  it.each([
    [0, 500],
    [1, 1000],
    [2, 2000],
    [3, 4000],
    [4, 8000],
    [5, 15_000],
    [99, 15_000],
  ])('try %i waits about %i ms', (attempt, ms) => {
    expect(backoff(attempt, 0.5)).toBe(ms);
    expect(backoff(attempt, 0)).toBe(ms * 0.8);
    expect(backoff(attempt, 0.999)).toBeLessThanOrEqual(ms * 1.2);
  });

  it('starts the waits anew only after a link that held', () => {
    expect(attemptAfter(4, 200)).toBe(4);
    expect(attemptAfter(4, 60_000)).toBe(0);
  });

  it.each([
    [1000, 'again'],
    [1001, 'again'],
    [1006, 'again'],
    [1008, 'again'],
    [1013, 'again'],
    [4401, 'sign_in'],
    [4406, 'reload'],
  ])('close %i means %s', (code, ending) => {
    expect(endingOf(code)).toBe(ending);
  });

  it('says nothing of the first two seconds', () => {
    expect(noticed(null, 5000)).toBe(false);
    expect(noticed(1000, 2999)).toBe(false);
    expect(noticed(1000, 3000)).toBe(true);
  });
});

class FakeSocket implements Socket {
  onopen: Socket['onopen'] = null;
  onmessage: Socket['onmessage'] = null;
  onclose: Socket['onclose'] = null;
  sent: Record<string, unknown>[] = [];
  closed = false;
  send(text: string) {
    this.sent.push(JSON.parse(text));
  }
  close() {
    this.closed = true;
  }
  say(message: object) {
    this.onmessage?.({ data: JSON.stringify(message) });
  }
}

function world() {
  const sockets: FakeSocket[] = [];
  const views: LinkView[] = [];
  const messages: Message[] = [];
  const signIns: string[] = [];
  const state = {
    standing: null as { epoch: string; seq: number } | null,
    pace: 10,
    forgot: 0,
    topics: [] as string[],
  };
  const link = new Link({
    connect() {
      const socket = new FakeSocket();
      sockets.push(socket);
      return socket;
    },
    now: () => Date.now(),
    random: () => 0.5,
    pace: () => state.pace,
    topics: () => state.topics,
    standing: () => state.standing,
    forget: () => {
      state.forgot += 1;
      state.standing = null;
    },
    onView: (view) => views.push(view),
    onMessage: (message) => messages.push(message),
    onSignIn: (token) => signIns.push(token),
  });
  const last = () => sockets.at(-1)!;
  const view = () => views.at(-1)!;
  const goLive = () => {
    last().onopen!();
    last().say({
      type: 'welcome',
      epoch: 'aa01',
      seq: 1,
      now: at(0),
      version: '0.1.0',
      resumed: false,
    });
    last().say({ type: 'snapshot', seq: 1, status: status([]) });
  };
  return { link, sockets, messages, signIns, state, last, view, goLive };
}

describe('the link', () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  it('says hello first, without a place to resume from', () => {
    const w = world();
    w.link.start('T');
    w.last().onopen!();
    expect(w.last().sent).toEqual([{ type: 'hello', v: 1, token: 'T', max_hz: 10 }]);
  });

  it('is live with the snapshot, not before', () => {
    const w = world();
    w.link.start('T');
    w.last().onopen!();
    w.last().say({
      type: 'welcome',
      epoch: 'aa01',
      seq: 1,
      now: at(0),
      version: '0.1.0',
      resumed: false,
    });
    expect(w.view().phase).toBe('opening');
    w.last().say({ type: 'snapshot', seq: 1, status: status([]) });
    expect(w.view()).toMatchObject({ phase: 'live', downSince: null });
  });

  it('resumes from epoch and seq, live at once', () => {
    const w = world();
    w.link.start('T');
    w.goLive();
    w.state.standing = { epoch: 'aa01', seq: 42 };
    w.last().onclose!({ code: 1006 });
    vi.advanceTimersByTime(500);
    w.last().onopen!();
    expect(w.last().sent[0]).toMatchObject({ epoch: 'aa01', since: 42 });
    w.last().say({
      type: 'welcome',
      epoch: 'aa01',
      seq: 42,
      now: at(0),
      version: '0.1.0',
      resumed: true,
    });
    expect(w.view().phase).toBe('live');
  });

  it('comes back after 0.5 1 2 4 8 15 15 s', () => {
    const w = world();
    w.link.start('T');
    for (const wait of [500, 1000, 2000, 4000, 8000, 15_000, 15_000]) {
      const before = w.sockets.length;
      w.last().onclose!({ code: 1006 });
      expect(w.view().retryAt).toBe(Date.now() + wait);
      vi.advanceTimersByTime(wait - 1);
      expect(w.sockets).toHaveLength(before);
      vi.advanceTimersByTime(1);
      expect(w.sockets).toHaveLength(before + 1);
    }
  });

  it('keeps the time it went down through all tries', () => {
    const w = world();
    w.link.start('T');
    w.goLive();
    w.last().onclose!({ code: 1006 });
    const { downSince } = w.view();
    vi.advanceTimersByTime(500);
    w.last().onclose!({ code: 1006 });
    vi.advanceTimersByTime(400);
    expect(w.view().downSince).toBe(downSince);
  });

  it('calls 35 s of silence lost, and a beat is no silence', () => {
    const w = world();
    w.link.start('T');
    w.goLive();
    vi.advanceTimersByTime(silence - 1);
    w.last().say({ type: 'beat', seq: 1, now: at(0) });
    vi.advanceTimersByTime(silence - 1);
    expect(w.view().phase).toBe('live');
    vi.advanceTimersByTime(1);
    expect(w.view().phase).toBe('waiting');
    expect(w.sockets[0]!.closed).toBe(true);
  });

  it('gives up a connection that shows nothing', () => {
    const w = world();
    w.link.start('T');
    w.last().onopen!();
    vi.advanceTimersByTime(10_000);
    expect(w.view().phase).toBe('waiting');
  });

  it('wakes at once when it waits', () => {
    const w = world();
    w.link.start('T');
    w.last().onclose!({ code: 1006 });
    w.link.wake();
    expect(w.sockets).toHaveLength(2);
    w.link.wake();
    expect(w.sockets).toHaveLength(2);
  });

  it('waits as long as a bye asks', () => {
    const w = world();
    w.link.start('T');
    w.goLive();
    w.last().say({ type: 'bye', reason: 'stopping', retry_ms: 3000 });
    w.last().onclose!({ code: 1001 });
    expect(w.view().retryAt).toBe(Date.now() + 3000);
  });

  it('asks to sign in on 4401 and does not come back by itself', () => {
    const w = world();
    w.link.start('T');
    w.last().onclose!({ code: 4401 });
    vi.advanceTimersByTime(60_000);
    expect(w.signIns).toEqual(['T']);
    expect(w.sockets).toHaveLength(1);
    expect(w.view().phase).toBe('off');
  });

  it('is outdated on 4406', () => {
    const w = world();
    w.link.start('T');
    w.last().onclose!({ code: 4406 });
    vi.advanceTimersByTime(60_000);
    expect(w.view().phase).toBe('outdated');
    expect(w.sockets).toHaveLength(1);
  });

  it.each(['{', '[]', '"x"', '{"kind":1}'])('forgets what it knows on %s', (frame) => {
    const w = world();
    w.link.start('T');
    w.goLive();
    w.last().onmessage!({ data: frame });
    expect(w.state.forgot).toBe(1);
    expect(w.view().phase).toBe('waiting');
  });

  it('hears nothing of a socket it has left', () => {
    const w = world();
    w.link.start('T');
    const old = w.last();
    w.link.start('U');
    expect(old.onmessage).toBeNull();
    expect(old.closed).toBe(true);
  });

  it('names the topics it wants, in its hello and when they change', () => {
    const w = world();
    w.state.topics = ['log'];
    w.link.start('T');
    w.link.retopic();
    w.goLive();
    expect(w.last().sent).toEqual([
      { type: 'hello', v: 1, token: 'T', max_hz: 10, topics: ['log'] },
    ]);
    w.state.topics = [];
    w.link.retopic();
    expect(w.last().sent.at(-1)).toEqual({ type: 'topics', topics: [] });
  });

  it('tells its new pace only when live', () => {
    const w = world();
    w.link.start('T');
    w.link.repace();
    w.goLive();
    w.state.pace = 1;
    w.link.repace();
    expect(w.last().sent.slice(1)).toEqual([{ type: 'rate', max_hz: 1 }]);
  });
});
