// SPDX-License-Identifier: MIT
import { describe, expect, it } from 'vitest';
import { faultsOf, nameFault, settingsOf, typedOf } from '../src/form';
import { type Field, serviceOf, services } from '../src/services';
import { targets } from '../src/text/targets';

const samples = import.meta.glob<string>('../../../dist/config/targets.d/*.sample', {
  query: '?raw',
  import: 'default',
  eager: true,
});

const fields: Field[] = [
  { key: 'url', kind: 'text', required: true },
  { key: 'users', kind: 'list' },
  { key: 'batch', kind: 'number' },
  { key: 'live', kind: 'flag' },
  { key: 'secret', kind: 'secret' },
];
const settings = { type: 'webhook', url: 'http://a', users: ['al', 'bo'], batch: 5, odd: 'kept' };

describe('a form', () => {
  it('shows settings as they are typed, secrets never', () => {
    expect(typedOf(fields, { ...settings, secret: 'whsec_x', live: true })).toEqual({
      url: 'http://a',
      users: 'al, bo',
      batch: '5',
      live: 'true',
      secret: '',
    });
  });
  it('changes nothing when nothing is typed', () => {
    expect(settingsOf(fields, typedOf(fields, settings), settings)).toEqual(settings);
  });
  it.each([
    ['url', ' http://b ', 'http://b'],
    ['users', 'al,  bo\ncy,', ['al', 'bo', 'cy']],
    ['batch', '12', 12],
    ['batch', 'many', 'many'],
    ['live', 'false', false],
    ['secret', 'whsec_y', 'whsec_y'],
  ])('%s typed as %j is sent as %j', (key, typed, sent) => {
    expect(settingsOf(fields, { [key]: typed }, {})).toEqual({ [key]: sent });
  });
  it('leaves out what is blank, and keeps what it does not show', () => {
    expect(settingsOf(fields, { url: '', users: ' ' }, settings)).toEqual({
      type: 'webhook',
      odd: 'kept',
    });
  });
});

describe('what is wrong', () => {
  it('is told at its field, the rest beside the button', () => {
    const errors = [
      { pointer: '/url', detail: 'A' },
      { pointer: '/users/0', detail: 'B' },
      { pointer: '/users/1', detail: 'C' },
      { pointer: '/a~1b~0', detail: 'D' },
      { pointer: '', detail: 'E' },
    ];
    expect(faultsOf(errors, fields)).toEqual({
      at: { url: 'A', users: 'B C' },
      other: ['a/b~: D', 'E'],
    });
  });
  it.each([
    ['', 'empty'],
    ['-a', 'letters'],
    ['a b', 'letters'],
    ['../x', 'letters'],
    ['a'.repeat(65), 'letters'],
    ['home', 'taken'],
    ['home-2', null],
  ])('the name %j: %s', (name, fault) => {
    expect(nameFault(name, ['home'])).toBe(fault);
  });
});

describe('services', () => {
  const known = Object.entries(services);
  it.each(known)('%s has words for all it asks', (type, { fields: own }) => {
    expect(targets.services[type]?.[0]).toMatch(/^[A-Z]/);
    for (const field of own) {
      expect(targets.fields[field.key], field.key).toBeDefined();
      for (const option of field.options ?? []) expect(targets.options[option]).toBeTruthy();
    }
  });
  it.each(known)('%s has the keys of its sample', (type, { fields: own }) => {
    const sample = samples[`../../../dist/config/targets.d/${type}.toml.sample`]!;
    const keys = [...sample.matchAll(/^(?:# {1,3})?(\w+) = /gm)].map((match) => match[1]!);
    expect(own.map((field) => field.key).sort()).toEqual(
      [...new Set(keys)].filter((key) => key !== 'type').sort(),
    );
  });
  it('one the page does not know shows the settings it has', () => {
    const { fields: own } = serviceOf('novel', { type: 'novel', a: 'x', n: 1, b: true, l: [] }, ['s']);
    expect(own.map(({ key, kind }) => [key, kind])).toEqual([
      ['users', 'list'],
      ['a', 'text'],
      ['n', 'number'],
      ['b', 'flag'],
      ['l', 'list'],
      ['s', 'secret'],
    ]);
  });
});
