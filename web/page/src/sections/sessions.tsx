// SPDX-License-Identifier: MIT
// Who is signed in, and how to end the others' sessions.

import { useEffect, useState } from 'preact/hooks';
import { doings, isBusy } from '../actions';
import { absolute, instant } from '../format';
import { Button, Outcome } from '../parts/bits';
import { Part } from '../parts/box';
import { model } from '../store';
import { askSession, othersKey, session, signOutOthers } from '../system';
import { system as text } from '../text/system';

export function Sessions() {
  const [asking, ask] = useState(false);
  const { epoch } = model.value;
  useEffect(() => void askSession(), [epoch]);
  const { body, problem } = session.value;
  const end = instant(body?.expires);
  return (
    <Part title={text.sessions}>
      {problem !== null && <p class="bad-text">{problem}</p>}
      {body && (
        <p>
          {end === null ? text.endless : text.expires(absolute(end))} {text.others(body.others)}
        </p>
      )}
      <div class="buttons">
        {body && body.others > 0 && !asking && (
          <Button busy={isBusy(othersKey)} onClick={() => ask(true)}>
            {text.signOutOthers.idle}
          </Button>
        )}
        {asking && (
          <>
            <Button
              main
              focus
              onClick={() => {
                ask(false);
                void signOutOthers();
              }}
            >
              {text.sure}
            </Button>
            <button type="button" class="button" onClick={() => ask(false)}>
              {text.cancel}
            </button>
          </>
        )}
        {doings.value[othersKey] && <Outcome keys={[othersKey]} />}
      </div>
    </Part>
  );
}
