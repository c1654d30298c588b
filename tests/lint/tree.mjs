// SPDX-License-Identifier: MIT
// The files of the tree, and what each includes.

import { readdirSync, readFileSync } from 'node:fs';
import { dirname, extname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = join(dirname(fileURLToPath(import.meta.url)), '../..');
const folders = ['dist', 'host_api', 'plugin', 'storage', 'tests', 'web'];
const left_out = new Set(['node_modules', 'build']);

function walk(folder) {
  return readdirSync(join(root, folder), { withFileTypes: true }).flatMap((entry) => {
    const path = `${folder}/${entry.name}`;
    if (!entry.isDirectory()) return entry.isFile() ? [path] : [];
    return left_out.has(entry.name) || path === 'web/page/dist' ? [] : walk(path);
  });
}

const paths = folders.flatMap(walk).sort();

/** All sources with one of these extensions, as {path, text, lines}. */
export function sources(...extensions) {
  return paths
    .filter((path) => extensions.includes(extname(path)))
    .map((path) => {
      const text = readFileSync(join(root, path), 'utf8');
      return { path, text, lines: text.split('\n') };
    });
}

/** The headers of ours a source includes, as paths from the root; `<…>` ones as they are written. */
export function includes(source) {
  return [...source.text.matchAll(/^#\s*include ["<]([^">]+)[">]/gm)].map(([, header]) =>
    header.startsWith('playsync/') ? `host_api/include/${header}` : header,
  );
}

export const absolute = (path) => relative(process.cwd(), join(root, path));
