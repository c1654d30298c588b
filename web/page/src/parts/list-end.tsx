// SPDX-License-Identifier: MIT
// Below a list: what comes next, and how much is shown.

import type { ComponentChildren } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import { queue } from '../text/queue';

interface Props {
  next: string | null;
  /** As many rows as are kept: the next page takes their place. */
  full: boolean;
  busy: boolean;
  onMore: () => void;
  children?: ComponentChildren;
}

export function ListEnd({ next, full, busy, onMore, children }: Props) {
  const end = useRef<HTMLElement>(null);
  useEffect(() => {
    if (next === null || full) return;
    // The next page is here before the reader is.
    const near = new IntersectionObserver(
      ([seen]) => seen?.isIntersecting && scrollY > 0 && onMore(),
      { rootMargin: '400px' },
    );
    near.observe(end.current!);
    return () => near.disconnect();
  }, [next, full]);
  return (
    <footer class="list-end faint" ref={end}>
      {next !== null && (
        <button type="button" class="button" aria-busy={busy} onClick={onMore}>
          {busy ? queue.loading : full ? queue.onward : queue.more}
        </button>
      )}
      {children}
    </footer>
  );
}
