// SPDX-License-Identifier: MIT
// Keys that work everywhere, and the list of all keys. Single keys can be turned off: they are in
// the way of dictation.

import { signal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import { anything } from './filter';
import { go, read, route, sections } from './route';
import { keys as text } from './text';

const slot = 'playsync-keys';

export const singleKeys = signal(stored() !== 'off');
const listed = signal(false);

export function useSingleKeys(on: boolean): void {
  singleKeys.value = on;
  try {
    localStorage.setItem(slot, on ? 'on' : 'off');
  } catch {
    // Storage is off: it holds for this document.
  }
}

/** Whether a key is meant as one of ours, not as text or as a shortcut of the browser. */
export function isOurs(event: KeyboardEvent): boolean {
  if (event.ctrlKey || event.altKey || event.metaKey || event.defaultPrevented) return false;
  const at = event.target as HTMLElement;
  if (at.closest?.('dialog') || at.isContentEditable) return false;
  const types = at.tagName === 'INPUT' && (at as HTMLInputElement).type !== 'checkbox';
  return !types && at.tagName !== 'TEXTAREA' && at.tagName !== 'SELECT';
}

/** Listens from now on. */
export function followKeys(): void {
  addEventListener('keydown', (event) => {
    if (!singleKeys.value || !isOurs(event)) return;
    const section = sections[Number(event.key) - 1];
    if (event.key === '?') listed.value = true;
    else if (event.key === '/') toSearch();
    else if (section) go(read(`#/${section}`));
    else return;
    event.preventDefault();
  });
}

/** To the search field of the section, or to the queue's. */
function toSearch(): void {
  const field = () => document.querySelector<HTMLInputElement>('input[type="search"]');
  const here = field();
  if (here) {
    here.focus();
    return;
  }
  go({ section: 'queue', filter: anything, sort: 'newest', open: null });
  const stop = route.subscribe(({ section }) => {
    if (section !== 'queue') return;
    setTimeout(() => {
      stop();
      field()?.focus();
    });
  });
}

export function KeyList() {
  return (
    <dl class="keys">
      {text.list.map(([key = '', what]) => (
        <div key={key}>
          <dt>
            {key.split(' ').map((one) => (
              <kbd key={one}>{one}</kbd>
            ))}
          </dt>
          <dd>{what}</dd>
        </div>
      ))}
    </dl>
  );
}

/** Over everything while it is asked for. */
export function KeyDialog() {
  const box = useRef<HTMLDialogElement>(null);
  const shown = listed.value;
  useEffect(() => {
    if (shown) box.current?.showModal();
  }, [shown]);
  if (!shown) return null;
  return (
    <dialog ref={box} aria-labelledby="keys" onClose={() => (listed.value = false)}>
      <h2 id="keys">{text.title}</h2>
      <KeyList />
      <button type="button" class="button" onClick={() => box.current?.close()}>
        {text.close}
      </button>
    </dialog>
  );
}

function stored(): string | null {
  try {
    return localStorage.getItem(slot);
  } catch {
    return null;
  }
}
