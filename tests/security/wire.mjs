// SPDX-License-Identifier: MIT
// Connections that say exactly what they are given, and what comes back on them.

import assert from 'node:assert/strict';
import { createHash, randomBytes } from 'node:crypto';
import { connect } from 'node:net';

import { patience } from '../support/programs.mjs';

/** What holds of every answer, whatever was asked: rows 2, 4 and 28 of the table. */
function isDiscreet({ head, headers }) {
  for (const name of ['set-cookie', 'x-powered-by']) assert.ok(!headers.has(name), `${name}:\n${head}`);
  assert.equal(headers.get('server') ?? '', '', 'Beast names itself in an upgrade unless there is an empty one');
  assert.doesNotMatch(head, /^access-control-/im);
  return true;
}

function parsed(head) {
  const [first, ...lines] = head.split('\r\n');
  const fields = lines.map((line) => [line.slice(0, line.indexOf(':')).toLowerCase(), line.slice(line.indexOf(':') + 1).trim()]);
  return { status: Number(first.split(' ')[1]), head, headers: new Map(fields) };
}

/** A chunked body that begins `bytes`, and its length there; undefined while more has to come. */
function unchunked(bytes) {
  const parts = [];
  for (let at = 0; ; ) {
    const line = bytes.indexOf('\r\n', at);
    const size = Number.parseInt(bytes.subarray(at, Math.max(line, at)).toString('latin1'), 16);
    const begin = line + 2;
    if (line < 0 || bytes.length < begin + size + 2) return undefined;
    parts.push(bytes.subarray(begin, begin + size));
    at = begin + size + 2;
    if (size === 0) return { body: Buffer.concat(parts), length: at };
  }
}

export class Wire {
  #socket;
  #bytes = Buffer.alloc(0);
  #wake = () => {};
  ended = false;

  constructor(port, options = {}) {
    this.#socket = connect({ port, host: '127.0.0.1', ...options });
    this.#socket.setNoDelay(true);
    this.#socket.on('data', (data) => {
      this.#bytes = Buffer.concat([this.#bytes, data]);
      this.#wake();
    });
    this.#socket.on('error', () => {}); // a reset is an end like any other
    this.#socket.on('close', () => {
      this.ended = true;
      this.#wake();
    });
  }

  send(data) {
    if (!this.ended) this.#socket.write(data);
    return this;
  }

  /** Whether the other side still takes what is sent; resolves once it was handed over. */
  push(data) {
    return new Promise((resolve) => this.#socket.write(data, (error) => resolve(!error && !this.ended)));
  }

  /** What `look` makes of the bytes so far, once that is something; undefined when they end before. */
  async until(look) {
    const end = Date.now() + patience;
    for (;;) {
      const got = look(this.#bytes);
      if (got !== undefined || this.ended) return got;
      const left = end - Date.now();
      assert.ok(left > 0, `nothing more after ${this.#bytes.length} bytes: ${this.#bytes.subarray(0, 200)}`);
      await new Promise((resolve) => {
        const timer = setTimeout(resolve, left);
        this.#wake = () => {
          clearTimeout(timer);
          resolve();
        };
      });
    }
  }

  take(count) {
    const taken = this.#bytes.subarray(0, count);
    this.#bytes = this.#bytes.subarray(count);
    return taken;
  }

  /** The next answer; undefined when the connection ends without one. */
  async answer({ bodyless = false } = {}) {
    const length = await this.until((bytes) => {
      const end = bytes.indexOf('\r\n\r\n');
      return end < 0 ? undefined : end;
    });
    if (length === undefined) return undefined;
    const answer = parsed(this.take(length + 4).toString('latin1').trimEnd());
    isDiscreet(answer);
    const body = bodyless ? Buffer.alloc(0) : await this.#body(answer.headers);
    const isJson = /[/+]json$/.test(answer.headers.get('content-type') ?? '') && body.length > 0;
    return { ...answer, body: body.toString(), json: isJson ? JSON.parse(body) : undefined };
  }

  async #body(headers) {
    if (headers.get('transfer-encoding') === 'chunked') {
      const found = await this.until(unchunked);
      assert.ok(found, 'the body was cut short');
      this.take(found.length);
      return found.body;
    }
    const size = Number(headers.get('content-length') ?? 0);
    await this.until((bytes) => (bytes.length >= size ? true : undefined));
    return this.take(size);
  }

  /** All that still comes, once the other side has closed. */
  async rest() {
    await this.until(() => undefined);
    return this.take(this.#bytes.length).toString('latin1');
  }

  pause() {
    this.#socket.pause();
  }

  close() {
    this.#socket.destroy();
  }
}

/** The text of a request; fields that are undefined are left out. */
export function request(method, path, fields = {}, body) {
  const all = { Host: 'localhost', ...fields };
  if (body !== undefined) all['Content-Length'] ??= Buffer.byteLength(body);
  const lines = Object.entries(all)
    .filter(([, value]) => value !== undefined)
    .map(([name, value]) => `${name}: ${value}\r\n`);
  return `${method} ${path} HTTP/1.1\r\n${lines.join('')}\r\n${body ?? ''}`;
}

/** One request on a connection of its own. */
export async function ask(port, text) {
  const wire = new Wire(port);
  const answer = await wire.send(text).answer({ bodyless: text.slice(0, 4).toString() === 'HEAD' });
  wire.close();
  return answer;
}

const opcodes = { text: 1, binary: 2, close: 8, ping: 9, pong: 10 };

/** A WebSocket by hand: with any Origin, and deaf if that is wanted. */
export class Visit {
  constructor(port, fields = {}) {
    this.wire = new Wire(port);
    const key = randomBytes(16).toString('base64');
    this.proof = createHash('sha1').update(`${key}258EAFA5-E914-47DA-95CA-C5AB0DC85B11`).digest('base64');
    this.wire.send(
      request('GET', '/api/v1/events', {
        Host: `127.0.0.1:${port}`,
        Connection: 'Upgrade',
        Upgrade: 'websocket',
        'Sec-WebSocket-Version': 13,
        'Sec-WebSocket-Key': key,
        ...fields,
      }),
    );
  }

  /** The answer to the upgrade. */
  async opened() {
    const answer = await this.wire.answer();
    if (answer.status === 101) assert.equal(answer.headers.get('sec-websocket-accept'), this.proof);
    return answer;
  }

  send(data, kind = 'text') {
    const body = Buffer.from(data);
    const mask = randomBytes(4);
    const long = body.length > 125;
    const head = Buffer.from([0x80 | opcodes[kind], 0x80 | (long ? 126 : body.length), ...(long ? [body.length >> 8, body.length & 255] : []), ...mask]);
    this.wire.send(Buffer.concat([head, body.map((byte, at) => byte ^ mask[at % 4])]));
    return this;
  }

  hello(token) {
    return this.send(JSON.stringify({ type: 'hello', v: 1, token }));
  }

  /** The next frame as {opcode, isLast, body}; undefined when the connection ends. */
  async #frame() {
    const head = (bytes) => {
      if (bytes.length < 2) return undefined;
      const short = bytes[1] & 127;
      const skip = short === 126 ? 4 : short === 127 ? 10 : 2;
      if (bytes.length < skip) return undefined;
      const size = short === 126 ? bytes.readUInt16BE(2) : short === 127 ? Number(bytes.readBigUInt64BE(2)) : short;
      return bytes.length < skip + size ? undefined : { opcode: bytes[0] & 15, isLast: bytes[0] >= 0x80, skip, size };
    };
    const found = await this.wire.until(head);
    if (!found) return undefined;
    this.wire.take(found.skip);
    return { ...found, body: this.wire.take(found.size) };
  }

  /** The next message, as an object; undefined when there will be none. */
  async message() {
    let text = '';
    for (;;) {
      const frame = await this.#frame();
      if (!frame || frame.opcode === opcodes.close) {
        this.code = frame?.body.length >= 2 ? frame.body.readUInt16BE(0) : undefined;
        return undefined;
      }
      if (frame.opcode > opcodes.text) continue;
      text += frame.body.toString('latin1');
      if (frame.isLast) return JSON.parse(Buffer.from(text, 'latin1'));
    }
  }

  /** The code it is closed with; undefined when it just ends. */
  async closed() {
    while (await this.message());
    this.wire.close();
    return this.code;
  }
}
