// SPDX-License-Identifier: MIT
// Requests to the API: a bearer token on each, and every failure a Problem.

export const base = new URL('api/v1/', document.baseURI.replace(/#.*$/, ''));

export interface FieldError {
  /** RFC 6901: "/url", "/users/0"; "" is the body itself. */
  pointer: string;
  code?: string;
  detail: string;
}

/** A refusal in the plugin's words, or code "unreachable" when there was no answer at all. */
export class Problem extends Error {
  constructor(
    readonly status: number,
    readonly code: string,
    readonly detail: string,
    readonly instance = '',
    readonly retryAfter: number | null = null,
    /** What is wrong with which member of the request's body. */
    readonly errors: readonly FieldError[] = [],
  ) {
    super(detail || code);
  }
}

/** An answer, and where the feed stands once it shows what the request did. */
export interface Answer<T> {
  body: T;
  reached: { epoch: string; seq: number } | null;
  etag: string | null;
}

export type Method = 'GET' | 'POST' | 'PUT' | 'DELETE';

const patience = 15_000;

export async function request<T>(
  method: Method,
  path: string,
  token: string | null,
  body?: unknown,
  conditions: Record<string, string> = {},
): Promise<Answer<T>> {
  const headers: Record<string, string> = { Accept: 'application/json', ...conditions };
  if (body !== undefined) headers['Content-Type'] = 'application/json';
  const asked = { method, headers, body: body === undefined ? null : JSON.stringify(body) };
  const { response, text } = await told(async () => {
    const got = await send(path, token, { ...asked, signal: AbortSignal.timeout(patience) });
    return { response: got, text: await got.text() };
  });
  if (!response.ok) throw problemOf(response, text);
  const parsed = text === '' ? undefined : parse(text);
  if (text !== '' && parsed === undefined) throw new Problem(response.status, 'bad_answer', '');
  return {
    body: parsed as T,
    reached: reachedOf(response.headers.get('Playsync-Seq')),
    etag: response.headers.get('ETag'),
  };
}

/** A file the plugin makes, however long that takes, and the name it gives it. */
export async function download(path: string, token: string | null) {
  const response = await told(() => send(path, token, {}));
  if (!response.ok) throw problemOf(response, await response.text());
  const named = /filename="([^"/\\]+)"/.exec(response.headers.get('Content-Disposition') ?? '');
  return { content: await told(() => response.blob()), name: named?.[1] ?? null };
}

function send(path: string, token: string | null, asked: RequestInit): Promise<Response> {
  const headers = new Headers(asked.headers);
  if (token !== null) headers.set('Authorization', `Bearer ${token}`);
  return fetch(new URL(path, base), {
    ...asked,
    headers,
    cache: 'no-store',
    credentials: 'omit',
    redirect: 'error',
  });
}

async function told<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch {
    throw new Problem(0, 'unreachable', '');
  }
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
    Array.isArray(members.errors) ? (members.errors as FieldError[]) : [],
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
