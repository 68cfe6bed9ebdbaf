/** @file `vitrine serve` on an empty folder, set up as its first administrator would do it. */

import { spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { binary, get, post } from '../journeys/server.mjs';

const START_MS = 60_000;
const STOP_MS = 30_000;
const ADDRESS = /Vitrine serves (\S+) at [\d.:]+\./;
const SETUP_LINK = /Set it up within 24 hours at \S+#(\S+)/;
/** Where the shop's pages are; nothing listens there. */
export const SHOP = 'https://shop.example';

/**
 * Starts it. `settings` are further `VITRINE_…` variables and others of its environment; `through`
 * is a program with arguments that becomes the server, such as `['taskset', '-c', '0']`.
 */
export async function startService({ settings = {}, through = [] } = {}) {
  const data = await mkdtemp(join(tmpdir(), 'vitrine-bench-'));
  const serve = [binary(), 'serve', '--listen', '127.0.0.1:0', '--data', join(data, 'data')];
  const [program, ...flags] = [...through, ...serve];
  const child = spawn(program, flags, {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, ...settings },
  });
  let said = '';
  const ended = new Promise((resolve) => {
    child.on('exit', (code, signal) => resolve(`exit ${code ?? signal}`));
    child.on('error', (error) => resolve(error.message));
  });
  const found = new Promise((resolve) => {
    const listen = (chunk) => {
      said = (said + chunk).slice(-20_000);
      const [address, link] = [ADDRESS.exec(said), SETUP_LINK.exec(said)];
      if (address && link) resolve([address[1], link[1]]);
    };
    child.stdout.on('data', listen);
    child.stderr.on('data', listen);
  });

  async function stop() {
    child.kill('SIGTERM');
    const patience = setTimeout(() => child.kill('SIGKILL'), STOP_MS);
    await ended;
    clearTimeout(patience);
    await rm(data, { recursive: true, force: true });
  }

  const late = new Promise((resolve) => setTimeout(resolve, START_MS, 'too slow').unref());
  const ready = await Promise.race([found, ended, late]);
  if (!Array.isArray(ready)) {
    await stop();
    throw new Error(`the server did not start (${ready}): ${said}`);
  }
  const [origin, secret] = ready;
  try {
    const signedIn = await post(origin, '/v1/setup', {
      secret,
      shop: 'Corda & Clay',
      origins: [SHOP],
      name: 'Ana',
      email: 'ana@shop.example',
      password: 'maple-orbit-sandal-37',
    });
    const cookie = signedIn.headers['set-cookie'][0].split(';')[0];
    const { inboxes } = JSON.parse((await get(origin, '/v1/inboxes', { Cookie: cookie })).body);
    return { origin, cookie, inbox: inboxes[0].key, pid: child.pid, stop, log: () => said };
  } catch (error) {
    await stop();
    throw error;
  }
}
