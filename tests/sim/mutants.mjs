// SPDX-License-Identifier: MIT
// Plants bugs by hand, one at a time, in a copy of the tree, and says how many seeds the simulation
// needs to find each: a test that finds none of them proves nothing.
//   node tests/sim/mutants.mjs FOLDER [name …]

import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';

import { mutants, pattern, places } from './planted.mjs';

const root = resolve(import.meta.dirname, '../..');
const [folder, ...wanted] = process.argv.slice(2);
if (!folder) {
  console.error('usage: node tests/sim/mutants.mjs FOLDER [name …]');
  process.exit(2);
}
const tree = resolve(folder, 'tree');
const build = resolve(folder, 'build');
const most_seeds = 10_000;

function prepare() {
  mkdirSync(tree, { recursive: true });
  const files = execFileSync('git', ['ls-files', '-co', '--exclude-standard'], { cwd: root, encoding: 'utf8' });
  for (const file of files.split('\n').filter((name) => name && existsSync(join(root, name)))) {
    const bytes = readFileSync(join(root, file));
    const there = join(tree, file);
    // What is the same keeps its time, and with it what was built from it.
    if (existsSync(there) && bytes.equals(readFileSync(there))) continue;
    mkdirSync(dirname(there), { recursive: true });
    writeFileSync(there, bytes, { mode: statSync(join(root, file)).mode });
  }
  const flags = ['-DCMAKE_BUILD_TYPE=Debug', '-DCMAKE_C_FLAGS_DEBUG=-O1', '-DCMAKE_CXX_FLAGS_DEBUG=-O1 -w'];
  const launcher = ['-DCMAKE_CXX_COMPILER_LAUNCHER=ccache', '-DCMAKE_C_COMPILER_LAUNCHER=ccache'];
  execFileSync('cmake', ['-S', tree, '-B', build, '-G', 'Ninja', ...flags, ...launcher], { stdio: 'ignore' });
  make();
}

function make() {
  const { status, stdout } = spawnSync('cmake', ['--build', build, '--target', 'playsync_sim'], { encoding: 'utf8' });
  if (status !== 0) throw new Error(`it does not build:\n${stdout.split('\n').slice(-20).join('\n')}`);
}

/** Gives {seed, what} of the first seed that fails; null when none does. */
function hunt() {
  const args = ['--count', `${most_seeds}`, '--seconds', '300', '--tersely'];
  const { status, stdout, signal } = spawnSync(join(build, 'bin/playsync-sim'), args, { encoding: 'utf8', timeout: 600_000 });
  if (status === 0) return null;
  const found = /^seed (\d+) fails: (.*)$/m.exec(stdout);
  return found ? { seed: Number(found[1]), what: found[2] } : { seed: 0, what: `it ended with ${signal ?? status}` };
}

function plant(file, from, to) {
  const path = join(tree, file);
  const before = readFileSync(path, 'utf8');
  if (places(before, from) !== 1) throw new Error(`${file} has not one place like this: ${from}`);
  writeFileSync(path, before.replace(pattern(from), () => to));
  return () => writeFileSync(path, before);
}

prepare();
let survivors = 0;
for (const [name, file, from, to] of mutants.filter(([each]) => wanted.length === 0 || wanted.includes(each))) {
  let restore = () => {};
  try {
    restore = plant(file, from, to);
    make();
    const found = hunt();
    survivors += found ? 0 : 1;
    console.log(`${name.padEnd(44)} ${found ? `seed ${String(found.seed).padEnd(5)} ${found.what}` : 'NOT FOUND'}`);
  } catch (error) {
    survivors += 1;
    console.log(`${name.padEnd(44)} ${error.message}`);
  } finally {
    restore();
  }
}
console.log(survivors === 0 ? 'every bug was found' : `${survivors} were not found`);
process.exit(survivors === 0 ? 0 : 1);
