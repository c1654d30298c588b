// SPDX-License-Identifier: MIT
// Where plays go: the list, and one target.

import '../style/targets.css';
import type { SectionProps } from '../later';
import { Foreign } from '../parts/bits';
import { Mark, tones } from '../parts/mark';
import { targetAt, write } from '../route';
import { targetStates } from '../text';
import { targets as text } from '../text/targets';
import type { Card, Status } from '../types';
import { whyOfTarget } from '../why';
import { OneTarget } from './target';

export default function Targets({ status, at }: SectionProps<'targets'>) {
  return at.id === null ? (
    <List status={status} />
  ) : (
    <OneTarget key={at.id} id={at.id} status={status} />
  );
}

function List({ status }: { status: Status }) {
  const { targets } = status;
  return (
    <section class="targets">
      <header class="section-head">
        <h1>{text.title}</h1>
      </header>
      {targets.length === 0 ? (
        <p class="empty">{text.empty}</p>
      ) : (
        <ul class="tiles">
          {targets.map((card) => (
            <Line key={card.id} card={card} />
          ))}
        </ul>
      )}
    </section>
  );
}

function Line({ card }: { card: Card }) {
  return (
    <li class="tile" data-target={card.id}>
      <h2>
        <a href={targetAt(card.id)}>
          <Foreign text={card.id} />
        </a>
      </h2>
      <span class={`state ${tones[card.state] ?? 'quiet'}`}>
        <Mark of={card.state} />
        {targetStates[card.state] ?? <Foreign text={card.state} />}
      </span>
      <span class="address">
        <Foreign text={card.service} /> · <Foreign text={card.address} />
      </span>
      <p class="faint">{whyOfTarget(card)}</p>
    </li>
  );
}

export function Back() {
  return (
    <a class="back" href={write({ section: 'targets', id: null, add: null })}>
      <span aria-hidden="true">‹ </span>
      {text.back}
    </a>
  );
}
