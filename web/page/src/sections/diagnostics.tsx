// SPDX-License-Identifier: MIT
// What to attach to a report.

import { useState } from 'preact/hooks';
import { inWords } from '../actions';
import { Button } from '../parts/bits';
import { Part } from '../parts/box';
import { save } from '../session';
import { system as text } from '../text/system';

export function Diagnostics() {
  const [problem, tell] = useState<string | null>(null);
  const [busy, work] = useState(false);
  const download = async () => {
    work(true);
    tell(null);
    await save('diagnostics', 'playsync-diagnostics.zip').catch((error) => tell(inWords(error)));
    work(false);
  };
  return (
    <Part title={text.diagnostics}>
      <p class="faint">{text.diagnosticsLead}</p>
      <div class="buttons">
        <Button busy={busy} onClick={() => void download()}>
          {text.download}
        </Button>
        {problem !== null && <span class="bad-text">{problem}</span>}
      </div>
    </Part>
  );
}
