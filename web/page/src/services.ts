// SPDX-License-Identifier: MIT
// The services a target can be of, and the keys of each, as a form shows them. Pure.

export interface Field {
  key: string;
  kind: 'text' | 'secret' | 'number' | 'flag' | 'list' | 'choice';
  options?: readonly string[];
  required?: boolean;
  /** What the plugin takes when it is left out. */
  otherwise?: string;
  /** Seldom needed: shown on request. */
  more?: boolean;
}

/** How a person lets us in: by a code shown here, a token, a name with a password, or not at all. */
export type Way = 'code' | 'token' | 'password';

export interface Service {
  fields: readonly Field[];
  ways: readonly Way[];
}

const users: Field = { key: 'users', kind: 'list', required: true };
/** The first is what the plugin takes when none is named. */
const choice = (key: string, options: readonly [string, ...string[]]): Field => ({
  key,
  kind: 'choice',
  options,
  otherwise: options[0],
  more: true,
});
const number = (key: string, otherwise: number): Field => ({
  key,
  kind: 'number',
  otherwise: String(otherwise),
  more: true,
});
const text = (key: string, otherwise?: string): Field => ({
  key,
  kind: 'text',
  more: true,
  ...(otherwise === undefined ? {} : { otherwise }),
});
const http = [text('ca_file'), text('fingerprint'), number('timeout_ms', 30_000)];

export const services: Readonly<Record<string, Service>> = {
  jellyfin: {
    ways: ['code', 'password'],
    fields: [
      { key: 'url', kind: 'text', required: true },
      users,
      { ...text('user'), more: false },
      choice('conflict', ['furthest', 'newest', 'local']),
      { key: 'password', kind: 'secret', more: true },
      { key: 'api_key', kind: 'secret', more: true },
      number('library_s', 60),
      ...http,
    ],
  },
  listenbrainz: {
    ways: [],
    fields: [
      users,
      { key: 'token', kind: 'secret', required: true },
      { key: 'contact', kind: 'text' },
      text('url', 'https://api.listenbrainz.org'),
      { key: 'now_playing', kind: 'flag', otherwise: 'true', more: true },
      { key: 'batch', kind: 'number', more: true },
      ...http,
    ],
  },
  trakt: {
    ways: ['code'],
    fields: [
      users,
      { key: 'client_id', kind: 'text', required: true },
      { key: 'client_secret', kind: 'secret', required: true },
      choice('conflict', ['furthest', 'newest', 'local']),
      { key: 'watching_now', kind: 'flag', otherwise: 'true', more: true },
      number('batch', 100),
      text('redirect_uri', 'urn:ietf:wg:oauth:2.0:oob'),
      text('url', 'https://api.trakt.tv'),
      text('auth_url', 'https://auth.trakt.tv'),
      ...http,
    ],
  },
  webhook: {
    ways: [],
    fields: [
      { key: 'url', kind: 'text', required: true },
      users,
      { key: 'secret', kind: 'secret' },
      choice('keeps', ['state', 'plays']),
      number('batch', 100),
      number('batch_kib', 256),
      number('parallel', 1),
      ...http,
    ],
  },
  journal: {
    ways: [],
    fields: [
      users,
      text('path', 'watch.jsonl'),
      choice('keeps', ['plays', 'state']),
      number('rotate_mib', 16),
      number('keep_files', 10),
    ],
  },
};

/** Of a service this page does not know: what its settings have. */
export function serviceOf(type: string, settings: Record<string, unknown>, secrets: string[]): Service {
  const known = services[type];
  if (known) return known;
  const keys = Object.keys(settings).filter((key) => key !== 'type' && key !== 'users');
  return {
    ways: ['code', 'token', 'password'],
    fields: [
      users,
      ...keys.map((key) => ({ key, kind: kindOf(settings[key]) })),
      ...secrets.map((key) => ({ key, kind: 'secret' as const })),
    ],
  };
}

function kindOf(value: unknown): Field['kind'] {
  if (Array.isArray(value)) return 'list';
  if (typeof value === 'number') return 'number';
  return typeof value === 'boolean' ? 'flag' : 'text';
}
