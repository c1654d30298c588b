// SPDX-License-Identifier: MIT
// What a reviewer need not look for: arrows between folders, sizes, openers, format, and the traps
// of this compiler.

import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { it } from 'node:test';

import { mutants, places } from '../sim/planted.mjs';
import { absolute, includes, sources } from './tree.mjs';

const cpp = sources('.cpp', '.hpp');
const c = sources('.c', '.h');
const scripts = sources('.ts', '.tsx', '.mjs');

/** Fails with one line a finding. */
function none(findings) {
  assert.equal(findings.length, 0, `\n${findings.join('\n')}\n`);
}

// A folder, and what it may include of ours besides itself. The first prefix that fits counts.
const arrows = [
  ['host_api/include/', []],
  ['host_api/loader/', ['host_api/include/']],
  ['host_api/media/', ['host_api/text/']],
  ['host_api/text/', []],
  ['host_api/hosts/standalone/', ['host_api/include/', 'host_api/loader/', 'host_api/text/']],
  ['host_api/hosts/', ['host_api/include/', 'host_api/media/']],
  ['storage/', []],
  ['web/', ['storage/']],
  ['plugin/sync/', ['storage/']],
  ['plugin/http/', ['host_api/text/', 'plugin/net.hpp', 'plugin/sync/outcome.hpp']],
  [
    'plugin/targets/',
    ['host_api/text/', 'plugin/clock.hpp', 'plugin/config_table.hpp', 'plugin/http/', 'plugin/net.hpp', 'plugin/sync/', 'storage/'],
  ],
  ['plugin/', ['host_api/include/', 'host_api/text/', 'storage/', 'web/']],
  ['tests/receiver/', ['host_api/hosts/standalone/']],
  ['tests/', ['']],
];

it('arrows between folders run one way', () => {
  const ours = new Set(sources('.hpp', '.h').map((source) => source.path));
  none(
    [...cpp, ...c].flatMap((source) => {
      const [folder, allowed] = arrows.find(([prefix]) => source.path.startsWith(prefix));
      return includes(source)
        .filter((header) => ours.has(header))
        .filter((header) => ![folder, ...allowed].some((prefix) => header.startsWith(prefix)))
        .map((header) => `${source.path} includes ${header}`);
    }),
  );
});

// Headers that cost seconds of compiling, or that one place alone should know.
const guarded = [
  ['boost/beast/ssl', /^(plugin\/http\/beast_(client\.cpp|connection\.hpp)|tests\/)/],
  ['boost/beast/websocket', /^(web\/(connection\.cpp)|tests\/)/],
  ['boost/asio/ssl', /^(plugin\/http\/|tests\/)/],
  ['lmdb.h', /^(storage\/lmdb\.(cpp|hpp)|tests\/(bench|sim)\/)/],
  ['toml++', /^plugin\/config_table\.(cpp|hpp)$/],
  ['spdlog', /^(plugin\/log\.cpp|tests\/)/],
  // One stream brings all of libstdc++'s locales into the module: 600 KiB.
  ...['fstream', 'iomanip', 'iostream', 'locale', 'regex', 'sstream'].map((name) => [name, /^(host_api|tests)\//]),
];

it('libraries stay where they are wrapped, streams outside the module', () => {
  none(
    cpp.flatMap((source) =>
      includes(source)
        .filter((header) => guarded.some(([library, where]) => header.startsWith(library) && !where.test(source.path)))
        .map((header) => `${source.path} includes ${header}`),
    ),
  );
});

it('no statement that suspends has braces or a capturing lambda', () => {
  // GCC 12 destroys such temporaries twice.
  const trap = /co_await[^;]*(\{|\[[^\]]+\]\s*[({])/;
  none(
    cpp.flatMap((source) =>
      source.text
        .split(/;|\n\n|\{\n|\}\n/)
        .filter((statement) => trap.test(`${statement};`.replace(/\/\/.*$/gm, '')))
        .map((statement) => `${source.path}: ${statement.trim()}`),
    ),
  );
});

it('files stay under about 300 lines', () => {
  none(
    [...cpp, ...c, ...scripts, ...sources('.css', '.cmake', '.txt')]
      .filter((source) => source.lines.length > 320)
      .map((source) => `${source.path} has ${source.lines.length - 1} lines`),
  );
});

it('functions stay under 40 lines', () => {
  none(
    cpp.flatMap(({ path, lines }) => {
      const found = [];
      let began = -1;
      lines.forEach((line, at) => {
        if (line === '{') began = at;
        else if (line === '}' && began >= 0) {
          if (at - began - 1 > 40) found.push(`${path}:${began}: ${lines[began - 1].trim()} has ${at - began - 1} lines`);
          began = -1;
        }
      });
      return found;
    }),
  );
});

it('every source begins with its licence', () => {
  none(
    [...cpp, ...c, ...scripts]
      .filter((source) => !source.lines[0].includes('SPDX-License-Identifier: MIT'))
      .map((source) => source.path),
  );
});

it('headers are read once', () => {
  none(
    cpp
      .filter((source) => source.path.endsWith('.hpp') && !source.text.includes('#pragma once'))
      .map((source) => source.path),
  );
});

it('nothing is left for later', () => {
  const words = new RegExp(['TO' + 'DO', 'FIX' + 'ME', 'XX' + 'X'].join('|'));
  none(
    [...cpp, ...c, ...scripts].flatMap((source) =>
      source.lines.flatMap((line, at) => (words.test(line) && !/XXXXXX/.test(line) ? [`${source.path}:${at + 1}`] : [])),
    ),
  );
});

it('openapi.json has each route, and no other', () => {
  const document = JSON.parse(readFileSync(absolute('web/openapi.json'), 'utf8'));
  const written = Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.keys(methods).map((method) => `${method.toUpperCase()} ${path}`),
  );
  const ours = cpp.filter(({ path }) => path.startsWith('web/'));
  const found = (pattern) => ours.flatMap(({ text }) => [...text.matchAll(pattern)]);
  const api = found(/^ {4}\{"([A-Z]+)", +"(\/[^"]+)",/gm).map(
    ([, method, path]) => `${method} /api/v1${path.replace('*', '{id}')}`,
  );
  const outside = found(/ \w+_path = "([^"]+)";/g).map(([, path]) => `GET ${path}`);
  assert.ok(api.length > 25 && outside.length >= 3);
  assert.deepEqual(written.sort(), [...api, ...outside].sort());
});

it('sources are formatted', () => {
  const files = [...cpp, ...c].map((source) => absolute(source.path));
  execFileSync('clang-format', ['--dry-run', '--Werror', ...files], { stdio: 'pipe' });
});

it('each planted bug has its place', () => {
  const lost = ([, file, from]) => places(readFileSync(absolute(file), 'utf8'), from) !== 1;
  none(mutants.filter(lost).map(([name, file]) => `${file}: "${name}" can be planted nowhere, or twice`));
});
