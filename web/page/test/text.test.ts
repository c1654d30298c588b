// SPDX-License-Identifier: MIT
// The contract's own lists are read from API.md: a code added there without a sentence here fails.
import { describe, expect, it } from 'vitest';
import api from '../../API.md?raw';
import {
  actions,
  changeCures,
  changeStates,
  changeWhys,
  type Cure,
  failure,
  otherWhy,
  targetCures,
  targetStates,
  targetWhys,
  type Telling,
  verbs,
} from '../src/text';

const contract = api.replace(/\s+/g, ' ');

/** The names in backquotes between two pieces of the contract. */
function listed(from: string, to: string): string[] {
  const start = contract.indexOf(from);
  expect(start, from).toBeGreaterThanOrEqual(0);
  const part = contract.slice(start + from.length, contract.indexOf(to, start + from.length));
  return [...part.matchAll(/`([^`]+)`/g)].map((match) => match[1]!);
}

/** The names that begin the rows of a table. */
function rowsOf(heading: string): string[] {
  const start = api.indexOf(heading);
  expect(start, heading).toBeGreaterThanOrEqual(0);
  const table = api.slice(start, api.indexOf('\n\n', start));
  return [...table.matchAll(/^\| `([^`]+)`/gm)].map((match) => match[1]!);
}

const tellings: Telling[] = [
  { left: null },
  { left: '12 s', detail: 'connection refused', by: 'page', last: '3 min ago' },
  { left: null, detail: '', by: 'host', last: null, params: {} },
  { left: '3 s', params: { n: 12, attempt: 2, of: 5 } },
];

function checkSentence(text: string) {
  expect(text).toMatch(/^[A-Z].*\.$/s);
  expect(text).not.toMatch(/undefined|null|unknown|\s{2}|\.\./);
}

const labels: Record<Cure, string> = {
  retry: actions.retryOne.idle,
  send: actions.cures.send.idle,
  resume: actions.resume.idle,
  log_in: actions.cures.log_in,
  settings: actions.cures.settings,
  add: actions.cures.add,
  match: actions.cures.match,
  discard: actions.cures.discard,
};

describe('text is complete', () => {
  const states = listed('`state` is one of', '`why.code`');
  const whys = listed('`why.code` is one of', '; `until`');
  const changeStateNames = listed('`state` is `pending`', 'Members that').concat('pending');
  const changeWhyNames = rowsOf('| code | state | means | params |');

  it('the lists are found', () => {
    expect([states.length, whys.length, changeStateNames.length, changeWhyNames.length]).toEqual([
      10, 11, 4, 19,
    ]);
  });
  it.each(states)('target state %s has a word', (state) => {
    expect(targetStates[state as keyof typeof targetStates]).toMatch(/^[A-Z]/);
  });
  it.each(whys)('target why %s has a sentence', (code) => {
    for (const telling of tellings)
      checkSentence(targetWhys[code as keyof typeof targetWhys](telling));
  });
  it.each(changeStateNames)('change state %s has a word', (state) => {
    expect(changeStates[state as keyof typeof changeStates]).toMatch(/^[A-Z]/);
  });
  it.each(changeWhyNames)('change why %s has a sentence', (code) => {
    for (const telling of tellings)
      checkSentence(changeWhys[code as keyof typeof changeWhys](telling));
  });
  it.each([...whys, ...changeWhyNames])('%s has at most one button, with words', (code) => {
    const cure = { ...targetCures, ...changeCures }[code as keyof typeof changeCures];
    expect(cure === null || labels[cure!]).toBeTruthy();
  });
  it('no sentence is for a code that does not exist', () => {
    expect(Object.keys(targetWhys).sort()).toEqual([...whys].sort());
    expect(Object.keys(changeWhys).sort()).toEqual([...changeWhyNames].sort());
    expect(Object.keys(targetCures).sort()).toEqual([...whys].sort());
    expect(Object.keys(changeCures).sort()).toEqual([...changeWhyNames].sort());
    expect(Object.keys(targetStates).sort()).toEqual([...states].sort());
  });
});

describe('sentences', () => {
  it('count down', () => {
    expect(targetWhys.unreachable({ left: '12 s', detail: 'connection refused' })).toBe(
      'It cannot be reached: \u2068connection refused\u2069. Next try in 12 s.',
    );
    expect(targetWhys.unreachable({ left: null })).toBe(
      'It cannot be reached. Next try any moment.',
    );
  });
  it('name a code they do not know', () => {
    checkSentence(otherWhy('dreaming', 'of sheep'));
  });
  it.each([
    'transient',
    'rate_limited',
    'unreachable',
    'ambiguous',
    'auth',
    'misconfigured',
    'rejected',
    'novel',
  ])('error class %s reads', (kind) => {
    checkSentence(failure(kind, 422, 'no such episode'));
    checkSentence(failure(kind, null, ''));
  });
  it('keep foreign words apart and harmless', () => {
    const text = failure('rejected', 400, 'a\u202Eb\r\nc\u0000<script>');
    expect(text).toBe('It refused the change (HTTP 400): \u2068a\ufffdb c <script>\u2069.');
  });
  it.each(['progress', 'watched', 'unwatched', 'play'])('verb %s has a word', (verb) => {
    expect(verbs[verb]).toBeTruthy();
  });
});
