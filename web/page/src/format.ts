// SPDX-License-Identifier: MIT
// Times and sizes made fit to read. Pure: the clock is an argument.

import { count } from './plain';
import { units } from './text';

const second = 1000;
const minute = 60 * second;
const hour = 60 * minute;
const day = 24 * hour;

/** Milliseconds of an RFC 3339 time, or null for what is none. */
export function instant(text: string | null | undefined): number | null {
  if (!text) return null;
  const ms = Date.parse(text);
  return Number.isFinite(ms) ? ms : null;
}

/** "12 s", "3 min 05 s", "2 h 10 min", "4 d 3 h": two units at most, rounded down. */
export function span(ms: number): string {
  const left = Math.max(0, ms);
  if (left < minute) return `${Math.floor(left / second)} ${units.second}`;
  if (left < hour) return two(left, minute, units.minute, second, units.second);
  if (left < day) return two(left, hour, units.hour, minute, units.minute);
  return two(left, day, units.day, hour, units.hour);
}

function two(ms: number, big: number, bigName: string, small: number, smallName: string): string {
  const first = `${count(Math.floor(ms / big))} ${bigName}`;
  const rest = Math.floor((ms % big) / small);
  return rest === 0 ? first : `${first} ${String(rest).padStart(2, '0')} ${smallName}`;
}

/** One unit only, for lists: "12 s", "3 min", "2 h", "4 d". */
export function brief(ms: number): string {
  const left = Math.max(0, ms);
  if (left < minute) return `${Math.floor(left / second)} ${units.second}`;
  if (left < hour) return `${Math.floor(left / minute)} ${units.minute}`;
  if (left < day) return `${Math.floor(left / hour)} ${units.hour}`;
  return `${count(Math.floor(left / day))} ${units.day}`;
}

/** What a countdown shows: whole seconds, one at least, and nothing once it is over. */
export function countdown(until: string | null | undefined, now: number): string | null {
  const end = instant(until);
  if (end === null || end <= now) return null;
  return span(seconds(end - now) * second);
}

/** The nearest to `ms`; rounded up, a minute that begins would be 61 where clocks differ a little. */
export function seconds(ms: number): number {
  return Math.max(1, Math.round(ms / second));
}

const tenths = new Intl.NumberFormat('en', { maximumFractionDigits: 1 });
/** "0.4 s", "1.1 s", "2 s": short times to the tenth, others as span(). */
export function fine(ms: number): string {
  return ms < 10 * second ? `${tenths.format(ms / second)} ${units.second}` : span(ms);
}

/** Changes a second, or a minute when slow; null when too slow to be told. */
export function rate(perSecond: number): string | null {
  if (!(perSecond * 60 >= 0.5)) return null;
  if (perSecond < 1) return `${Math.round(perSecond * 60)}/${units.minute}`;
  return `${tenths.format(perSecond < 10 ? perSecond : Math.round(perSecond))}/${units.second}`;
}

export function bytes(n: number): string {
  const steps = ['B', 'KiB', 'MiB', 'GiB', 'TiB'];
  let value = n;
  let step = 0;
  while (value >= 1024 && step < steps.length - 1) {
    value /= 1024;
    step += 1;
  }
  return `${step === 0 ? value : tenths.format(value)} ${steps[step]}`;
}

const clockFormat = new Intl.DateTimeFormat('en', {
  hour: '2-digit',
  minute: '2-digit',
  second: '2-digit',
  hourCycle: 'h23',
});
/** "12:03:04", where the reader is. */
export function clock(ms: number): string {
  return clockFormat.format(ms);
}

const hourFormat = new Intl.DateTimeFormat('en', {
  hour: '2-digit',
  minute: '2-digit',
  hourCycle: 'h23',
});
/** "20:15", where the reader is. */
export function hourMinute(ms: number): string {
  return hourFormat.format(ms);
}

const dayFormat = new Intl.DateTimeFormat('en', { month: 'short', day: 'numeric' });
/** "Aug 1". */
export function dayShort(ms: number): string {
  return dayFormat.format(ms);
}

/** "20:15:03" on the day of `now`, "Aug 1, 20:15:03" on another. */
export function stamp(ms: number, now: number): string {
  const day = dayShort(ms);
  return day === dayShort(now) ? clock(ms) : `${day}, ${clock(ms)}`;
}

const weekdayFormat = new Intl.DateTimeFormat('en', {
  weekday: 'long',
  month: 'short',
  day: 'numeric',
});
/** "Saturday, Aug 1". */
export function dayName(ms: number): string {
  return weekdayFormat.format(ms);
}

const fullFormat = new Intl.DateTimeFormat('en', {
  year: 'numeric',
  month: 'short',
  day: 'numeric',
  hour: '2-digit',
  minute: '2-digit',
  second: '2-digit',
  hourCycle: 'h23',
  timeZoneName: 'short',
});
export function absolute(ms: number): string {
  return fullFormat.format(ms);
}

/** "12:40" or "1:02:05": a place in a film. */
export function position(ms: number): string {
  const all = Math.floor(ms / second);
  const parts = [Math.floor(all / 60) % 60, all % 60].map((n) => String(n).padStart(2, '0'));
  const hours = Math.floor(all / 3600);
  return hours > 0 ? `${hours}:${parts.join(':')}` : `${Number(parts[0])}:${parts[1]}`;
}
