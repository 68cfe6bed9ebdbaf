/**
 * @file A WebSocket client for load: text frames below 64 KiB, no extensions, nothing else. Node 20
 * has none built in, and a load generator should cost less than what it measures.
 */

import { randomBytes } from 'node:crypto';
import { request } from 'node:http';

const TEXT = 0x1;
const CLOSE = 0x8;
const FINAL = 0x80;
const MASKED = 0x80;

/**
 * Opens one; `onText` gets each message. The page's origin is the service's own unless `page`
 * says otherwise, and `from` is the address of this machine to call from.
 */
export function openSocket(origin, path, onText, { page = origin, from } = {}) {
  const { promise, resolve, reject } = withResolvers();
  const sent = request(`${origin}${path}`, {
    localAddress: from,
    headers: {
      Origin: page,
      Connection: 'Upgrade',
      Upgrade: 'websocket',
      'Sec-WebSocket-Version': '13',
      'Sec-WebSocket-Key': randomBytes(16).toString('base64'),
    },
  });
  sent.on('error', reject);
  sent.on('response', (response) => reject(new Error(`no upgrade: ${response.statusCode}`)));
  sent.on('upgrade', (_response, socket, head) => {
    socket.setNoDelay(true);
    let held = head;
    const drain = () => {
      for (let frame = take(held); frame; frame = take(held)) {
        held = frame.rest;
        if (frame.kind === TEXT) onText(frame.body.toString());
        else if (frame.kind === CLOSE) socket.destroy();
      }
    };
    socket.on('data', (chunk) => {
      held = held.length === 0 ? chunk : Buffer.concat([held, chunk]);
      drain();
    });
    socket.on('error', () => socket.destroy());
    resolve({
      send: (text) => socket.write(masked(Buffer.from(text))),
      close: () => socket.destroy(),
      closed: new Promise((gone) => socket.on('close', gone)),
    });
    drain();
  });
  sent.end();
  return promise;
}

/** The first whole frame of what has come; servers do not mask. */
function take(held) {
  if (held.length < 2) return null;
  let size = held[1] & 0x7f;
  let from = 2;
  if (size === 126) {
    if (held.length < 4) return null;
    size = held.readUInt16BE(2);
    from = 4;
  } else if (size === 127) {
    if (held.length < 10) return null;
    size = Number(held.readBigUInt64BE(2));
    from = 10;
  }
  if (held.length < from + size) return null;
  return {
    kind: held[0] & 0x0f,
    body: held.subarray(from, from + size),
    rest: held.subarray(from + size),
  };
}

function masked(body) {
  const long = body.length > 125;
  const start = long ? 4 : 2;
  const frame = Buffer.alloc(start + 4 + body.length);
  frame[0] = FINAL | TEXT;
  frame[1] = MASKED | (long ? 126 : body.length);
  if (long) frame.writeUInt16BE(body.length, 2);
  // A mask protects proxies from hostile pages; this is neither, and zeros cost nothing.
  body.copy(frame, start + 4);
  return frame;
}

function withResolvers() {
  const parts = {};
  parts.promise = new Promise((resolve, reject) => Object.assign(parts, { resolve, reject }));
  return parts;
}
