/** @file The built `vitrine` as a process of its own, on an empty folder that goes with it. */

import { spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A debug build on a busy machine takes its time. */
const START_MS = 60_000;
const STOP_MS = 30_000;

/** Where the built server is; `cargo xtask` says it. */
export function binary() {
  const path = process.env.VITRINE_BIN;
  if (!path) throw new Error('VITRINE_BIN does not say where the built `vitrine` is');
  return path;
}

/**
 * Starts it. `flags` makes its arguments from the folder; `find` looks in all it has said for what
 * has to be known of it, and answers null until that is there. `settings` are further `VITRINE_…`
 * variables; `through` is a program with arguments that becomes the server, such as `['taskset',
 * '-c', '0']`.
 */
export async function startProgram({ flags, find, settings = {}, through = [] }) {
  const folder = await mkdtemp(join(tmpdir(), 'vitrine-test-'));
  const [program, ...line] = [...through, binary(), ...flags(folder)];
  const child = spawn(program, line, {
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
      const value = find(said);
      if (value !== null) resolve({ value });
    };
    child.stdout.on('data', listen);
    child.stderr.on('data', listen);
  });

  async function stop() {
    child.kill('SIGTERM');
    const patience = setTimeout(() => child.kill('SIGKILL'), STOP_MS);
    await ended;
    clearTimeout(patience);
    await rm(folder, { recursive: true, force: true });
  }

  const late = new Promise((resolve) => setTimeout(resolve, START_MS, 'too slow').unref());
  const ready = await Promise.race([found, ended, late]);
  if (typeof ready === 'string') {
    await stop();
    throw new Error(`the server did not start (${ready}): ${said}`);
  }
  return { found: ready.value, pid: child.pid, stop, log: () => said };
}
