// SPDX-License-Identifier: MIT
// One target: whether it works, and whether we are let in.

import type { ComponentChildren } from 'preact';
import { isBusy } from '../actions';
import { cardActions } from '../commands';
import { ActionButton, Button, Foreign, Outcome } from '../parts/bits';
import { Mark, tones } from '../parts/mark';
import { waysOf } from '../services';
import { actions, targetStates } from '../text';
import { targets as text } from '../text/targets';
import { test, testKey, tests } from '../targets';
import type { Card, Status } from '../types';
import { whyOfTarget } from '../why';
import { Account } from './login';
import { Back } from './targets';

export function OneTarget({ id, status }: { id: string; status: Status }) {
  const card = status.targets.find((one) => one.id === id);
  return (
    <section class="target">
      <Back />
      <header class="section-head">
        <h1>
          <Foreign text={id} />
        </h1>
        {card && <State card={card} />}
      </header>
      {card && <p class="faint">{whyOfTarget(card)}</p>}
      {card && <TestBox card={card} />}
      {card?.login && <Account card={card} login={card.login} ways={waysOf(card.service)} />}
      {!card && <p class="empty">{text.unknown}</p>}
    </section>
  );
}

function State({ card }: { card: Card }) {
  return (
    <span class={`state ${tones[card.state] ?? 'quiet'}`}>
      <Mark of={card.state} />
      {targetStates[card.state] ?? <Foreign text={card.state} />}
    </span>
  );
}

export function Box({ title, children }: { title: string; children: ComponentChildren }) {
  return (
    <section class="box">
      <h2>{title}</h2>
      {children}
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
        <ActionButton action={can.sync} label={actions.sync} />
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
