// SPDX-License-Identifier: MIT
// The way back to all targets.

import { write } from '../route';
import { targets as text } from '../text/targets';

export function Back() {
  return (
    <a class="back" href={write({ section: 'targets', id: null, add: null })}>
      <span aria-hidden="true">‹ </span>
      {text.back}
    </a>
  );
}
