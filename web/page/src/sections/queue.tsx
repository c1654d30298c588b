// SPDX-License-Identifier: MIT
// Every change and why it is where it is: nothing moves under the reader.

import { useEffect } from 'preact/hooks';
import '../style/queue.css';
import { selectNone } from '../bulk';
import { tabs } from '../filter';
import { Choice, Filters, Tabs } from '../parts/filters';
import { attend, counts, show } from '../queue';
import { note, type Route, route, type SectionProps, type Sort, write } from '../route';
import { words } from '../text';
import { filters, queue } from '../text/queue';
import type { Status } from '../types';
import { BulkBar } from './bulk-bar';
import { walk } from './queue-keys';
import { Rows } from './rows';

type Here = Extract<Route, { section: 'queue' }>;

export default function Queue({ status, at }: SectionProps<'queue'>) {
  const { filter, sort } = at;
  const { state, target, user, kind, q } = filter;
  useEffect(() => attend(), []);
  useEffect(() => {
    selectNone();
    void show('changes', filter, sort);
  }, [state, target, user, kind, q, sort]);
  useEffect(() => {
    // Wherever the focus is: the rows are what this section is about.
    // And as the address is now: a key may come before this is drawn anew.
    const hear = (event: KeyboardEvent) => {
      const here = route.peek();
      if (here.section === 'queue') walk(event, here);
    };
    addEventListener('keydown', hear);
    return () => removeEventListener('keydown', hear);
  }, []);
  return (
    <section class="queue">
      <h1 class="visually-hidden">{queue.title}</h1>
      <Tabs
        label={filters.state}
        tabs={tabs}
        names={words}
        here={state}
        href={(tab) => write({ ...at, filter: { ...filter, state: tab }, open: null })}
        tally={counts.value}
      />
      <Filters
        status={status}
        filter={filter}
        onFilter={(next) => note({ ...at, filter: next, open: null })}
      >
        <Choice
          label={filters.sort}
          value={sort}
          options={Object.entries(filters.sorts)}
          onChoice={(next) => note({ ...at, sort: (next ?? 'newest') as Sort })}
        />
      </Filters>
      <BulkBar filter={filter} />
      <Rows at={at} whyEmpty={whyEmpty(at, status)} />
    </section>
  );
}

/** What would fill the list. */
function whyEmpty({ filter }: Here, status: Status): string {
  const { target, user, kind, q, state } = filter;
  if (target !== null && !status.targets.some((card) => card.id === target))
    return queue.noTarget(target);
  if (status.targets.length === 0) return queue.noTargets;
  return user === null && kind === null && q === null ? queue.empty[state] : queue.noMatch;
}
