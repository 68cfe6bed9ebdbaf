/** @file A demo of its own for each journey: free ports, an empty folder, gone afterwards. */

import { request } from 'node:http';
import { startProgram } from './program.mjs';

const ADDRESS = /(http:\/\/127\.0\.0\.1:\d+)\/demo#(\S+)/;

/** Starts `vitrine demo`; `settings` are further `VITRINE_…` variables. */
export async function startDemo(settings = {}) {
  const { found, pid, stop, log } = await startProgram({
    flags: (data) => [
      ...['demo', '--listen', '127.0.0.1:0'],
      ...['--shop-listen', 'localhost:0', '--data', data],
    ],
    find: (said) => ADDRESS.exec(said),
    settings,
  });
  const [address, origin, secret] = found;
  try {
    const signedIn = await post(origin, '/v1/demo/session', { secret });
    const cookie = signedIn.headers['set-cookie']?.[0]?.split(';')[0] ?? '';
    const { shop, startPath } = JSON.parse(signedIn.body);
    return { address, origin, secret, shop, startPath, cookie, pid, stop, log };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** One POST as our own page would send it. */
export function post(origin, path, body, headers = {}) {
  return new Promise((resolve, reject) => {
    const sent = request(`${origin}${path}`, {
      method: 'POST',
      headers: { Origin: origin, 'Content-Type': 'application/json', 'x-vitrine': '1', ...headers },
    });
    sent.on('error', reject);
    sent.on('response', async (response) => {
      const parts = [];
      for await (const part of response) parts.push(part);
      const text = Buffer.concat(parts).toString();
      if (response.statusCode < 300) {
        resolve({ headers: response.headers, body: text });
      } else {
        reject(new Error(`POST ${path}: ${response.statusCode} ${text}`));
      }
    });
    sent.end(JSON.stringify(body));
  });
}

/** One GET with the console's cookie. */
export function get(origin, path, headers = {}) {
  return new Promise((resolve, reject) => {
    const sent = request(`${origin}${path}`, { headers });
    sent.on('error', reject);
    sent.on('response', async (response) => {
      const parts = [];
      for await (const part of response) parts.push(part);
      resolve({ status: response.statusCode, body: Buffer.concat(parts) });
    });
    sent.end();
  });
}
