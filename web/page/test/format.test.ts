// SPDX-License-Identifier: MIT
import { describe, expect, it } from 'vitest';
import { brief, bytes, countdown, fine, instant, position, rate, span } from '../src/format';
import { clean, compact, count } from '../src/plain';
import { at, t0 } from './sample';

const s = 1000;
const min = 60 * s;
const h = 60 * min;
const d = 24 * h;

it.each([
  [-5, '0 s'],
  [0, '0 s'],
  [999, '0 s'],
  [12 * s, '12 s'],
  [59_999, '59 s'],
  [min, '1 min'],
  [3 * min + 5 * s, '3 min 05 s'],
  [2 * h + 10 * min, '2 h 10 min'],
  [4 * d + 3 * h, '4 d 03 h'],
  [1500 * d, '1,500 d'],
])('span of %i ms is %s', (ms, text) => {
  expect(span(ms)).toBe(text);
});

it.each([
  [0, '0 s'],
  [90 * s, '1 min'],
  [3 * h + 59 * min, '3 h'],
  [2 * d, '2 d'],
])('brief of %i ms is %s', (ms, text) => {
  expect(brief(ms)).toBe(text);
});

it.each([
  [12, '12 s'],
  [11.6, '12 s'],
  [12.01, '12 s'],
  [0.1, '1 s'],
  [75, '1 min 15 s'],
  [0, null],
  [-3, null],
])('countdown %f s ahead is %s', (ahead, text) => {
  expect(countdown(at(ahead), t0)).toBe(text);
});

it('a countdown without an end is none', () => {
  expect(countdown(null, t0)).toBeNull();
  expect(countdown('soon', t0)).toBeNull();
  expect(instant(undefined)).toBeNull();
});

it.each([
  [0, '0 s'],
  [940, '0.9 s'],
  [1100, '1.1 s'],
  [2000, '2 s'],
  [75_000, '1 min 15 s'],
])('a short time of %i ms is %s', (ms, text) => {
  expect(fine(ms)).toBe(text);
});

it.each([
  [31.5, '32/s'],
  [3.14, '3.1/s'],
  [1, '1/s'],
  [0.5, '30/min'],
  [0.02, '1/min'],
  [0, null],
  [NaN, null],
])('rate %f is %s', (n, text) => {
  expect(rate(n)).toBe(text);
});

it.each([
  [0, '0 B'],
  [1023, '1023 B'],
  [1064960, '1 MiB'],
  [1536, '1.5 KiB'],
  [3.5 * 2 ** 30, '3.5 GiB'],
])('%i bytes are %s', (n, text) => {
  expect(bytes(n)).toBe(text);
});

it.each([
  [0, '0:00'],
  [12 * min + 40 * s, '12:40'],
  [h + 2 * min + 5 * s, '1:02:05'],
])('position %i is %s', (ms, text) => {
  expect(position(ms)).toBe(text);
});

it('numbers are grouped, or short where there is no room', () => {
  expect(count(20311)).toBe('20,311');
  expect(compact(1_234_567)).toBe('1.23M');
});

describe('foreign text', () => {
  it.each([
    ['plain', 'Ozymandias', 'Ozymandias'],
    ['markup stays text', '<img src=x onerror=alert(1)>', '<img src=x onerror=alert(1)>'],
    ['controls', 'a\u0000b\r\n\tc\u001b[31m', 'a b c [31m'],
    ['reordering', '\u202Egpj.exe\u2066', '\ufffdgpj.exe\ufffd'],
    ['right to left is kept', 'الحلقة', 'الحلقة'],
    ['space around', '  a  ', 'a'],
  ])('%s', (_, text, shown) => {
    expect(clean(text)).toBe(shown);
  });

  it('is cut by characters, never through one', () => {
    expect(clean('😀'.repeat(400), 3)).toBe('😀😀😀…');
    expect(clean('x'.repeat(1_000_000)).length).toBe(301);
    expect(clean('😀😀😀', 3)).toBe('😀😀😀');
  });
});
