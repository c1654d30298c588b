// SPDX-License-Identifier: MIT
// ListenBrainz as its documentation and its server's api_tools.py say, as far as a submitter sees it.
//
//   node tests/services/listenbrainz.mjs --port 8090 --token secret --limit 30 --window 10

import { Answer, isObject, isText, isWhole, must, options, serve } from './fake.mjs';

const set = options({ token: 'secret', limit: '1000', window: '10', user: 'alice' });
const listens = new Map();
const state = { requests: 0, playing: [], types: [], agents: new Set() };
let opened = Date.now();
let left = Number(set.limit);

const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;
const earliest = 1033430400;
const largestListens = 1000;
const bytesAListen = 10240;
const longest = 24 * 86400; // seconds

function refuse(error, listen) {
  throw new Answer(400, { code: 400, error, ...(listen ?? {}) });
}

function onlyMembers(object, allowed, listen) {
  for (const name of Object.keys(object))
    if (!allowed.includes(name)) refuse(`JSON document may not contain ${name}.`, listen);
}

function checkInfo(info, listen) {
  if (!isObject(info)) refuse('additional_info must be an object.', listen);
  for (const name of ['recording_mbid', 'release_mbid', 'release_group_mbid', 'track_mbid'])
    if (info[name] && !uuid.test(info[name])) refuse(`${name} MBID format invalid.`, listen);
  if (info.artist_mbids && !(Array.isArray(info.artist_mbids) && info.artist_mbids.every((id) => uuid.test(id))))
    refuse('artist_mbids MBID format invalid.', listen);
  if ('duration' in info && 'duration_ms' in info)
    refuse('JSON document should not contain both duration and duration_ms.', listen);
  for (const [name, most] of [['duration', longest], ['duration_ms', longest * 1000]]) {
    if (!(name in info)) continue;
    if (!(isWhole(info[name]) && info[name] > 0)) refuse(`Value for ${name} is invalid, should be a positive integer.`, listen);
    if (info[name] > most) refuse(`Value for ${name} is too large, max permitted value is ${most}`, listen);
  }
}

function check(listen, type) {
  if (!isObject(listen)) refuse('a listen must be an object.');
  onlyMembers(listen, type === 'playing_now' ? ['track_metadata'] : ['listened_at', 'track_metadata'], listen);
  if (type !== 'playing_now') {
    if (!isWhole(listen.listened_at)) refuse('JSON document must contain the key listened_at at the top level.', listen);
    const latest = Date.now() / 1000 + 3600;
    if (listen.listened_at < earliest || listen.listened_at > latest) refuse('Value for key listened_at is out of range.', listen);
  }
  const track = listen.track_metadata;
  if (!isObject(track)) refuse('JSON document must contain the key track_metadata.', listen);
  for (const name of ['artist_name', 'track_name'])
    if (!isText(track[name]?.trim?.())) refuse(`Required field ${name} is empty.`, listen);
  if ('release_name' in track && !isText(track.release_name)) refuse('release_name must be a string.', listen);
  if ('additional_info' in track) checkInfo(track.additional_info, listen);
}

/** As messybrainz and the unique key of the listens' table tell one from another. */
function keyOf({ listened_at, track_metadata: { artist_name, track_name, release_name, additional_info } }) {
  const names = [artist_name, track_name, release_name ?? ''].map((name) => name.toLowerCase());
  return JSON.stringify([listened_at, ...names, additional_info?.duration_ms ?? null]);
}

function submit(text) {
  let body;
  try {
    body = JSON.parse(text);
  } catch {
    refuse('Cannot parse JSON document.');
  }
  if (!isObject(body)) refuse('a JSON object is needed.');
  onlyMembers(body, ['listen_type', 'payload']);
  const { listen_type: type, payload } = body;
  if (!['single', 'playing_now', 'import'].includes(type)) refuse('JSON document requires a valid listen_type key.');
  if (!Array.isArray(payload) || payload.length === 0) refuse('JSON document does not contain any listens.');
  if (payload.length > largestListens) refuse('Too many listens.');
  if (type !== 'import' && payload.length > 1) refuse(`JSON document contains more than listen for a ${type}.`);
  if (text.length > bytesAListen * payload.length) refuse('JSON document is too large.');
  payload.forEach((listen) => check(listen, type));
  state.types.push(`${type}:${payload.length}`);
  if (type === 'playing_now') state.playing.push(payload[0].track_metadata.track_name);
  else for (const listen of payload) listens.set(keyOf(listen), listen);
  return new Answer(200, { status: 'ok' });
}

function limits() {
  const now = Date.now();
  const span = Number(set.window) * 1000;
  if (now >= opened + span) {
    opened = now;
    left = Number(set.limit);
  }
  left -= 1;
  return {
    'X-RateLimit-Limit': set.limit,
    'X-RateLimit-Remaining': String(Math.max(left, 0)),
    'X-RateLimit-Reset-In': String(Math.ceil((opened + span - now) / 1000)),
    'X-RateLimit-Reset': String(Math.ceil((opened + span) / 1000)),
  };
}

function answer({ method, path, headers, text }) {
  const agent = headers['user-agent'] ?? '';
  state.agents.add(agent);
  must(/^\S+\/\S+ \( \S+ \)$/.test(agent), 403, '<html>blocked</html>');
  const token = /^Token (.+)$/.exec(headers.authorization ?? '')?.[1];
  if (method === 'GET' && path === '/1/validate-token') {
    must(token, 400, { code: 400, error: 'You need to provide an Authorization token.' });
    const valid = token === set.token;
    const message = valid ? 'Token valid.' : 'Token invalid.';
    return new Answer(200, { code: 200, message, valid, ...(valid ? { user_name: set.user } : {}) });
  }
  must(path === '/1/submit-listens', 404, { code: 404, error: 'Not found' });
  must(method === 'POST', 405, { code: 405, error: 'Method not allowed' });
  must(token, 401, { code: 401, error: 'You need to provide an Authorization header.' });
  must(token === set.token, 401, { code: 401, error: `Invalid authorization token ${token}.` });
  return submit(text);
}

serve(
  set.port,
  (request) => {
    state.requests += 1;
    const headers = limits();
    if (left < 0) throw new Answer(429, 'Too many requests.', { 'Content-Type': 'text/plain', ...headers });
    try {
      const given = answer(request);
      return new Answer(given.status, given.body, { ...headers, ...given.headers });
    } catch (error) {
      if (error instanceof Answer) Object.assign(error.headers, headers);
      throw error;
    }
  },
  () => ({ ...state, agents: [...state.agents], listens: [...listens.values()] }),
);
