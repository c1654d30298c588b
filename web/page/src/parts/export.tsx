// SPDX-License-Identifier: MIT
// All that a filter matches, as a file.

import { useState } from 'preact/hooks';
import { inWords } from '../actions';
import { save } from '../session';
import { bulk as text } from '../text/queue';
import { Button } from './bits';

interface Props {
  what: 'changes' | 'history' | 'watches';
  /** What narrows it. */
  members: Record<string, string>;
}

export function ExportButtons({ what, members }: Props) {
  const [problem, tell] = useState<string | null>(null);
  const [busy, work] = useState(false);
  const fetchFile = async (format: string) => {
    work(true);
    tell(null);
    const query = new URLSearchParams({ ...members, format });
    if (what !== 'watches') query.set('what', what);
    await save(`${what === 'watches' ? 'watches/export' : 'export'}?${query}`, `playsync-${what}.${format}`).catch((error) => tell(inWords(error)));
    work(false);
  };
  return (
    <span class="buttons">
      {(['jsonl', 'csv'] as const).map((format) => (
        <Button key={format} busy={busy} onClick={() => void fetchFile(format)}>
          {text.export[format]}
        </Button>
      ))}
      {problem && <span class="bad-text">{problem}</span>}
    </span>
  );
}
