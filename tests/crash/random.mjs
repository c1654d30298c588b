// SPDX-License-Identifier: MIT
// Chance that can be repeated: the same seed gives the same choices.

/** A number of `name` in the environment, or `otherwise`. */
export function setting(name, otherwise) {
  const text = process.env[name];
  if (text === undefined || text === '') return otherwise;
  if (!/^\d+$/.test(text)) throw new Error(`${name} is not a number: ${text}`);
  return Number(text);
}

/** mulberry32: small, and good enough to choose moments. */
export function makeRandom(seed) {
  let state = seed >>> 0;
  const next = () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  /** A whole number from `least` to `most`. */
  const between = (least, most) => least + Math.floor(next() * (most - least + 1));
  return {
    next,
    between,
    chance: (share) => next() < share,
    pick: (list) => list[between(0, list.length - 1)],
  };
}

/** The seed of `name`, or one that is drawn. */
export function seedOf(name) {
  return setting(name, Math.floor(Math.random() * 2 ** 32));
}
