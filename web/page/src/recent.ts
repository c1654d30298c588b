// SPDX-License-Identifier: MIT
// The last settled changes: read once with each snapshot, then told by the link.

import { call } from './session';
import { settledKept, withSettled } from './state';
import { listen, model } from './store';
import type { ChangePage } from './types';

const restFor = 1000;

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
  try {
    const answers = await Promise.all(
      ['synced', 'failed'].map((state) =>
        call<ChangePage>('GET', `changes?state=${state}&limit=${settledKept}`),
      ),
    );
    const settled = model.value.settled.filter(
      (change) => change.state === 'synced' || !before.includes(change),
    );
    model.value = withSettled(
      { ...model.value, settled },
      answers.flatMap((answer) => answer.body.items),
    );
  } catch {
    // The list stays as it was; the next message that asks for it tries again.
  }
}
