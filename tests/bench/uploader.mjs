/** @file Uploads by the protocol alone, of visitors and of staff. */

import { request } from 'node:http';
import { setTimeout as rest } from 'node:timers/promises';
import { uuid } from './member.mjs';

const TRIES = 5;
const AGAIN_MS = 500;

/** Headers that prove who uploads: what `member.mjs` calls a visitor, or the console's cookie. */
function proof({ visitor, cookie }) {
  return visitor ? { Authorization: `Bearer ${visitor}` } : { Cookie: cookie };
}

/**
 * Sends a picture up to its last byte, without finishing; its address. Whoever sends a preview
 * announces the size of the picture first.
 */
export async function sendPicture(origin, who, conversation, bytes, size = null) {
  const wish = { conversation, name: 'photo.jpg', bytes: bytes.length, size, cid: uuid() };
  const json = { 'Content-Type': 'application/json' };
  const begun = await ask(origin, who, 'POST', '/v1/uploads', JSON.stringify(wish), json);
  const path = `/v1/uploads/${begun.upload}`;
  for (let at = 0; at < bytes.length; at += begun.chunkBytes) {
    const part = bytes.subarray(at, at + begun.chunkBytes);
    await ask(origin, who, 'PATCH', path, part, { 'Upload-Offset': at });
  }
  return path;
}

/**
 * Says that all of it was sent; what the server made of it, all of its variants. A server that has
 * too much to do is asked again, as a page would.
 */
export async function finishPicture(origin, who, path) {
  const finish = () => ask(origin, who, 'POST', `${path}/finish`, '', {});
  let media = null;
  for (let tries = 1; media === null; tries += 1) {
    media = await finish().catch((error) => {
      if (error.status !== 503 || tries === TRIES) throw error;
      return rest(AGAIN_MS, null);
    });
  }
  if (!media.ready) throw new Error(`the picture is not ready: ${media.problem}`);
  return media;
}

/** Sends the small picture that stands in for it meanwhile; what others may show. */
export function sendPreview(origin, who, path, bytes) {
  return ask(origin, who, 'PUT', `${path}/preview`, bytes, {});
}

function ask(origin, who, method, path, body, headers) {
  return new Promise((resolve, reject) => {
    const sent = request(`${origin}${path}`, {
      method,
      headers: {
        Origin: origin,
        'x-vitrine': '1',
        'Content-Length': Buffer.byteLength(body),
        ...proof(who),
        ...headers,
      },
    });
    sent.on('error', reject);
    sent.on('response', async (response) => {
      const parts = [];
      for await (const part of response) parts.push(part);
      const text = Buffer.concat(parts).toString();
      const status = response.statusCode;
      if (status < 300) resolve(JSON.parse(text));
      else reject(Object.assign(new Error(`${method} ${path}: ${status} ${text}`), { status }));
    });
    sent.end(body);
  });
}
