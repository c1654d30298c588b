// SPDX-License-Identifier: MIT
// What a host told, what was acknowledged, and how that compares with what arrived. The words are
// those of Jepsen's total-queue: lost, unexpected, duplicated, recovered.

import { playOf } from './process.mjs';

const items = 6; // so few that states of one item meet all the time
const hour = 3_600_000;

export function makeLedger(random) {
  // Long ago, and rising: no event is later than now, none has the time of another.
  let at = Date.now() - 1000 * hour;
  const plays = new Map(); // track to {event, acknowledged}
  const states = []; // {key, mark, at, acknowledged}
  const marked = new Array(items).fill(false);
  const tick = () => (at += 1000);

  /** A play of a track that was never played before. */
  function newPlay(padding) {
    const event = playOf(plays.size + 1, tick(), padding);
    const entry = { event, acknowledged: false };
    plays.set(event.item.host_key, entry);
    return entry;
  }

  /** A position or a mark of one of few films; marks alternate, since a second "watched" says nothing new. */
  function newState() {
    const n = random.between(0, items - 1);
    const mark = random.chance(0.3);
    if (mark) marked[n] = !marked[n];
    // So short that each mark is a watch of its own; of no known length while it plays, so that no position is one.
    const item = { kind: 'movie', title: `Film ${n}`, host_key: `film-${n}`, duration_ms: mark ? 1 : undefined };
    const name = !mark ? 'progress' : marked[n] ? 'watched' : 'unwatched';
    const event = { event: name, user: 'bob', at: tick(), item };
    if (!mark) event.position_ms = random.between(1, 80) * 1000;
    const entry = { event, key: item.host_key, mark, at, acknowledged: false };
    states.push(entry);
    return entry;
  }

  return {
    plays,
    states,
    /** `count` new events, as entries that are given to `tell`. */
    some: (count, { padding = '', share_of_states = 0.2 } = {}) =>
      Array.from({ length: count }, () => (random.chance(share_of_states) ? newState() : newPlay(padding))),
    /** Plays nobody acknowledged: a host that is careful tells them again. */
    in_doubt: () => [...plays.values()].filter((entry) => !entry.acknowledged),
    /** Tells `entries`, and notes them as acknowledged when a flush after them is done. */
    tell(host, entries) {
      host.tell(...entries.map((entry) => entry.event));
      return host.flush().then((done) => {
        if (done) for (const entry of entries) entry.acknowledged = true;
        return done;
      });
    },
  };
}

/** The newest of `list` by time; 0 when there is none. */
const newest = (list) => list.reduce((most, each) => Math.max(most, each.at), 0);

function comparePlays(ledger, arrived) {
  const times = new Map();
  for (const change of arrived) times.set(change.key, (times.get(change.key) ?? 0) + 1);
  const all = [...ledger.plays.values()];
  const has = (entry) => times.has(entry.event.item.host_key);
  return {
    arrived: arrived.length,
    acknowledged: all.filter((entry) => entry.acknowledged).length,
    lost: all.filter((entry) => entry.acknowledged && !has(entry)).map((entry) => entry.event.item.title),
    recovered: all.filter((entry) => !entry.acknowledged && has(entry)).length,
    unexpected: arrived.filter((change) => ledger.plays.get(change.key)?.event.at !== change.at).map(({ id }) => id),
    twice: [...times].filter(([, count]) => count > 1).map(([key]) => key),
  };
}

/** A mark replaces marks and positions of before, a position only positions: that much may be missing. */
function compareStates(ledger, arrived) {
  const result = { acknowledged: 0, lost: [], recovered: 0, unexpected: [], stale: [], overtaken: [] };
  const told = new Map(ledger.states.map((entry) => [`${entry.key} ${entry.at}`, entry]));
  for (const change of arrived) {
    const entry = told.get(`${change.key} ${change.at}`);
    const same = entry && entry.event.event === change.verb;
    if (!same) result.unexpected.push(change.id);
    else if (!entry.acknowledged) result.recovered += 1;
  }
  for (const key of new Set(ledger.states.map((entry) => entry.key))) {
    const here = arrived.filter((change) => change.key === key);
    const kept = ledger.states.filter((entry) => entry.key === key && entry.acknowledged);
    result.acknowledged += kept.length;
    if (newest(kept.filter((entry) => entry.mark)) > newest(here.filter((change) => change.verb !== 'progress')))
      result.lost.push(`the last mark of ${key}`);
    if (newest(kept) > newest(here)) result.lost.push(`the last state of ${key}`);
    here.forEach((change, n) => {
      const before = here[n - 1];
      if (!before || change.at > before.at) return;
      const late = change.verb !== 'progress' && before.verb === 'progress' ? result.overtaken : result.stale;
      late.push(`${change.verb} of ${key} after a newer ${before.verb}`);
    });
  }
  return result;
}

/**
 * Sendings of a change after one that got a whole 2xx. Such a repeat has one excuse: the host died
 * before it had written down that answer. At most `most` batches of a target can be in that state
 * when a run of the host ends. Gives the number of repeats, and those without the excuse.
 */
export function judgeRepeats(requests, most) {
  const taken = new Map(); // id to the request whose answer said that it was taken
  const unsettled = new Map(); // target and run to the requests that were not written down
  const result = { repeats: 0, inexcusable: [] };
  for (const request of requests) {
    for (const id of request.ids) {
      const before = taken.get(id);
      if (before) {
        result.repeats += 1;
        const end_of_run = `${before.user} ${before.run}`;
        const batches = unsettled.get(end_of_run) ?? new Set();
        unsettled.set(end_of_run, batches.add(before));
        if (before.run === request.run || batches.size > most[before.user]) result.inexcusable.push(id);
      }
      if (request.status >= 200 && request.status < 300) taken.set(id, request);
    }
  }
  return result;
}

/** `arrived` is what the other end has, in order of arrival: {id, user, verb, key, at}. */
export function compare(ledger, arrived) {
  const plays = comparePlays(ledger, arrived.filter((change) => change.user === 'alice'));
  const states = compareStates(ledger, arrived.filter((change) => change.user === 'bob'));
  return {
    arrived: arrived.length,
    plays: plays.arrived,
    acknowledged: plays.acknowledged + states.acknowledged,
    recovered: plays.recovered + states.recovered,
    lost: [...plays.lost, ...states.lost],
    unexpected: [...plays.unexpected, ...states.unexpected],
    twice: plays.twice,
    stale: states.stale,
    overtaken: states.overtaken,
  };
}
