// SPDX-License-Identifier: MIT
// All that is known of a change: what happened to it, its ids, and what can be done.

import type { ComponentChildren } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import '../style/panel.css';
import { isBusy } from '../actions';
import { actOnIds } from '../bulk';
import { open, opened } from '../detail';
import { absolute, instant, stamp } from '../format';
import { Button, Foreign, Position } from '../parts/bits';
import { Mark } from '../parts/mark';
import { actOn, keyOf } from '../queue';
import { now } from '../store';
import { actions, changeCures, changeStates, failure, verbs } from '../text';
import { panel as text } from '../text/queue';
import { timeline, type Step } from '../timeline';
import type { Change, Detail } from '../types';
import { Retry } from './cure';
import { Match } from './match';

/** `cured`: the row itself has the button that its `why` asks for. */
export function Panel({ id, change, cured }: { id: string; change: Change; cured: boolean }) {
  useEffect(() => open(id), [id]);
  const [editing, edit] = useState(change.why.code === 'no_match');
  const here = opened.value?.id === id ? opened.value : null;
  const shown: Detail = here?.change ?? change;
  return (
    <div class="panel" id={`row-${id}`}>
      {here?.problem && <p class="wide bad-text">{here.gone ? text.gone : here.problem}</p>}
      <section>
        <h2>{text.timeline}</h2>
        <ol class="timeline">
          {timeline(shown).map((step, at) => (
            <StepLine key={at} step={step} change={shown} />
          ))}
        </ol>
      </section>
      <section>
        <h2>{text.facts}</h2>
        <Facts change={shown} />
      </section>
      {editing ? (
        <Match change={shown} etag={here?.etag ?? null} close={() => edit(false)} />
      ) : (
        !here?.gone && <Doings change={shown} cured={cured} onEdit={() => edit(true)} />
      )}
    </div>
  );
}

function Doings({ change, cured, onEdit }: { change: Change; cured: boolean; onEdit: () => void }) {
  const { state, id } = change;
  if (state !== 'pending' && state !== 'failed') return null;
  const busy = isBusy(keyOf(id));
  const cure = cured ? changeCures[change.why.code] : null;
  return (
    <div class="buttons wide">
      {cure !== 'retry' && <Retry change={change} />}
      {state === 'pending' && (
        <Button busy={busy} onClick={() => void actOn(change, 'park')}>
          {text.park}
        </Button>
      )}
      <Button onClick={onEdit}>{actions.cures.match}</Button>
      {cure !== 'discard' && (
        <Button onClick={() => void actOnIds('discard', [id])}>{actions.cures.discard}</Button>
      )}
    </div>
  );
}

function StepLine({ step, change }: { step: Step; change: Detail }) {
  const at = 'at' in step ? instant(step.at) : step.kind === 'now' ? now.value : null;
  return (
    <li class={`step ${step.kind}`}>
      <time
        class="faint"
        dateTime={at === null ? undefined : new Date(at).toISOString()}
        title={at === null ? undefined : absolute(at)}
      >
        {step.kind === 'now' ? text.now : at === null ? '' : stamp(at, now.value)}
      </time>
      <span>{wordsOf(step, change)}</span>
    </li>
  );
}

function wordsOf(step: Step, change: Detail): ComponentChildren {
  switch (step.kind) {
    case 'captured':
      return text.captured(change.user, verbs[change.verb] ?? change.verb);
    case 'queued':
      return text.queued;
    case 'earlier':
      return text.earlier(step.count);
    case 'try':
      return <Tried step={step} />;
    case 'synced':
    case 'failed':
      return (
        <>
          <Mark of={step.kind} /> {text[step.kind]}
          {step.kind === 'failed' && !change.tries?.length && <Refusal of={change} />}
        </>
      );
    case 'now':
      return (
        <>
          <Mark of={change.state} /> {changeStates[change.state]}
        </>
      );
  }
}

/** A failure none of whose tries is told. */
function Refusal({ of: { last_error: error } }: { of: Detail }) {
  if (!error) return null;
  return (
    <span class="bad-text"> · {failure(error.class, error.status, error.message)}</span>
  );
}

function Tried({ step }: { step: Extract<Step, { kind: 'try' }> }) {
  const { ms, status, message, class: kind } = step.tried;
  const facts = [
    ms === null ? null : text.took(ms),
    status === null ? null : text.http(status),
  ].filter(Boolean);
  return (
    <>
      {text.tried(step.number)}
      {facts.length > 0 && <span class="faint"> · {facts.join(' · ')}</span>}
      <span class={kind === 'none' ? 'faint' : 'bad-text'}>
        {' '}
        · {kind === 'none' ? text.ok : failure(kind, null, message)}
      </span>
    </>
  );
}

function Facts({ change }: { change: Change }) {
  const { field } = text;
  const { item } = change;
  const ids = Object.entries(item.ids ?? {});
  if (item.host_key) ids.push(['host', item.host_key]);
  return (
    <dl class="facts">
      <dt>{field.item}</dt>
      <dd>{text.kinds[item.kind] ?? <Foreign text={item.kind} />}</dd>
      {typeof change.position_ms === 'number' && change.position_ms >= 0 && (
        <>
          <dt>{field.position}</dt>
          <dd>
            <Position change={change} />
          </dd>
        </>
      )}
      {ids.length > 0 && (
        <>
          <dt>{field.ids}</dt>
          <dd class="codes">
            {ids.map(([scheme, value]) => (
              <code key={scheme}>
                <Foreign text={scheme} />:<Foreign text={value} />
              </code>
            ))}
          </dd>
        </>
      )}
      <dt>{field.user}</dt>
      <dd>
        <Foreign text={change.user} />
      </dd>
      <dt>{field.target}</dt>
      <dd>
        <Foreign text={change.target} />
      </dd>
      <dt>{field.id}</dt>
      <dd>
        <code>{change.id}</code>
      </dd>
    </dl>
  );
}
