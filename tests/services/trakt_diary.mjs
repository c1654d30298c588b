// SPDX-License-Identifier: MIT
// What a Trakt account holds, and what requests about films and episodes must look like.

import { Answer, isObject, isText, isWhole, must } from './fake.mjs';

const numbers = new Set(['trakt', 'tmdb', 'tvdb']);
const schemes = {
  movie: ['trakt', 'slug', 'imdb', 'tmdb'],
  show: ['trakt', 'slug', 'imdb', 'tmdb', 'tvdb'],
  episode: ['trakt', 'tvdb', 'imdb', 'tmdb'],
};
const date = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d+)?Z$/;

const bad = (holds) => must(holds, 400, '');

function checkIds(ids, kind) {
  if (ids === undefined) return;
  bad(isObject(ids));
  for (const [scheme, value] of Object.entries(ids)) {
    bad(schemes[kind].includes(scheme));
    bad(numbers.has(scheme) ? isWhole(value) : isText(value));
  }
}

/** By ids, or title and year: a title alone is several. */
function checkNamed(media) {
  bad(Object.keys(media.ids ?? {}).length > 0 || (isText(media.title) && isWhole(media.year)));
}

function checkMedia(media, kind) {
  bad(isObject(media));
  checkIds(media.ids, kind);
  if (kind !== 'episode') checkNamed(media);
  bad(media.title === undefined || isText(media.title));
  bad(media.year === undefined || isWhole(media.year));
  bad(media.watched_at === undefined || date.test(media.watched_at));
  return media;
}

const lists = (body, name) => {
  bad(body[name] === undefined || Array.isArray(body[name]));
  return body[name] ?? [];
};

/** POST /sync/history, and /remove: gives what is meant, one by one, and refuses whole shows. */
export function checkHistory(body) {
  bad(isObject(body));
  const one = (kind, echo, media, more = {}) => ({ kind, ids: media.ids ?? {}, title: media.title, year: media.year, watched_at: media.watched_at, echo, ...more });
  const movies = lists(body, 'movies').map((media) => one('movie', ['movies', media], checkMedia(media, 'movie')));
  const episodes = lists(body, 'episodes').map((media) => {
    checkMedia(media, 'episode');
    checkNamed({ ids: media.ids });
    return one('episode', ['episodes', media], media);
  });
  const shows = lists(body, 'shows').flatMap((show) => {
    checkMedia(show, 'show');
    const seasons = lists(show, 'seasons');
    // The service would mark the whole of it. Nobody here means that.
    must(seasons.length > 0, 418, 'a show without its episodes');
    return seasons.flatMap((season) => {
      bad(isWhole(season?.number));
      must(lists(season, 'episodes').length > 0, 418, 'a season without its episodes');
      return season.episodes.map((episode) => {
        bad(isWhole(episode?.number));
        bad(episode.watched_at === undefined || date.test(episode.watched_at));
        const { seasons: _, ...names } = show;
        const echo = ['shows', { ...names, seasons: [{ number: season.number, episodes: [episode] }] }];
        return one('episode', echo, { watched_at: episode.watched_at }, { show: show.ids ?? {}, show_title: show.title, show_year: show.year, season: season.number, number: episode.number });
      });
    });
  });
  return [...movies, ...episodes, ...shows];
}

export function checkScrobble(body) {
  bad(isObject(body));
  const { movie, show, episode, progress } = body;
  bad(typeof progress === 'number' && progress >= 0 && progress <= 100);
  if (movie) return { kind: 'movie', ids: checkMedia(movie, 'movie').ids ?? {}, title: movie.title, year: movie.year, progress };
  checkMedia(episode, 'episode');
  if (!show) checkNamed({ ids: episode.ids });
  if (!show) return { kind: 'episode', ids: episode.ids ?? {}, progress };
  checkMedia(show, 'show');
  bad(isWhole(episode.season) && isWhole(episode.number));
  return { kind: 'episode', ids: {}, show: show.ids ?? {}, show_title: show.title, show_year: show.year, season: episode.season, number: episode.number, progress };
}

/** All names of an item: each id, and what it is called. */
function namesOf({ kind, ids, title, year, show, show_title, show_year, season, number }) {
  const names = Object.entries(ids).map(([scheme, id]) => `${kind} ${scheme} ${id}`);
  if (kind === 'movie' && title) names.push(`movie ${title} ${year}`);
  if (season === undefined) return names;
  const shows = Object.entries(show ?? {}).map(([scheme, id]) => `${scheme} ${id}`);
  if (show_title) shows.push(`${show_title} ${show_year}`);
  return [...names, ...shows.map((each) => `${each} S${season}E${number}`)];
}

/** One item, whichever name it was told by. What it does not know has "unknown" in a name. */
class Catalogue {
  items = new Map();
  count = 0;

  find(told) {
    const names = namesOf(told);
    if (names.some((name) => name.includes('unknown'))) return undefined;
    const known = names.map((name) => this.items.get(name)).find(Boolean);
    const { kind, title, year, season, number, show, show_title, show_year } = told;
    const item = known ?? { kind, ids: {}, title, year, season, number, show, show_title, show_year, trakt: (this.count += 1) };
    Object.assign(item.ids, told.ids);
    for (const name of names) this.items.set(name, item);
    return item;
  }
}

const just_now = 10 * 60_000;
const minutes = (time) => Math.floor(time / 60_000) * 60_000; // trakt-api #876

export class Diary {
  catalogue = new Catalogue();
  history = []; // { id, item, at, action }
  positions = new Map(); // item → { id, progress, at }
  calls = []; // "start 12.5"
  removals = 0;
  next = 1;
  largest = 0; // items in one request

  forget() {
    this.history = [];
    this.positions.clear();
  }

  media(item) {
    const ids = { trakt: item.trakt, ...item.ids };
    const slug = `item-${item.trakt}`;
    if (item.kind === 'movie') return { type: 'movie', movie: { title: item.title ?? slug, year: item.year ?? null, ids: { slug, ...ids } } };
    const episode = { season: item.season ?? 0, number: item.number ?? 0, title: null, ids };
    return { type: 'episode', episode, show: { title: item.show_title ?? slug, year: item.show_year ?? null, ids: { trakt: 10_000 + item.trakt, slug, ...item.show } } };
  }

  plays(kind, from, to) {
    return this.history
      .filter((play) => play.item.kind === kind && play.at >= from && play.at <= to)
      .sort((a, b) => b.at - a.at)
      .map(({ id, item, at, action }) => ({ id, watched_at: new Date(at).toISOString(), action, ...this.media(item) }));
  }

  saved(kind, from, to) {
    return [...this.positions]
      .filter(([item, { at }]) => item.kind === kind && at >= from && at <= to)
      .map(([item, { id, progress, at }]) => ({ id, progress, paused_at: new Date(at).toISOString(), ...this.media(item) }));
  }

  sort(told, act) {
    const counts = { movies: 0, episodes: 0 };
    const not_found = { movies: [], shows: [], seasons: [], episodes: [] };
    this.largest = Math.max(this.largest, told.length);
    for (const each of told) {
      const item = this.catalogue.find(each);
      if (item) counts[`${each.kind}s`] += act(item, each);
      else not_found[each.echo[0]].push(each.echo[1]);
    }
    return [counts, not_found];
  }

  add(told) {
    const [added, not_found] = this.sort(told, (item, { watched_at }) => {
      const at = minutes(watched_at ? Date.parse(watched_at) : Date.now());
      this.history.push({ id: this.next++, item, at, action: 'watch' });
      return 1;
    });
    return { added, updated: { movies: 0, episodes: 0 }, not_found };
  }

  remove(told) {
    this.removals += 1;
    const [deleted, not_found] = this.sort(told, (item) => {
      const before = this.history.length;
      this.history = this.history.filter((play) => play.item !== item);
      return before - this.history.length;
    });
    return { deleted, not_found };
  }

  scrobble(action, told) {
    this.calls.push(`${action} ${told.progress}`);
    const item = this.catalogue.find(told);
    must(item, 404, '');
    // Of a pause others' programs show it: from 80 % on it is told to stop.
    if (action !== 'start') must(told.progress >= 1 && (action === 'stop' || told.progress < 80), 422, '');
    const just = this.history.find((play) => play.item === item && play.action === 'scrobble' && Date.now() - play.at < just_now);
    if (action === 'stop' && just) {
      const times = [just.at, just.at + just_now].map((time) => new Date(time).toISOString());
      throw new Answer(409, { watched_at: times[0], expires_at: times[1] });
    }
    const answer = (id, done) => new Answer(201, { id, action: done, progress: told.progress, ...this.media(item) });
    if (action === 'start') {
      this.positions.delete(item);
      return answer(0, 'start');
    }
    if (action === 'stop' && told.progress >= 80) {
      this.history.push({ id: this.next++, item, at: minutes(Date.now()), action: 'scrobble' });
      return answer(this.next - 1, 'scrobble');
    }
    if (action === 'pause') return answer(0, 'pause'); // of a stop alone it is said to save where it was
    this.positions.set(item, { id: this.next++, progress: told.progress, at: Date.now() });
    return answer(this.next - 1, 'pause');
  }

  seen() {
    return {
      history: this.history.map(({ item, at }) => ({ title: item.title ?? item.show_title, number: item.number, ids: item.ids, at: new Date(at).toISOString() })),
      positions: [...this.positions].map(([item, { progress }]) => ({ title: item.title ?? item.show_title, progress })),
      calls: this.calls,
      removals: this.removals,
      largest: this.largest,
    };
  }
}
