// SPDX-License-Identifier: MIT
// What holds for every screen: it fits, and everybody can use it.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { shot } from './world.mjs';

export const phone = { viewport: { width: 390, height: 844 }, isMobile: true, hasTouch: true };

const axeSource = readFileSync(
  createRequire(import.meta.url).resolve('axe-core/axe.min.js'),
  'utf8',
);

async function noSidewaysScroll(of) {
  const over = await of.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
  assert.ok(over <= 0, `the page is ${over} px too wide`);
}

async function accessible(of) {
  await of.evaluate(axeSource);
  const found = await of.evaluate(async () => (await window.axe.run()).violations);
  const told = found.map((one) => `${one.id}: ${one.nodes.map((node) => node.html).join(' ')}`);
  assert.deepEqual(told, []);
}

export async function examine(of, name) {
  await noSidewaysScroll(of);
  await accessible(of);
  await shot(of, name);
}
