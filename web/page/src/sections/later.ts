// SPDX-License-Identifier: MIT
// The sections behind the first screen, fetched as one file: it packs better than four.

export { default as queue } from './queue';
export { default as history } from './history';
export { default as targets } from './targets';
export { default as system } from './system';
