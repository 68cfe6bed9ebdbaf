/** @file A demo of its own for each journey: free ports, an empty folder, gone afterwards. */

import { spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const ADDRESS = /(http:\/\/127\.0\.0\.1:\d+)\/demo#(\S+)/;
/** A debug build on a busy machine takes its time. */
const START_MS = 60_000;
const STOP_MS = 15_000;

/** Where the built server is; `cargo xtask` says it. */
export function binary() {
  const path = process.env.VITRINE_BIN;
  if (!path) throw new Error('VITRINE_BIN does not say where the built `vitrine` is');
  return path;
}

/** Starts `vitrine demo`; `settings` are further `VITRINE_…` variables. */
export async function startDemo(settings = {}) {
  const data = await mkdtemp(join(tmpdir(), 'vitrine-journey-'));
  const child = spawn(
    binary(),
    ['demo', '--listen', '127.0.0.1:0', '--shop-listen', 'localhost:0', '--data', data],
    { stdio: ['ignore', 'pipe', 'pipe'], env: { ...process.env, ...settings } },
  );
  let said = '';
  const ended = new Promise((resolve) => {
    child.on('exit', (code, signal) => resolve(`exit ${code ?? signal}`));
    child.on('error', (error) => resolve(error.message));
  });
  const found = new Promise((resolve) => {
    const listen = (chunk) => {
      said = (said + chunk).slice(-20_000);
      const match = ADDRESS.exec(said);
      if (match) resolve(match);
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

  const late = new Promise((resolve) => setTimeout(resolve, START_MS, null).unref());
  const match = await Promise.race([found, ended, late]);
  if (!Array.isArray(match)) {
    await stop();
    throw new Error(`the server did not start (${match ?? 'too slow'}): ${said}`);
  }
  const [address, origin, secret] = match;
  try {
    const signedIn = await post(origin, '/v1/demo/session', { secret });
    const cookie = signedIn.headers['set-cookie']?.[0]?.split(';')[0] ?? '';
    const { shop, startPath } = JSON.parse(signedIn.body);
    return {
      address,
      origin,
      secret,
      shop,
      startPath,
      cookie,
      pid: child.pid,
      stop,
      log: () => said,
    };
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
