// SPDX-License-Identifier: MIT
import { describe, expect, it } from 'vitest';
import { aside, empty, type Model, settledKept, withSettled } from '../src/state';
import type { Message } from '../src/types';
import { at, card, change, counts, feed, ready, run, snapshot, status, welcome } from './sample';

const home = (model: Model) => model.status!.targets.find((c) => c.id === 'home')!;

describe('welcome', () => {
  it('gives the clock error', () => {
    expect(feed(empty, welcome()).skew).toBe(5000);
  });

  it('of the same epoch keeps where we stand', () => {
    const model = feed(ready(), welcome({ seq: 180, resumed: true }));
    expect(model.seq).toBe(100);
    expect(model.status).not.toBeNull();
  });

  it('of another epoch forgets seqs, and keeps the old picture until the snapshot', () => {
    const model = feed(ready(), welcome({ epoch: 'bb02', seq: 3 }));
    expect([model.epoch, model.seq]).toEqual(['bb02', null]);
    expect(model.status!.targets).toHaveLength(2);
  });

  it('with a broken time keeps the clock error it had', () => {
    expect(feed(ready(), welcome({ now: 'soon' })).skew).toBe(0);
  });
});

describe('snapshot', () => {
  it('replaces all state', () => {
    const model = feed(ready(), {
      type: 'snapshot',
      seq: 7,
      status: status([card('den')], { epoch: 'bb02', seq: 7 }),
    });
    expect(model.status!.targets.map((c) => c.id)).toEqual(['den']);
    expect([model.epoch, model.seq]).toEqual(['bb02', 7]);
  });

  it('makes what it already holds stale', () => {
    const model = feed(ready(), {
      type: 'target_state',
      seq: 99,
      card: card('home', { state: 'halted' }),
    });
    expect(home(model).state).toBe('up to date');
  });

  it('of another start drops the last runs', () => {
    const ran = feed(ready(), {
      type: 'sync_completed',
      seq: 101,
      target: 'home',
      run: 7,
      done: 3,
      failed: 0,
      ms: 10,
    });
    expect(ran.finished.home).toBeDefined();
    expect(feed(ran, snapshot()).finished.home).toBeDefined();
    expect(feed(ran, snapshot([], { epoch: 'bb02' })).finished).toEqual({});
  });
});

describe('before a snapshot', () => {
  it('nothing is believed', () => {
    const model = feed(
      empty,
      { type: 'target_state', seq: 5, card: card('home') },
      { type: 'beat', seq: 9, now: at(1) },
    );
    expect(model.status).toBeNull();
    expect(model.seq).toBeNull();
  });
});

describe('target_state', () => {
  it('replaces the card and the totals', () => {
    const model = feed(ready(), {
      type: 'target_state',
      seq: 101,
      card: card('home', { counts: counts(4, 2) }),
    });
    expect(home(model).counts.pending).toBe(4);
    expect(model.status!.totals).toMatchObject({ pending: 4, failed: 2, synced: 20 });
    expect(model.seq).toBe(101);
  });

  it('applied twice changes nothing more', () => {
    const message: Message = {
      type: 'target_state',
      seq: 101,
      card: card('home', { counts: counts(4) }),
    };
    const once = feed(ready(), message);
    expect(feed(once, message)).toEqual(once);
  });

  it('of a new target adds its card', () => {
    const model = feed(ready(), { type: 'target_state', seq: 101, card: card('new') });
    expect(model.status!.targets.map((c) => c.id)).toEqual(['home', 'attic', 'new']);
  });
});

describe('target_removed', () => {
  it('takes the card and its counts away', () => {
    const model = feed(ready(), { type: 'target_removed', seq: 101, target: 'home' });
    expect(model.status!.targets.map((c) => c.id)).toEqual(['attic']);
    expect(model.status!.totals.synced).toBe(10);
    expect(model.seq).toBe(101);
  });
});

describe('out of order', () => {
  it('an older message about the same target is dropped', () => {
    const model = feed(
      ready(),
      { type: 'target_state', seq: 105, card: card('home', { state: 'paused' }) },
      { type: 'sync_progress', seq: 103, target: 'home', run: run() },
    );
    expect(home(model).state).toBe('paused');
    expect(home(model).run).toBeNull();
  });

  it('an older message about another target still counts', () => {
    const model = feed(
      ready(),
      { type: 'target_state', seq: 105, card: card('home', { state: 'paused' }) },
      { type: 'target_state', seq: 103, card: card('attic', { state: 'halted' }) },
    );
    expect(model.status!.targets[1]!.state).toBe('halted');
    expect(model.seq).toBe(105);
  });

  it('gaps are fine: progress is latest wins', () => {
    const model = feed(ready(), { type: 'sync_progress', seq: 140, target: 'home', run: run() });
    expect(model.seq).toBe(140);
    expect(home(model).run!.done).toBe(40);
  });

  it('a message without a seq is ignored', () => {
    const odd = {
      type: 'target_state',
      card: card('home', { state: 'halted' }),
    } as unknown as Message;
    expect(home(feed(ready(), odd)).state).toBe('up to date');
  });
});

describe('a run', () => {
  const started: Message = { type: 'sync_started', seq: 101, target: 'home', run: 7, total: 95 };

  it('starts with all left', () => {
    expect(home(feed(ready(), started)).run).toMatchObject({
      id: 7,
      total: 95,
      left: 95,
      done: 0,
      added: 0,
    });
  });

  it('started again does not go back', () => {
    const moved = feed(ready(), started, {
      type: 'sync_progress',
      seq: 102,
      target: 'home',
      run: run(),
    });
    expect(home(feed(moved, { ...started, seq: 103 } as Message)).run!.done).toBe(40);
  });

  it('completed is gone from the card and kept as the last one', () => {
    const model = feed(ready(), started, {
      type: 'sync_completed',
      seq: 104,
      target: 'home',
      run: 7,
      done: 94,
      failed: 1,
      ms: 3200,
    });
    expect(home(model).run).toBeNull();
    expect(model.finished.home).toEqual({ run: 7, done: 94, failed: 1, ms: 3200 });
  });

  it('completed late does not end the next one', () => {
    const next = feed(ready(), {
      type: 'sync_progress',
      seq: 101,
      target: 'home',
      run: run({ id: 8 }),
    });
    const model = feed(next, {
      type: 'sync_completed',
      seq: 102,
      target: 'home',
      run: 7,
      done: 1,
      failed: 0,
      ms: 1,
    });
    expect(home(model).run!.id).toBe(8);
  });

  it('of a target that is not there changes no card', () => {
    const model = feed(ready(), { ...started, target: 'gone' } as Message);
    expect(model.status!.targets).toEqual(ready().status!.targets);
  });
});

describe('items', () => {
  const synced = (n: number): Message => ({ type: 'item_synced', seq: 100 + n, change: change(n) });

  it('settled ones come first, each once, ten at most', () => {
    let model = ready();
    for (let n = 1; n <= 14; n += 1) model = feed(model, synced(n));
    model = feed(model, { type: 'item_synced', seq: 120, change: change(9) });
    expect(model.settled).toHaveLength(settledKept);
    expect(model.settled.slice(0, 2).map((c) => c.id)).toEqual([change(9).id, change(14).id]);
  });

  it('a failure settles only when it is final', () => {
    const failed = change(1, { state: 'failed', why: { code: 'rejected' } });
    expect(
      feed(ready(), { type: 'sync_failed', seq: 101, change: failed, final: false }).settled,
    ).toEqual([]);
    expect(
      feed(ready(), { type: 'sync_failed', seq: 101, change: failed, final: true }).settled,
    ).toEqual([failed]);
  });

  it('asked for are sorted in by their last try, and what is pending again leaves', () => {
    const live = feed(ready(), synced(5));
    const model = withSettled(live, [change(3), change(7)]);
    expect(model.settled.map((c) => c.item.title)).toEqual(['Film 7', 'Film 5', 'Film 3']);
    const retried = withSettled(model, [change(5, { state: 'pending' })]);
    expect(retried.settled.map((c) => c.item.title)).toEqual(['Film 7', 'Film 3']);
  });

  it('changed in bulk only move the seq', () => {
    const model = feed(ready(), { type: 'items_changed', seq: 150, target: 'home', count: 60 });
    expect(model.seq).toBe(150);
    expect(model.status).toEqual(ready().status);
  });
});

describe('the rest', () => {
  it('pause and resume of all', () => {
    const paused = feed(ready(), { type: 'sync_paused', seq: 101, by: 'page' });
    expect(paused.status!.paused).toEqual({ by: 'page' });
    expect(feed(paused, { type: 'sync_resumed', seq: 102, by: 'page' }).status!.paused).toBeNull();
  });

  it('pause and resume of one', () => {
    const paused = feed(ready(), { type: 'sync_paused', seq: 101, target: 'home', by: 'host' });
    expect(home(paused).paused_by).toBe('host');
    expect(paused.status!.paused).toBeNull();
    expect(
      home(feed(paused, { type: 'sync_resumed', seq: 102, target: 'home', by: 'page' })).paused_by,
    ).toBeNull();
  });

  it('network', () => {
    const model = feed(ready(), { type: 'network', seq: 101, online: false, metered: true });
    expect(model.status!.network).toEqual({ online: false, metered: true });
  });

  it('a beat refreshes seq and clock error', () => {
    const model = feed(ready(), { type: 'beat', seq: 130, now: at(-2) });
    expect([model.seq, model.skew]).toEqual([130, -2000]);
  });

  it('a message of a newer plugin counts as heard and changes nothing else', () => {
    const model = feed(ready(), {
      type: 'login_progress',
      seq: 101,
      target: 'home',
    } as unknown as Message);
    expect(model.seq).toBe(101);
    expect(model.status).toEqual(ready().status);
  });
});

describe('a status asked for', () => {
  const asked = status([card('home', { state: 'halted' })], {
    seq: 110,
    store: { bytes: 9, refusing: 'no space left on device' },
    unknown_users: ['mallory'],
  });

  it('tells only what the feed does not', () => {
    const model = aside(ready(), asked);
    expect(model.status!.store.refusing).toBe('no space left on device');
    expect(model.status!.unknown_users).toEqual(['mallory']);
    expect(home(model).state).toBe('up to date');
    expect(model.seq).toBe(100);
  });

  it('tells nothing of the disk that the feed told since', () => {
    const told = feed(ready(), { type: 'store', seq: 111, refusing: null });
    expect(aside(told, asked).status!.store).toEqual({ bytes: 9, refusing: null });
  });

  it('of another start tells nothing', () => {
    expect(aside(ready(), { ...asked, epoch: 'bb02' })).toEqual(ready());
  });
});
