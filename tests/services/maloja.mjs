// SPDX-License-Identifier: MIT
// Maloja 3.2 as its apis/listenbrainz.py and database answer: one listen a second, and 200 to a method that
// it does not have.
//
//   node tests/services/maloja.mjs --port 8091 --token secret
//   POST /fake/other {"time": 1785585600}   another client's scrobble

import { Answer, isObject, must, options, serve } from './fake.mjs';

const set = options({ token: 'secret', user: 'alice' });
const scrobbles = new Map(); // by second
const state = { requests: 0, paths: [] };

/** As sqldb.add_scrobbles: artists and title are the track. */
function scrobble(time, { artist_name: artist, track_name: title, additional_info: info }) {
  const track = JSON.stringify([artist.toLowerCase(), title.toLowerCase()]);
  const there = scrobbles.get(time);
  if (there?.track === track) return 'exists';
  if (there) throw new Answer(409, { error: 'Scrobble with the same timestamp already exists.' });
  scrobbles.set(time, { track, time, title, artist, length: info?.duration ?? null, artist_mbids: info?.artist_mbids ?? null });
  return 'new';
}

function submit(text) {
  let body;
  try {
    body = JSON.parse(text);
  } catch {
    body = undefined;
  }
  must(isObject(body) && Array.isArray(body.payload), 400, { code: 400, error: 'Invalid JSON document submitted.' });
  if (body.listen_type === 'playing_now') return new Answer(200, { status: 'ok' });
  for (const listen of body.payload)
    if (scrobble(Number(listen.listened_at), listen.track_metadata) === 'exists') break; // the rest is lost
  return new Answer(200, { status: 'ok' });
}

function listenbrainz(method, headers, text) {
  const token = /^[Tt]oken (.+)$/.exec(headers.authorization ?? '')?.[1];
  if (!['submit-listens', 'validate-token'].includes(method)) return new Answer(200, { code: 200, error: 'Invalid Method' });
  must(token, 401, { code: 401, error: 'You need to provide an Authorization header.' });
  must(token === set.token, 401, { code: 401, error: 'Incorrect Authorization' });
  if (method === 'submit-listens') return submit(text);
  return new Answer(200, { code: 200, message: 'Token valid.', valid: true, user_name: set.user });
}

function answer({ path, headers, text }) {
  const [, apis, api, version, method] = path.split('/');
  if (apis !== 'apis') return new Answer(404, '<html>Not found</html>');
  if (api === 'listenbrainz' && version === '1') return listenbrainz(method, headers, text);
  if (api === 'mlj_1') return new Answer(200, { error: 'Not found' });
  if (api === 'lbrnz') return new Answer(303, '', { Location: path.replace('lbrnz', 'listenbrainz') });
  return new Answer(404, { error: 'Invalid API' });
}

serve(
  set.port,
  (request) => {
    state.requests += 1;
    state.paths.push(request.path);
    return answer(request);
  },
  () => ({ ...state, scrobbles: [...scrobbles.values()] }),
  { '/fake/other': ({ time }) => void scrobbles.set(time, { track: 'other', time, title: 'of another client' }) },
);
