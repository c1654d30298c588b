// SPDX-License-Identifier: MIT
import { describe, expect, it } from 'vitest';
import { isMovable, truths } from '../src/verdict';
import { at, card, counts, status, t0 } from './sample';

const codes = (...args: Parameters<typeof status>) =>
  truths(status(...args), t0).map((truth) => truth.code);
const first = (...args: Parameters<typeof status>) =>
  truths(status(...args), t0)[0]!.text.replace(/[\u2068\u2069]/g, '');

const away = card('trakt', {
  state: 'unreachable',
  counts: counts(42),
  why: { code: 'unreachable', until: at(12) },
});

describe('the sentence on top', () => {
  it.each([
    ['all is well', status([card('home')]), 'All synced'],
    [
      'nothing yet',
      status([card('home', { counts: counts(0, 0, 0) })]),
      'Ready, nothing played yet',
    ],
    ['no target', status([]), 'No target yet'],
    ['waiting', status([away]), '42 waiting for trakt, next try in 12 s'],
    [
      'log-in',
      status([card('trakt', { state: 'needs log-in', counts: counts(42) })]),
      'trakt needs you to log in',
    ],
    [
      'paused',
      status([card('home', { state: 'paused', counts: counts(7) })], { paused: { by: 'page' } }),
      'Everything is paused, 7 waiting',
    ],
    [
      'paused one',
      status([card('home', { state: 'paused', paused_by: 'page' })]),
      'home is paused',
    ],
    [
      'syncing',
      status([card('home', { state: 'syncing', counts: counts(55) })]),
      'Syncing, 55 to go',
    ],
    [
      'syncing one of two',
      status([card('home', { state: 'syncing', counts: counts(5) }), card('attic')]),
      'Syncing to home, 5 to go',
    ],
    ['failed', status([card('home', { counts: counts(0, 1) })]), '1 change failed'],
    [
      'unknown users',
      status([card('home')], { unknown_users: ['bob', 'eve'] }),
      'Nothing is sent for bob, eve',
    ],
    [
      'offline',
      status([away], { network: { online: false, metered: false } }),
      'The host is offline, 42 waiting',
    ],
    [
      'store',
      status([away], { store: { bytes: 1, refusing: 'no space' } }),
      'The queue on disk refuses writes',
    ],
  ])('%s', (_, given, text) => {
    expect(truths(given, t0)[0]!.text.replace(/[\u2068\u2069]/g, '')).toBe(text);
  });

  it('puts the worst first', () => {
    const cards = [
      card('a', { state: 'syncing', counts: counts(3) }),
      away,
      card('b', { state: 'halted' }),
      card('c', { counts: counts(0, 2) }),
      card('d', { state: 'needs log-in' }),
      card('e', { state: 'paused' }),
    ];
    expect(
      codes(cards, {
        store: { bytes: 1, refusing: 'full' },
        unknown_users: ['x'],
        network: { online: false, metered: false },
      }),
    ).toEqual([
      'store_refusing',
      'needs_login',
      'halted',
      'failed',
      'offline',
      'unreachable',
      'unknown_users',
      'paused',
      'syncing',
    ]);
  });

  it('does not say everything when one was resumed', () => {
    const cards = [card('home', { state: 'paused', paused_by: 'page' }), card('attic')];
    expect(first(cards, { paused: { by: 'page' } })).toBe('home is paused');
  });

  it('names the target with the most waiting first', () => {
    expect(first([card('small', { ...away, id: 'small', counts: counts(1) }), away])).toMatch(
      /^42 waiting for trakt/,
    );
  });

  it('tells screen readers no countdown', () => {
    const [truth] = truths(status([away]), t0);
    expect(truth!.said).not.toMatch(/12 s/);
  });
});

it.each(['paused', 'rate limited', 'offline'] as const)('nothing moves what is %s', (state) => {
  expect(isMovable(card('home', { state }))).toBe(false);
  expect(isMovable(card('home', { state: 'unreachable' }))).toBe(true);
});
