// SPDX-License-Identifier: MIT
// How each service lets us in. Pure.

/** By a code shown here, a token, or a name with a password. */
export type Way = 'code' | 'token' | 'password';

const known: Readonly<Record<string, readonly Way[]>> = {
  jellyfin: ['code', 'password'],
  listenbrainz: ['token'],
  webhook: [],
  journal: [],
};

/** Of a service this page does not know: all of them; it says itself what it takes. */
export function waysOf(service: string): readonly Way[] {
  return known[service] ?? ['code', 'token', 'password'];
}
