// SPDX-License-Identifier: MIT
// SECURITY.md names what shows each claim: every name must be there, and every threat has its tests.

import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { it } from 'node:test';

import { absolute, sources } from './tree.mjs';

const text = readFileSync(absolute('SECURITY.md'), 'utf8');
const rows = [...text.matchAll(/^\| ([^|]+) \| ([^|]+) \| ([^|]+) \|$/gm)].map(([, ...cells]) => cells);
const titles = sources('.mjs', '.ts', '.tsx').flatMap(({ path, text }) =>
  [...text.matchAll(/\b(?:it|test)\(\s*(['"`])((?:\\.|(?!\1).)*)\1/g)].map(([, , title]) => ({ path, title: title.replaceAll("\\'", "'") })),
);
const cases = new Set(
  sources('.cpp').flatMap(({ text }) => [...text.matchAll(/\bTEST(?:_[FP])?\((\w+),\s*(\w+)\)/g)].map(([, suite, name]) => `${suite}.${name}`)),
);
const numbered = titles.filter(({ path }) => /^tests\/(security|browser)\//.test(path)).map(({ title }) => title.split(/[ :]/)[0]);

it('each threat has a test of its number', () => {
  const threats = rows.flatMap(([first]) => first.match(/\bB[23](\.\d+)?\b/g) ?? []);
  assert.ok(threats.length >= 27, `${threats.length} threats`);
  for (const number of threats) {
    const own = number.includes('.') ? numbered.includes(number) : numbered.some((each) => each.startsWith(`${number}.`));
    assert.ok(own, `no test is named "${number} …"`);
  }
});

it('each requirement of ASVS is shown by something that exists', () => {
  const requirements = rows.filter(([first]) => /^\d+\.\d+\.\d+/.test(first));
  assert.ok(requirements.length > 50, `${requirements.length} rows`);
  const there = (name) => {
    if (/^B[23]\.\d+$/.test(name)) return numbered.includes(name) || (name.startsWith('B3.') && numbered.some((each) => each.startsWith('B3.')));
    if (/^\w+\.\w+$/.test(name)) return cases.has(name);
    return titles.some(({ title }) => title === name);
  };
  for (const [ids, , shown] of requirements) {
    const names = [...shown.matchAll(/`([^`]+)`/g)].map(([, name]) => name);
    const files = [...shown.matchAll(/\]\(([^)]+)\)/g)].map(([, file]) => file);
    assert.ok(names.length + files.length > 0, `${ids}: shown by nothing`);
    for (const name of names) assert.ok(there(name), `${ids}: there is no test "${name}"`);
    for (const file of files) assert.ok(existsSync(absolute(file)), `${ids}: there is no ${file}`);
  }
  const ids = requirements.flatMap(([first]) => first.split(', '));
  assert.equal(new Set(ids).size, ids.length, 'no requirement is there twice');
});

it('secrets are compared by Secret::matches alone', () => {
  const found = sources('.cpp', '.hpp')
    .filter(({ path }) => /^(web|plugin|storage)\//.test(path))
    .flatMap(({ path, lines }) =>
      lines.flatMap((line, at) =>
        /\b(strcmp|memcmp)\(|\b(token|secret|password|digest_?|api_key)\w*(\(\)|\.reveal\(\))? [!=]= (?!std::nullopt|nullptr)/.test(line.replace(/\/\/.*/, '').replaceAll('CRYPTO_memcmp(', '')) ? [`${path}:${at + 1}: ${line.trim()}`] : [],
      ),
    );
  assert.deepEqual(found, []);
});

it('the page\'s server opens no file but its token\'s', () => {
  const found = sources('.cpp', '.hpp')
    .filter(({ path, text }) => path.startsWith('web/') && !path.startsWith('web/token_file.') && /<(fcntl\.h|fstream|cstdio|sys\/stat\.h|sys\/mman\.h)>|\b(fopen|ifstream|file_body)\b/.test(text))
    .map(({ path }) => path);
  assert.deepEqual(found, []);
});
