// SPDX-License-Identifier: MIT
// One target: whether it works, whether we are let in, and its settings.

import { useEffect, useState } from 'preact/hooks';
import { isBusy } from '../actions';
import { cardActions } from '../commands';
import { ActionButton, Button, Foreign, Outcome } from '../parts/bits';
import { Box } from '../parts/box';
import { Mark, StateWord } from '../parts/mark';
import { serviceOf } from '../services';
import { close, open, opened, remove, removeKey, test, testKey, tests } from '../targets';
import { actions } from '../text';
import { targets as text } from '../text/targets';
import type { Card, Status } from '../types';
import { isMovable, open as unsettled } from '../verdict';
import { whyOfTarget } from '../why';
import { Account } from './login';
import { Back } from './target-back';
import { SettingsForm } from './target-form';

export function OneTarget({ id, status }: { id: string; status: Status }) {
  useEffect(() => {
    void open(id);
    return () => close(id);
  }, [id]);
  const here = opened.value?.id === id ? opened.value : null;
  const card = status.targets.find((one) => one.id === id);
  const setup = here?.setup ?? null;
  const settings = setup?.settings ?? {};
  const secrets = setup?.secrets ?? {};
  const service = serviceOf(card?.service ?? String(settings.type ?? ''), settings, Object.keys(secrets));
  return (
    <section class="target">
      <Back />
      <header class="section-head">
        <h1>
          <Foreign text={id} />
        </h1>
        {card && <StateWord of={card.state} />}
      </header>
      {card && <p class="faint">{whyOfTarget(card)}</p>}
      {card && <TestBox card={card} />}
      {card?.login && <Account card={card} login={card.login} ways={service.ways} />}
      {here?.problem && (
        <p class="outcome problem" role="alert">
          {here.problem}
        </p>
      )}
      {setup && setup.errors.length > 0 && (
        <div class="outcome problem" role="alert">
          <p>{text.notInForce}</p>
          <ul>
            {setup.errors.map((one) => (
              <li key={one}>
                <Foreign text={one} />
              </li>
            ))}
          </ul>
        </div>
      )}
      {setup?.settings && (
        <Box title={text.settings}>
          <SettingsForm
            key={id}
            id={id}
            fields={service.fields}
            settings={settings}
            secrets={secrets}
            inForce={setup.errors.length === 0}
            byHand={setup.managed_by === 'file'}
          />
        </Box>
      )}
      {setup?.settings && <Remove id={id} card={card} />}
    </section>
  );
}

function TestBox({ card }: { card: Card }) {
  const { id } = card;
  const can = cardActions(id);
  const busy = isBusy(testKey(id));
  const result = tests.value[id];
  return (
    <div class="test" data-test>
      <div class="buttons">
        <Button busy={busy} onClick={() => void test(id)}>
          {busy ? text.test.busy : text.test.idle}
        </Button>
        {card.paused_by == null ? (
          <ActionButton action={can.pause} label={actions.pause} />
        ) : (
          <ActionButton action={can.resume} label={actions.resume} />
        )}
        {isMovable(card) && <ActionButton action={can.sync} label={actions.sync} />}
        <Outcome keys={[testKey(id), can.pause.key, can.resume.key, can.sync.key]} />
      </div>
      {result && !busy && (
        <div class="box" role="status">
          <ol class="steps">
            {result.steps.map((step) => (
              <li key={step.name} class={step.ok ? 'well' : 'bad'}>
                <Mark of={step.ok ? 'synced' : 'failed'} />
                <span>
                  {text.steps[step.name] ?? <Foreign text={step.name} />}
                  <span class="visually-hidden">: {step.ok ? text.stepOk : text.stepBad}</span>
                  {step.detail && (
                    <span class={step.ok ? 'faint' : 'bad-text'}>
                      {' '}
                      · <Foreign text={step.detail} />
                    </span>
                  )}
                </span>
                <span class="faint">{text.ms(step.ms)}</span>
              </li>
            ))}
          </ol>
          <p class={result.ok ? 'good' : 'bad-text'}>{result.ok ? text.testOk : text.testBad}</p>
        </div>
      )}
    </div>
  );
}

/** It asks first: this cannot be undone. */
function Remove({ id, card }: { id: string; card: Card | undefined }) {
  const [asking, ask] = useState(false);
  const waiting = card ? unsettled(card) + card.counts.failed : 0;
  const busy = isBusy(removeKey(id));
  if (!asking)
    return (
      <p class="remove">
        <Button onClick={() => ask(true)}>{text.remove}</Button>
        <Outcome keys={[removeKey(id)]} />
      </p>
    );
  return (
    <div class="box remove" role="group" aria-label={text.remove}>
      <p>{text.removeAsk(id)}</p>
      <div class="buttons">
        <Button focus={waiting > 0} busy={busy} onClick={() => void remove(id, 'keep')}>
          {waiting > 0 ? text.removeKeep(waiting) : text.removeYes}
        </Button>
        {waiting > 0 && (
          <Button busy={busy} onClick={() => void remove(id, 'discard')}>
            {text.removeDiscard(waiting)}
          </Button>
        )}
        <button type="button" class="button" onClick={() => ask(false)}>
          {text.cancel}
        </button>
      </div>
      <Outcome keys={[removeKey(id)]} />
    </div>
  );
}
