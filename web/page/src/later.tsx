// SPDX-License-Identifier: MIT
// Sections that are fetched after the first screen stands, so that it stands sooner.

import { signal } from '@preact/signals';
import type { ComponentType } from 'preact';
import { useEffect } from 'preact/hooks';
import type { Route } from './route';
import { words } from './text';
import type { Status } from './types';

const fetched = signal<typeof import('./sections/later') | 'failed' | null>(null);

/** Fetches them, if they are not here. Once they are, they work without the plugin. */
export async function fetchSections(): Promise<void> {
  if (fetched.value !== null && fetched.value !== 'failed') return;
  fetched.value = await import('./sections/later').catch(() => 'failed' as const);
}

export function LaterSection({ status, at }: { status: Status; at: Route }) {
  useEffect(() => void fetchSections(), []);
  const sections = fetched.value;
  if (sections === null) return <p class="empty">{words.loading}</p>;
  if (sections !== 'failed' && at.section !== 'overview') {
    const Made = sections[at.section] as ComponentType<{ status: Status; at: Route }>;
    return <Made status={status} at={at} />;
  }
  return (
    <div class="empty" role="alert">
      <p>{words.notFetched}</p>
      <button type="button" class="button" onClick={() => location.reload()}>
        {words.reload}
      </button>
    </div>
  );
}
