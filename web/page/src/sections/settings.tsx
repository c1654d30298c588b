// SPDX-License-Identifier: MIT
// The settings that are in force, and where each comes from.

import { useEffect, useState } from 'preact/hooks';
import { isBusy } from '../actions';
import { Button, Foreign, Outcome } from '../parts/bits';
import { Part } from '../parts/box';
import { model } from '../store';
import { askConfig, config, reload, reloadKey, type Setting } from '../system';
import { system as text } from '../text/system';

export function SettingsInForce() {
  const [all, showAll] = useState(false);
  const { epoch } = model.value;
  useEffect(() => void askConfig(), [epoch]);
  const { body, problem } = config.value;
  const busy = isBusy(reloadKey);
  const items = body?.items.filter((item) => all || item.origin !== 'default') ?? [];
  return (
    <Part
      title={text.settings}
      class="wide"
      tools={
        <Button busy={busy} onClick={() => void reload()}>
          {text.reload[busy ? 'busy' : 'idle']}
        </Button>
      }
    >
      <Outcome keys={[reloadKey]} />
      {problem !== null && <p class="bad-text">{problem}</p>}
      {body?.errors.map((error) => (
        <p key={error} class="bad-text">
          <Foreign text={error} />
        </p>
      ))}
      {items.length > 0 && <Table items={items} />}
      {body && items.length === 0 && <p class="faint">{text.noneSet}</p>}
      <label class="check">
        <input
          type="checkbox"
          checked={all}
          onChange={(event) => showAll(event.currentTarget.checked)}
        />
        <span>{text.allSettings}</span>
      </label>
    </Part>
  );
}

function Table({ items }: { items: Setting[] }) {
  return (
    <div class="scroll" tabIndex={0} role="region" aria-label={text.settings}>
      <table>
        <thead>
          <tr>
            <th scope="col">{text.key}</th>
            <th scope="col">{text.value}</th>
            <th scope="col">{text.origin}</th>
          </tr>
        </thead>
        <tbody>
          {items.map((item) => (
            <tr key={item.key}>
              <th scope="row">
                <code>
                  <Key of={item.key} />
                </code>
              </th>
              <td>
                <Foreign text={shown(item.value)} />
                {shown(item.default) !== text.notSet && shown(item.default) !== shown(item.value) && (
                  <span class="faint"> · {text.otherwise(shown(item.default))}</span>
                )}
              </td>
              <td class="faint">
                {item.origin === 'default' ? text.isDefault : <Foreign text={item.origin} />}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

/** May be broken after a dot, which is better than anywhere. */
function Key({ of }: { of: string }) {
  return (
    <>
      {of.split('.').map((part, n) => (
        <>
          {n > 0 && '.'}
          {n > 0 && <wbr />}
          <Foreign text={part} />
        </>
      ))}
    </>
  );
}

function shown(value: unknown): string {
  if (value === null || value === undefined) return text.notSet;
  return (Array.isArray(value) ? value.join(', ') : String(value)) || text.notSet;
}
