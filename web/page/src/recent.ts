// SPDX-License-Identifier: MIT
// The last settled changes: read once with each snapshot, then told by the link.

import { Order } from './order';
import { call } from './session';
import { settledKept, withSettled } from './state';
import { listen, model } from './store';
import type { ChangePage } from './types';

const restFor = 1000;
const order = new Order();

/** Follows from now on. */
export function keepRecent(): void {
  let asked = false;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const look = () => {
    timer = undefined;
    if (!asked) return;
    asked = false;
    timer = setTimeout(look, restFor);
    void read();
  };
  listen((message) => {
    if (message.type !== 'snapshot' && message.type !== 'items_changed') return;
    asked = true;
    if (timer === undefined) look();
  });
}

/** Reads them anew. A failed one that is not told again has been retried. */
export async function read(): Promise<void> {
  const before = model.value.settled;
  const counts = order.ask();
  try {
    const answers = await Promise.all(
      ['synced', 'failed'].map((state) =>
        call<ChangePage>('GET', `changes?state=${state}&limit=${settledKept}`),
      ),
    );
    if (!counts()) return;
    const told = model.value.settled.filter((change) => !before.includes(change));
    const settled = model.value.settled.filter(
      (change) => change.state === 'synced' || told.includes(change),
    );
    const read = answers.flatMap((answer) => answer.body.items);
    // What was told since is newer than what was read, so it comes last.
    model.value = withSettled({ ...model.value, settled }, [...read, ...told]);
  } catch {
    // The list stays as it was; the next message that asks for it tries again.
  }
}
