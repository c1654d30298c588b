// SPDX-License-Identifier: MIT
// The members of the status that no message carries (disk, unknown users, watches) are asked for now and then.

import { Order } from './order';
import { call } from './session';
import { aside } from './state';
import { link, model } from './store';
import type { Status } from './types';

const every = 5000;
const order = new Order();

/** Asks from now on, while the page is looked at and the link is live. */
export function askAside(): void {
  setInterval(() => {
    if (!document.hidden && link.value.phase === 'live') void ask();
  }, every);
}

export async function ask(): Promise<void> {
  const counts = order.ask();
  try {
    const { body } = await call<Status>('GET', 'status');
    if (counts()) model.value = aside(model.value, body);
  } catch {
    // The link tells when the plugin is gone.
  }
}
