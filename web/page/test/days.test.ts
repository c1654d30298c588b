// SPDX-License-Identifier: MIT
import { describe, expect, it } from 'vitest';
import { dayOf } from '../src/days';
import { t0 } from './sample';

describe('days', () => {
  it('begin at midnight where the reader is', () => {
    const day = new Date(dayOf(t0));
    expect([day.getHours(), day.getMinutes(), day.getSeconds()]).toEqual([0, 0, 0]);
    expect(dayOf(dayOf(t0) - 1)).toBeLessThan(dayOf(t0));
  });
});
