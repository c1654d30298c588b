// SPDX-License-Identifier: MIT
// Requests to the API: a bearer token on each, and every failure a Problem.

export const base = new URL('api/v1/', document.baseURI.replace(/#.*$/, ''));

/** A refusal in the plugin's words, or code "unreachable" when there was no answer at all. */
export class Problem extends Error {
  constructor(
    readonly status: number,
    readonly code: string,
    readonly detail: string,
    readonly instance = '',
    readonly retryAfter: number | null = null,
  ) {
    super(detail || code);
  }
}

/** An answer, and where the feed stands once it shows what the request did. */
export interface Answer<T> {
  body: T;
  reached: { epoch: string; seq: number } | null;
}

const patience = 15_000;

export async function request<T>(
  method: 'GET' | 'POST' | 'DELETE',
  path: string,
  token: string | null,
  body?: unknown,
): Promise<Answer<T>> {
  const headers: Record<string, string> = { Accept: 'application/json' };
  if (token !== null) headers.Authorization = `Bearer ${token}`;
  if (body !== undefined) headers['Content-Type'] = 'application/json';
  let response: Response;
  let text: string;
  try {
    response = await fetch(new URL(path, base), {
      method,
      headers,
      body: body === undefined ? null : JSON.stringify(body),
      cache: 'no-store',
      credentials: 'omit',
      redirect: 'error',
      signal: AbortSignal.timeout(patience),
    });
    text = await response.text();
  } catch {
    throw new Problem(0, 'unreachable', '');
  }
  if (!response.ok) throw problemOf(response, text);
  const parsed = text === '' ? undefined : parse(text);
  if (text !== '' && parsed === undefined) throw new Problem(response.status, 'bad_answer', '');
  return { body: parsed as T, reached: reachedOf(response.headers.get('Playsync-Seq')) };
}

function problemOf(response: Response, text: string): Problem {
  const parsed = parse(text);
  const members = (typeof parsed === 'object' && parsed !== null ? parsed : {}) as Record<
    string,
    unknown
  >;
  const word = (key: string) => (typeof members[key] === 'string' ? (members[key] as string) : '');
  const after = Number.parseInt(response.headers.get('Retry-After') ?? '', 10);
  const code = word('code') || `http_${response.status}`;
  return new Problem(
    response.status,
    code,
    word('detail'),
    word('instance'),
    Number.isNaN(after) ? null : after,
  );
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

export function reachedOf(header: string | null): Answer<unknown>['reached'] {
  const match = /^([0-9a-f]+)\.(\d+)$/i.exec(header ?? '');
  return match ? { epoch: match[1]!, seq: Number(match[2]) } : null;
}
