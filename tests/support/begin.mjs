// SPDX-License-Identifier: MIT
// What a file of tests begins with.

import { after } from 'node:test';

import { makePlace, startHost, startReceiver } from './programs.mjs';

/**
 * `receiver`, `place` and a `host` that tells the receiver as its target `home`, then what `more` adds.
 * `settings` are makePlace's, `receiving` the receiver's options. What has a `stop` or `remove` ends with
 * the tests, the last first; a host that is started anew is to be put in the old one's place.
 */
export async function begin({ receiving = [], ...settings } = {}, more = undefined) {
  const all = {};
  const end = async () => {
    for (const one of Object.values(all).reverse()) await (one.stop ?? one.remove)?.();
  };
  try {
    all.receiver = await startReceiver(...receiving);
    all.place = makePlace(all.receiver.port, settings);
    all.host = await startHost(all.place);
    await more?.(all);
  } catch (error) {
    await end();
    throw error;
  }
  after(end);
  return all;
}
