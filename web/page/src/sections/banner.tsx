// SPDX-License-Identifier: MIT
// The lost connection: said after two seconds, with the age of what is still shown.

import { useEffect, useRef } from 'preact/hooks';
import { signal } from '@preact/signals';
import { Mark } from '../parts/mark';
import { clock, span } from '../format';
import { link, model, reconnect, stale, tick } from '../store';
import { link as text } from '../text';

const said = signal('');

export function Banner() {
  const shown = stale.value;
  useAgain(shown);
  return (
    <>
      <p class="visually-hidden" role="status">
        {said}
      </p>
      {shown && <Lost />}
    </>
  );
}

/** Tells screen readers once that the connection is back. */
function useAgain(shown: boolean): void {
  const was = useRef(false);
  useEffect(() => {
    if (shown) said.value = '';
    else if (was.current && link.value.phase === 'live') said.value = text.again;
    was.current = shown;
  }, [shown]);
}

function Lost() {
  const { phase, retryAt, heardAt } = link.value;
  if (phase === 'outdated')
    return (
      <div class="banner" role="alert">
        <Mark of="offline" />
        <span>{text.version}</span>
        <button type="button" class="button" onClick={() => location.reload()}>
          {text.reload}
        </button>
      </div>
    );
  const wait = retryAt === null ? 0 : Math.ceil((retryAt - tick.value) / 1000);
  const left = wait > 0 ? span(wait * 1000) : null;
  const of = heardAt === null ? null : clock(heardAt);
  return (
    <div class="banner" data-lost>
      <Mark of="offline" />
      <span>{model.value.status ? text.lost(left, of) : text.never(left)}</span>
      <button type="button" class="button" onClick={reconnect} disabled={left === null}>
        {text.retry}
      </button>
    </div>
  );
}
