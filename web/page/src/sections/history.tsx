// SPDX-License-Identifier: MIT
// What was sent, by day: how much, and each change; and what was watched.

import { useEffect, useState } from 'preact/hooks';
import '../style/history.css';
import { dayOf, type Span, spans, total } from '../days';
import { membersOf } from '../filter';
import { instant } from '../format';
import { bars, problem, readBars } from '../history';
import { ExportButtons } from '../parts/export';
import { Filters, Tabs } from '../parts/filters';
import { count } from '../plain';
import { attend, list, show } from '../queue';
import { historyAt, note, type SectionProps, views } from '../route';
import { model, now } from '../store';
import { history as text } from '../text/history';
import { queue } from '../text/queue';
import type { Change } from '../types';
import { Chart } from './chart';
import { DayHead } from './day-head';
import { Rows } from './rows';
import { Watches } from './watches';

export default function History(props: SectionProps<'history'>) {
  const { at } = props;
  return (
    <section class="history">
      <h1 class="visually-hidden">{text.title}</h1>
      <Tabs
        label={text.view}
        tabs={views}
        names={text.views}
        here={at.view}
        href={(view) => historyAt(view, { ...at.filter, target: null })}
      />
      {at.view === 'watches' ? <Watches {...props} /> : <Sent {...props} />}
    </section>
  );
}

function Sent({ status, at }: SectionProps<'history'>) {
  const { filter } = at;
  const { target, user, kind, q } = filter;
  useEffect(() => attend(), []);
  useEffect(() => void show('history', filter, 'newest'), [target, user, kind, q]);
  const narrowed = user !== null || kind !== null || q !== null;
  return (
    <>
      <Amounts target={target} />
      <Filters
        status={status}
        filter={filter}
        onFilter={(next) => note({ ...at, filter: next, open: null })}
      >
        {list.value && list.value.rows.length > 0 && (
          <ExportButtons what="history" members={membersOf(filter)} />
        )}
      </Filters>
      <Rows at={at} whyEmpty={narrowed ? queue.noMatch : text.empty} heading={heading} />
    </>
  );
}

function heading(change: Change, before: Change | undefined) {
  return <DayHead of={dayOfChange(change)} before={before ? dayOfChange(before) : null} />;
}

function dayOfChange({ settled_at, last_attempt_at, occurred_at }: Change): number {
  return dayOf(instant(settled_at ?? last_attempt_at ?? occurred_at) ?? 0);
}

const restFor = 30_000;

function Amounts({ target }: { target: string | null }) {
  const [span, choose] = useState<Span>('days');
  const { epoch } = model.value;
  useEffect(() => {
    const read = () => void readBars(span, target, now.peek());
    read();
    const timer = setInterval(read, restFor);
    return () => clearInterval(timer);
  }, [span, target, epoch]);
  const shown = bars.value?.span === span && bars.value.target === target ? bars.value : null;
  const synced = total(shown?.synced ?? []);
  const failed = total(shown?.failed ?? []);
  return (
    <section class="amounts" aria-label={text.span}>
      <header>
        <p class="sums">
          <span>
            <b>{shown ? count(synced) : '–'}</b> {text.synced}
          </span>
          <span class={failed > 0 ? 'bad-text' : 'faint'}>
            <b>{shown ? count(failed) : '–'}</b> {text.failed}
          </span>
        </p>
        <div class="kinds" role="radiogroup" aria-label={text.span}>
          {spans.map((one) => (
            <label key={one}>
              <input
                type="radio"
                name="span"
                checked={one === span}
                onChange={() => choose(one)}
              />
              <span>{text.spans[one]}</span>
            </label>
          ))}
        </div>
      </header>
      {problem.value !== null && !shown ? (
        <p class="outcome problem">{problem.value}</p>
      ) : (
        <Chart bars={shown} label={text.chart(synced, failed, text.spans[span])} />
      )}
    </section>
  );
}
