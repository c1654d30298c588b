// SPDX-License-Identifier: MIT
// Where plays go: the list, one target's setting up, and a new one's.

import '../style/targets.css';
import { Foreign } from '../parts/bits';
import { StateWord } from '../parts/mark';
import { type SectionProps, targetAt, write } from '../route';
import { services } from '../services';
import { targets as text } from '../text/targets';
import type { Card, Status } from '../types';
import { whyOfTarget } from '../why';
import { OneTarget } from './target';
import { Back } from './target-back';
import { NewTarget } from './target-form';

export default function Targets({ status, at }: SectionProps<'targets'>) {
  if (at.add !== null)
    return at.add in services ? (
      <NewTarget key={at.add} type={at.add} id={at.id} status={status} />
    ) : (
      <ChooseService id={at.id} />
    );
  return at.id === null ? (
    <List status={status} />
  ) : (
    <OneTarget key={at.id} id={at.id} status={status} />
  );
}

const adding = write({ section: 'targets', id: null, add: '' });

function List({ status }: { status: Status }) {
  const { targets } = status;
  return (
    <section class="targets">
      <header class="section-head">
        <h1>{text.title}</h1>
        <a class="button main" href={adding}>
          {text.add}
        </a>
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
      <StateWord of={card.state} />
      <span class="address">
        <Foreign text={card.service} /> · <Foreign text={card.address} />
      </span>
      <p class="faint">{whyOfTarget(card)}</p>
    </li>
  );
}

function ChooseService({ id }: { id: string | null }) {
  return (
    <section class="targets">
      <Back />
      <header class="section-head">
        <h1>{text.choose}</h1>
      </header>
      <ul class="tiles">
        {Object.keys(services).map((type) => {
          const [name, what] = text.services[type] ?? [type, ''];
          return (
            <li key={type} class="tile">
              <h2>
                <a href={write({ section: 'targets', id, add: type })}>{name}</a>
              </h2>
              <p class="faint">{what}</p>
            </li>
          );
        })}
      </ul>
    </section>
  );
}
