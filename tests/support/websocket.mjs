// SPDX-License-Identifier: MIT
// A page's WebSocket as a test needs it (RFC 6455): one that can stop reading, and hears each frame.

import { randomBytes } from 'node:crypto';
import { connect } from 'node:net';

function frame(opcode, payload) {
  const head =
    payload.length < 126
      ? Buffer.from([0x80 | opcode, 0x80 | payload.length])
      : Buffer.from([0x80 | opcode, 0x80 | 126, payload.length >> 8, payload.length & 255]);
  return Buffer.concat([head, Buffer.alloc(4), payload]); // a mask of zeros
}

/** One whole frame at the front of `bytes`, and how long it is. */
function parsed(bytes) {
  if (bytes.length < 2) return null;
  let size = bytes[1] & 127;
  let begin = 2;
  if (size === 126) {
    if (bytes.length < 4) return null;
    size = bytes.readUInt16BE(2);
    begin = 4;
  } else if (size === 127) {
    if (bytes.length < 10) return null;
    size = Number(bytes.readBigUInt64BE(2));
    begin = 10;
  }
  const end = begin + size;
  return bytes.length < end ? null : { opcode: bytes[0] & 15, payload: bytes.subarray(begin, end), end };
}

/**
 * Opens the feed at `port` as a program with `token`. `hear` gets each message; `closed` resolves to the close
 * code, or to null when the connection ended without one.
 */
export async function openPage(port, token, hear, hello = {}) {
  const socket = connect(port, '127.0.0.1');
  socket.on('error', () => {}); // its end is told by 'close'
  const key = randomBytes(16).toString('base64');
  socket.write(
    `GET /api/v1/events HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n` +
      `Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: ${key}\r\nAuthorization: Bearer ${token}\r\n\r\n`,
  );
  let bytes = Buffer.alloc(0);
  let code = null;
  const closed = new Promise((resolve) => socket.once('close', () => resolve(code)));
  const takeFrames = () => {
    for (let next = parsed(bytes); next; next = parsed(bytes)) {
      bytes = bytes.subarray(next.end);
      if (next.opcode === 1) hear(JSON.parse(next.payload));
      else if (next.opcode === 9) socket.write(frame(10, next.payload));
      else if (next.opcode === 8) {
        code = next.payload.length > 1 ? next.payload.readUInt16BE(0) : null;
        socket.end(frame(8, next.payload));
      }
    }
  };
  await new Promise((resolve, reject) => {
    closed.then(() => reject(new Error(`no upgrade: ${bytes.subarray(0, 100)}`)));
    socket.on('data', (data) => {
      bytes = Buffer.concat([bytes, data]);
      const end = bytes.indexOf('\r\n\r\n');
      if (end < 0) return;
      if (!bytes.subarray(0, 12).equals(Buffer.from('HTTP/1.1 101'))) return reject(new Error(String(bytes.subarray(0, end))));
      bytes = bytes.subarray(end + 4);
      socket.removeAllListeners('data');
      socket.on('data', (more) => {
        bytes = bytes.length ? Buffer.concat([bytes, more]) : more;
        takeFrames();
      });
      takeFrames();
      resolve();
    });
  });
  socket.write(frame(1, Buffer.from(JSON.stringify({ type: 'hello', v: 1, ...hello }))));
  return {
    closed,
    send: (message) => socket.write(frame(1, Buffer.from(JSON.stringify(message)))),
    stopReading: () => socket.pause(),
    cut: () => socket.destroy(),
  };
}
