// SPDX-License-Identifier: MIT
// Trakt as github.com/trakt/trakt-api (projects/api/src/contracts) and docs.trakt.tv say, as far as a
// scrobbler sees it: API and log-ins at one address. A member of a wrong type is a 400, and so is what
// the contract does not name. Where others' programs show more than the contract, the stricter counts.
//
//   node tests/services/trakt.mjs --port 8091 --life 604800 --posts-a-second 1
//
//   POST /fake/person   {"code": "…", "says": "yes" | "no"}   what a person does at the address shown
//   POST /fake/revoke   {}                                     every token is void
//   POST /fake/forget   {}                                     the plays and positions

import { randomBytes } from 'node:crypto';

import { Answer, isText, must, options, serve } from './fake.mjs';
import { checkHistory, checkScrobble, Diary } from './trakt_diary.mjs';
import { settingsOf } from './trakt_settings.mjs';

const set = options({ id: 'client', secret: 'sesame', life: '604800', interval: '1', 'posts-a-second': '0', user: 'alice' });
const diary = new Diary();
const codes = new Map(); // device code → { user_code, says, until, used, polled }
const tokens = new Map(); // access → until
let refresh; // the only one that is good
const state = { requests: [], refreshes: 0, revoked: 0, agents: new Set(), most_posts: 0 };
const posts = []; // times of the last second

const named = (bytes) => randomBytes(bytes).toString('hex');
const refuse = (status, body = '', headers = {}) => {
  throw new Answer(status, body, headers);
};

function newTokens() {
  tokens.clear();
  const access = named(32);
  const life = Number(set.life);
  tokens.set(access, Date.now() + life * 1000);
  refresh = named(32);
  const created_at = Math.floor(Date.now() / 1000);
  return { access_token: access, token_type: 'bearer', expires_in: life, refresh_token: refresh, scope: 'public', created_at };
}

const isApp = ({ client_id, client_secret }) => client_id === set.id && client_secret === set.secret;
const noApp = [400, { error: 'invalid_client', error_description: 'Client authentication failed.' }];

const auth = {
  '/oauth/device/code': ({ client_id }) => {
    must(client_id === set.id, 403);
    const code = { user_code: named(4).toUpperCase(), says: undefined, until: Date.now() + 600_000, used: false, polled: 0 };
    const device_code = named(32);
    codes.set(device_code, code);
    return { device_code, user_code: code.user_code, verification_url: 'https://trakt.tv/activate', expires_in: 600, interval: Number(set.interval) };
  },
  '/oauth/device/token': (body) => {
    must(isApp(body), ...noApp);
    const code = codes.get(body.code);
    if (!code) refuse(404);
    const early = Date.now() - code.polled < Number(set.interval) * 900;
    code.polled = Date.now();
    if (code.used) refuse(409);
    if (Date.now() > code.until || code.says === 'never') refuse(410);
    if (early) refuse(429);
    if (code.says === 'no') refuse(418);
    if (code.says !== 'yes') refuse(400);
    code.used = true;
    return newTokens();
  },
  '/oauth/token': (body) => {
    must(isApp(body), ...noApp);
    must(body.grant_type === 'refresh_token' && typeof body.redirect_uri === 'string', 400, { error: 'invalid_request', error_description: '' });
    must(refresh && body.refresh_token === refresh, 400, { error: 'invalid_grant', error_description: 'The provided authorization grant is invalid.' });
    state.refreshes += 1;
    return newTokens();
  },
  // RFC 7009: one that is not known is revoked already; the pair goes together.
  '/oauth/revoke': (body) => {
    must(isApp(body), ...noApp);
    must(isText(body.token), 400, { error: 'invalid_request', error_description: '' });
    if (!tokens.delete(body.token)) return {};
    refresh = undefined;
    state.revoked += 1;
    return {};
  },
};

const control = {
  '/fake/person': ({ code, says }) => {
    const found = [...codes.values()].find((each) => each.user_code === code);
    must(found, 404);
    found.says = says;
  },
  '/fake/revoke': () => {
    tokens.clear();
    refresh = undefined;
  },
  '/fake/forget': () => diary.forget(),
};

/** D required-headers; T, security: of log-ins too. */
function know({ headers }) {
  must(/json/.test(headers['content-type'] ?? ''), 412);
  must(headers['user-agent'], 403);
  must(headers['trakt-api-version'] === '2' && headers['trakt-api-key'] === set.id, 403);
}

function enter({ headers }) {
  const token = /^Bearer (.+)$/.exec(headers.authorization ?? '')?.[1];
  must(token && tokens.get(token) > Date.now(), 401);
}

/** D rate-limiting: AUTHED_API_POST_LIMIT. */
function limitPosts() {
  const limit = Number(set['posts-a-second']);
  const now = Date.now();
  while (posts.length > 0 && posts[0] <= now - 1000) posts.shift();
  posts.push(now);
  state.most_posts = Math.max(state.most_posts, posts.length);
  if (limit === 0 || posts.length <= limit) return;
  posts.pop();
  const until = new Date(now + 1000).toISOString();
  refuse(429, '', {
    'Retry-After': '1',
    'X-Ratelimit': JSON.stringify({ name: 'AUTHED_API_POST_LIMIT', period: 1, limit, remaining: 0, until }),
  });
}

function jsonOf(text) {
  try {
    return JSON.parse(text || '{}');
  } catch {
    return refuse(400);
  }
}

function paged(list, query) {
  const limit = Math.min(Number(query.get('limit') ?? 100), 250);
  const page = Number(query.get('page') ?? 1);
  must(Number.isInteger(limit) && limit > 0 && Number.isInteger(page) && page > 0, 400);
  const headers = {
    'X-Pagination-Page': String(page),
    'X-Pagination-Limit': String(limit),
    'X-Pagination-Page-Count': String(Math.max(1, Math.ceil(list.length / limit))),
    'X-Pagination-Item-Count': String(list.length),
  };
  return new Answer(200, list.slice((page - 1) * limit, page * limit), headers);
}

/** Typed as times and described as "YYYY-MM-DD": read as days, of which the last is not in it. */
function between(query) {
  const day = (name, otherwise) => {
    if (!query.has(name)) return otherwise;
    must(/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d+)?Z$/.test(query.get(name)), 400);
    return Date.parse(query.get(name).slice(0, 10));
  };
  return [day('start_at', 0), day('end_at', Infinity) - 1];
}

const kinds = { movies: 'movie', episodes: 'episode' };

function api({ method, path, query, text }) {
  const list = /^\/(sync\/playback|users\/me\/history)\/(movies|episodes)$/.exec(path);
  if (method === 'GET' && list)
    return paged(diary[list[1] === 'sync/playback' ? 'saved' : 'plays'](kinds[list[2]], ...between(query)), query);
  if (method === 'GET' && path === '/users/settings') return new Answer(200, settingsOf(set.user));
  must(method === 'POST', 405);
  limitPosts();
  const body = jsonOf(text);
  if (path === '/sync/history') return new Answer(200, diary.add(checkHistory(body)));
  if (path === '/sync/history/remove') return new Answer(200, diary.remove(checkHistory(body)));
  const action = /^\/scrobble\/(start|pause|stop)$/.exec(path)?.[1];
  must(action, 404);
  return diary.scrobble(action, checkScrobble(body));
}

serve(
  set.port,
  (request) => {
    const { method, path, headers, text } = request;
    if (!path.startsWith('/oauth/')) state.requests.push(`${method} ${path}`);
    if (headers['user-agent']) state.agents.add(headers['user-agent']);
    know(request);
    if (!path.startsWith('/oauth/')) {
      enter(request);
      return api(request);
    }
    must(method === 'POST' && auth[path], 404);
    return new Answer(200, auth[path](jsonOf(text)));
  },
  () => ({ ...state, agents: [...state.agents], ...diary.seen(), refresh, codes: [...codes.values()].map((each) => each.user_code) }),
  control,
);
