// SPDX-License-Identifier: MIT
import { describe, expect, it } from 'vitest';
import { timeline } from '../src/timeline';
import type { Detail, Try } from '../src/types';
import { at, change } from './sample';

const tried = (over: Partial<Try> = {}): Try => ({
  at: at(2),
  ms: 31,
  class: 'transient',
  status: 500,
  message: 'no',
  ...over,
});
const story = (over: Partial<Detail>) => timeline({ ...change(1), taken_at: at(1), ...over });
const kinds = (over: Partial<Detail>) => story(over).map((step) => step.kind);

describe('a life', () => {
  it('goes from captured to settled', () => {
    const tries = [tried(), tried({ class: 'none', status: 200, at: at(3) })];
    const steps = story({ attempts: 1, tries, settled_at: at(4) });
    expect(steps.map((step) => step.kind)).toEqual(['captured', 'queued', 'try', 'try', 'synced']);
    expect(steps.at(-1)).toEqual({ kind: 'synced', at: at(4) });
    expect(steps[3]).toMatchObject({ number: 2 });
  });
  it('that is not over ends with why it stands there', () => {
    expect(kinds({ state: 'pending', attempts: 0, tries: [] })).toEqual([
      'captured',
      'queued',
      'now',
    ]);
    expect(kinds({ state: 'syncing', attempts: 0 }).at(-1)).toBe('now');
  });
  it('counts the tries that are no longer kept', () => {
    const tries = Array.from({ length: 10 }, () => tried());
    const steps = story({ state: 'failed', attempts: 14, tries });
    expect(steps[2]).toEqual({ kind: 'earlier', count: 4 });
    expect(steps[3]).toMatchObject({ kind: 'try', number: 5 });
    expect(steps.at(-1)!.kind).toBe('failed');
  });
  it('says nothing of tries before they are read', () => {
    expect(kinds({ state: 'failed', attempts: 3 })).toEqual(['captured', 'queued', 'failed']);
  });
  it('of an older plugin has no time of queueing', () => {
    expect(kinds({ taken_at: null, attempts: 0 })).toEqual(['captured', 'synced']);
  });
});
