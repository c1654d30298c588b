// SPDX-License-Identifier: MIT
import { describe, expect, it } from 'vitest';
import { dayOf, lastDays, startsOf, summed, total } from '../src/days';
import { isAtLeast, merged } from '../src/lines';
import { pathOf, scaleOf, topOf } from '../src/scale';
import type { LogLine } from '../src/types';
import { t0 } from './sample';

describe('days', () => {
  it('begin at midnight where the reader is', () => {
    const day = new Date(dayOf(t0));
    expect([day.getHours(), day.getMinutes(), day.getSeconds()]).toEqual([0, 0, 0]);
    expect(dayOf(dayOf(t0) - 1)).toBeLessThan(dayOf(t0));
  });
  it('the last ones end with today, and are days apart even where a clock is turned', () => {
    const days = lastDays(t0, 400);
    expect(days.at(-1)).toBe(dayOf(t0));
    expect(days.every((day) => dayOf(day) === day)).toBe(true);
    expect(new Set(days).size).toBe(400);
  });
});

describe('a series', () => {
  const series = (points: (number | null)[]) => ({
    from: new Date(t0).toISOString(),
    step: 3600,
    points,
  });
  const hour = 3_600_000;
  it('is summed between the beginnings', () => {
    const starts = [t0, t0 + 2 * hour, t0 + 3 * hour];
    expect(summed(series([1, 2, 4, 8, null, 16]), starts)).toEqual([3, 4, 24]);
  });
  it('what is before the first is left out, and none is nothing', () => {
    expect(summed(series([1, 2]), [t0 + hour])).toEqual([2]);
    expect(summed(series([]), [t0])).toEqual([0]);
  });
  it('of a day has a bar an hour, the present one last', () => {
    const starts = startsOf('hours', t0);
    expect(starts).toHaveLength(24);
    expect(t0 - starts.at(-1)!).toBeLessThan(hour);
    expect(startsOf('days', t0)).toHaveLength(30);
  });
  it('has a total', () => expect(total([1, null, 2])).toBe(3));
});

describe('a chart', () => {
  it.each([
    [[], 4],
    [[0, 3], 4],
    [[5], 6],
    [[9], 10],
    [[11], 20],
    [[430], 500],
    [[1200], 2000],
  ])('of %j ends at %i', (bars, top) => expect(topOf(bars)).toBe(top));
  it('has a line at half', () => expect(scaleOf(10)).toEqual([0, 5, 10]));
  it('a spark stays in its box', () => {
    expect(pathOf([0, 5, 10])).toBe('M0 19L50 10L100 1');
    expect(pathOf([0, 0])).toBe('M0 19L100 19');
    expect(pathOf([7])).toBe('M0 1');
  });
});

describe('the log', () => {
  const line = (n: number, level: LogLine['level'] = 'info'): LogLine => ({
    n,
    level,
    at: new Date(t0 + n).toISOString(),
    line: `line ${n}`,
  });
  it('is in order, no line twice, the newest kept', () => {
    const lines = merged([line(1), line(3)], [line(2), line(3), line(4)], 3);
    expect(lines.map(({ n }) => n)).toEqual([2, 3, 4]);
  });
  it('of a level has what is worse', () => {
    expect(isAtLeast('error', 'warning')).toBe(true);
    expect(isAtLeast('warning', 'warning')).toBe(true);
    expect(isAtLeast('info', 'warning')).toBe(false);
  });
});
