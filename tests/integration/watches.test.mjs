// SPDX-License-Identifier: MIT
// What counts as a watch, by the real host: each file of tests/data/plays is an evening as some host tells it,
// made from a public report, and expected.tsv says how many plays it is.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';

import { makePlace, runToEnd } from '../support/programs.mjs';

const folder = fileURLToPath(new URL('../data/plays', import.meta.url));
const cases = readFileSync(join(folder, 'expected.tsv'), 'utf8')
  .trim()
  .split('\n')
  .slice(1)
  .map((line) => line.split('\t'));

const journal = { journal: 'type = "journal"\nkeeps = "plays"\nusers = ["*"]\n' };
const events = (name) => readFileSync(join(folder, `${name}.jsonl`), 'utf8').trim().split('\n');

function plays(place) {
  const lines = readFileSync(join(place.data, 'watch.jsonl'), { encoding: 'utf8', flag: 'a+' });
  return lines
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line))
    .filter((line) => line.verb === 'play');
}

describe('plays of one evening', { concurrency: 2 }, () => {
  for (const [name, expected] of cases)
    it(`${name}: ${expected}`, async () => {
      const place = makePlace(undefined, { targets: journal });
      try {
        const { code, said } = await runToEnd(place, events(name));
        assert.equal(code, 0, said);
        assert.equal(plays(place).length, Number(expected));
        // Told again, word for word, it is no news.
        await runToEnd(place, events(name));
        assert.equal(plays(place).length, Number(expected), 'told again');
      } finally {
        place.remove();
      }
    });
});
