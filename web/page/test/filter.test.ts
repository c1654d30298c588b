// SPDX-License-Identifier: MIT
import { describe, expect, it } from 'vitest';
import { anything, type Filter, filterOf, isCounted, membersOf, sameFilter } from '../src/filter';
import { read, type Route, write } from '../src/route';

const narrow: Filter = { state: 'failed', target: 'a&b', user: 'al ice', kind: 'movie', q: 'x=y' };

describe('a filter', () => {
  it('comes back from a query', () => {
    expect(filterOf(new URLSearchParams(membersOf(narrow)))).toEqual(narrow);
    expect(filterOf(new URLSearchParams())).toEqual(anything);
  });
  it('sends only what narrows', () => {
    expect(membersOf(anything)).toEqual({});
    expect(membersOf({ ...anything, q: 'a' })).toEqual({ q: 'a' });
  });
  it('of a state that is none is of all', () => {
    expect(filterOf(new URLSearchParams('state=asleep')).state).toBe('all');
  });
  it('is counted by the cards as long as only target and state narrow', () => {
    expect(isCounted({ ...anything, state: 'failed', target: 'home' })).toBe(true);
    for (const part of [{ user: 'a' }, { kind: 'movie' }, { q: 'a' }])
      expect(isCounted({ ...anything, ...part })).toBe(false);
  });
  it('is the same as one that says the same', () => {
    expect(sameFilter(narrow, { ...narrow })).toBe(true);
    expect(sameFilter(narrow, { ...narrow, q: null })).toBe(false);
  });
});

describe('the address', () => {
  const routes: Route[] = [
    { section: 'overview' },
    { section: 'queue', filter: anything, sort: 'newest', open: null },
    { section: 'queue', filter: narrow, sort: 'oldest', open: '01J4' },
    { section: 'history', view: 'sent', filter: { ...anything, q: 'Ä' }, unsent: false, open: null },
    {
      section: 'history',
      view: 'watches',
      filter: { ...anything, user: 'bob & co' },
      unsent: true,
      open: null,
    },
    { section: 'targets', id: null, add: null },
    { section: 'targets', id: 'a/b c', add: null },
    { section: 'targets', id: 'new', add: 'webhook' },
    { section: 'targets', id: null, add: '' },
    { section: 'system' },
  ];
  it.each(routes)('comes back: %j', (route) => expect(read(write(route))).toEqual(route));
  it.each(['', '#', '#/', '#/nowhere', '#nothing', '#/%', '#/overview'])(
    'leads to the overview: %s',
    (hash) => expect(read(hash)).toEqual({ section: 'overview' }),
  );
  it('of a broken name leads to a target of that name', () => {
    expect(read('#/targets/%E0%A4%A')).toMatchObject({ id: '%E0%A4%A' });
  });
});
