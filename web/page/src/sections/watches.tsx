// SPDX-License-Identifier: MIT
// What was watched, by day, whether or not a target was told; and how it is forgotten.

import { Fragment } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import '../style/filters.css';
import '../style/queue.css';
import '../style/watches.css';
import { doings, isBusy } from '../actions';
import { dayOf } from '../days';
import { absolute, hourMinute, instant } from '../format';
import { nameOf } from '../name';
import { Button, Foreign, Outcome, Title } from '../parts/bits';
import { ExportButtons } from '../parts/export';
import { Filters } from '../parts/filters';
import { ListEnd } from '../parts/list-end';
import { Mark } from '../parts/mark';
import { note, type SectionProps } from '../route';
import { model } from '../store';
import { queue } from '../text/queue';
import { watches as text } from '../text/history';
import type { Watch } from '../types';
import {
  allKey,
  carryOut,
  forget,
  fresh,
  keyOf,
  list,
  membersOf,
  more,
  plan,
  propose,
  room,
  show,
  type Wanted,
  wantedOf,
} from '../watches';
import { DayHead } from './day-head';

export function Watches({ status, at }: SectionProps<'history'>) {
  const { filter, unsent } = at;
  const { user, kind, q } = filter;
  const wanted = wantedOf(filter, unsent);
  const { epoch } = model.value;
  useEffect(() => void show(wanted), [user, kind, q, unsent, epoch]);
  return (
    <>
      <Filters
        status={status}
        filter={filter}
        targets={false}
        onFilter={(next) => note({ ...at, filter: next })}
      >
        <label class="check">
          <input
            type="checkbox"
            checked={unsent}
            onChange={(event) => note({ ...at, unsent: event.currentTarget.checked })}
          />
          <span>{text.unsentOnly}</span>
        </label>
      </Filters>
      {list.value && list.value.rows.length > 0 && <Tools wanted={wanted} />}
      {list.value?.rows.length === 0 && <Outcome keys={[allKey]} />}
      <List wanted={wanted} />
    </>
  );
}

/** What can be done with all that match. */
function Tools({ wanted }: { wanted: Wanted }) {
  const asked = plan.value;
  return (
    <div class="bulk" role="group" aria-label={text.tools}>
      <span class="buttons">
        <ExportButtons what="watches" members={membersOf(wanted)} />
        {!asked && (
          <Button busy={isBusy(allKey)} onClick={() => void propose(wanted)}>
            {text.forgetAll}
          </Button>
        )}
      </span>
      {asked && (
        <div class="proposal">
          <p role="status">{text.would(asked.n)}</p>
          <span class="buttons">
            <Button main focus busy={isBusy(allKey)} onClick={() => void carryOut()}>
              {text.yes(asked.n)}
            </Button>
            <button
              type="button"
              class="button"
              onClick={() => {
                plan.value = null;
              }}
            >
              {queue.cancel}
            </button>
          </span>
        </div>
      )}
      {doings.value[allKey] && <Outcome keys={[allKey]} />}
    </div>
  );
}

function List({ wanted }: { wanted: Wanted }) {
  const here = list.value;
  if (!here || here.phase === 'loading')
    return (
      <p class="empty" role="status">
        {wanted.q === null ? queue.loading : queue.searching}
      </p>
    );
  const { rows, problem, next, phase } = here;
  const again = () => void show(here.wanted);
  const news = fresh(here);
  return (
    <>
      <div class="fresh" role="status">
        {(news > 0 || here.later) && (
          <button type="button" class="button" onClick={again}>
            {here.later ? queue.fromTop : queue.fresh(news)}
          </button>
        )}
      </div>
      {rows.length > 0 && (
        <ul class="rows watches" aria-label={text.list}>
          {rows.map((watch, n) => (
            <Fragment key={watch.name}>
              <DayHead of={dayOfWatch(watch)} before={n > 0 ? dayOfWatch(rows[n - 1]!) : null} />
              <Row watch={watch} />
            </Fragment>
          ))}
        </ul>
      )}
      {problem !== null && (
        <p class="outcome problem" role="alert">
          <span>{problem}</span>
          {rows.length === 0 && (
            <button type="button" class="button" onClick={again}>
              {queue.again}
            </button>
          )}
        </p>
      )}
      {rows.length === 0 && problem === null && <p class="empty">{whyEmpty(wanted)}</p>}
      <ListEnd
        next={next}
        full={rows.length >= room}
        busy={phase === 'more'}
        onMore={() => void more()}
      >
        {rows.length > 0 && <span>{text.shown(rows.length)}</span>}
      </ListEnd>
    </>
  );
}

function whyEmpty({ user, kind, q, unsent }: Wanted): string {
  if (user !== null || kind !== null || q !== null) return queue.noMatch;
  return unsent ? text.allSent : text.empty;
}

const dayOfWatch = ({ watched_at }: Watch) => dayOf(instant(watched_at) ?? 0);

function Row({ watch }: { watch: Watch }) {
  const { name, item, user, how, targets, taken_back: back } = watch;
  const [asking, ask] = useState(false);
  return (
    <li class="row" data-watch={name}>
      <div class="line">
        <div class="seen">
          <Mark of={targets > 0 ? 'synced' : 'kept'} />
          <span class="what">
            <Title item={item} />
            <span class="why">
              {[text.how[how] ?? how, back && text.takenBack, text.told(targets)]
                .filter(Boolean)
                .join(' · ')}
            </span>
          </span>
          <span class="faint who">
            <Foreign text={user} />
          </span>
          <span class="faint when">
            <Span watch={watch} />
          </span>
        </div>
        <button
          type="button"
          class="link-button forget"
          aria-expanded={asking}
          aria-label={text.forgetOf(nameOf(item))}
          onClick={() => ask(!asking)}
        >
          {text.forget}
        </button>
      </div>
      {asking && (
        <div class="sure">
          <p role="status">{text.sure(user, targets)}</p>
          <span class="buttons">
            <Button main focus busy={isBusy(keyOf(name))} onClick={() => void forget(watch)}>
              {text.forget}
            </Button>
            <button type="button" class="button" onClick={() => ask(false)}>
              {queue.cancel}
            </button>
          </span>
        </div>
      )}
      <Outcome keys={[keyOf(name)]} />
    </li>
  );
}

/** The time of the day; from when to when on hover. */
function Span({ watch: { begun, watched_at, ended } }: { watch: Watch }) {
  const [from, at, to] = [begun, watched_at, ended].map(instant);
  if (at == null) return null;
  return (
    <time dateTime={new Date(at).toISOString()} title={text.span(absolute(from ?? at), absolute(to ?? at))}>
      {hourMinute(at)}
    </time>
  );
}
