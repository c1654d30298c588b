// SPDX-License-Identifier: MIT
// What runs: the plugin, its store, its settings, its log, and who is signed in.

import '../style/system.css';
import { bytes, instant, span } from '../format';
import { KeyList, singleKeys, useSingleKeys } from '../keys';
import { Foreign } from '../parts/bits';
import { Part } from '../parts/box';
import type { SectionProps } from '../route';
import { now } from '../store';
import { words } from '../text';
import { system as text } from '../text/system';
import type { Status } from '../types';
import { Diagnostics } from './diagnostics';
import { Log } from './log';
import { Sessions } from './sessions';
import { SettingsInForce } from './settings';

export default function System({ status }: SectionProps<'system'>) {
  return (
    <section class="system">
      <h1 class="visually-hidden">{text.title}</h1>
      <About status={status} />
      <Sessions />
      <Diagnostics />
      <SettingsInForce />
      <Log />
      <Keys />
    </section>
  );
}

function About({ status }: { status: Status }) {
  const { field } = text;
  const { host, network, store } = status;
  const began = instant(status.now);
  const up = began === null ? null : now.value - began + status.uptime_s * 1000;
  // While it refuses, nobody knows.
  const size = store.bytes > 0 ? bytes(store.bytes) : null;
  const limit = store.limit ? bytes(store.limit) : null;
  return (
    <Part title={text.about} class="tall">
      <dl class="facts">
        <dt>{field.version}</dt>
        <dd>{words.version(status.version)}</dd>
        <dt>{field.host}</dt>
        <dd>{words.host(host.name, host.version)}</dd>
        <dt>{field.up}</dt>
        <dd>{up === null ? '–' : span(up)}</dd>
        <dt>{field.network}</dt>
        <dd>{network.online ? (network.metered ? text.metered : text.online) : text.offline}</dd>
        <dt>{field.store}</dt>
        <dd>
          {text.of(size, limit)}
          {size !== null && store.limit && (
            <progress value={store.bytes} max={store.limit} aria-label={field.store} />
          )}
        </dd>
        {store.refusing !== null && (
          <>
            <dt>{field.state}</dt>
            <dd class="bad-text">
              <Foreign text={store.refusing} />
            </dd>
          </>
        )}
      </dl>
    </Part>
  );
}

function Keys() {
  return (
    <Part title={text.keys} class="wide">
      <KeyList />
      <label class="check">
        <input
          type="checkbox"
          checked={singleKeys.value}
          onChange={(event) => useSingleKeys(event.currentTarget.checked)}
        />
        <span>
          {text.single} <span class="faint">{text.singleHelp}</span>
        </span>
      </label>
    </Part>
  );
}
