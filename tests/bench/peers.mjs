/** @file Installs and starts the servers of `peer.mjs`, outside the project and its packages. */

import { spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { workshop } from './suite.mjs';

const WS = '8.23.0';
const PROGRAM = fileURLToPath(new URL('peer.mjs', import.meta.url));

/** Starts a peer of this kind; `settings` are further variables of its environment. */
export async function startPeer(kind, settings = {}) {
  const folder = install();
  const child = spawn('node', [PROGRAM, kind], {
    cwd: folder,
    stdio: ['ignore', 'pipe', 'inherit'],
    env: { ...process.env, ...settings },
  });
  const ended = new Promise((resolve) => child.on('exit', resolve));
  const origin = await new Promise((resolve, reject) => {
    child.stdout.once('data', (line) => resolve(String(line).trim()));
    ended.then((code) => reject(new Error(`the peer ended with ${code}`)));
  });
  const stop = async () => {
    child.kill('SIGTERM');
    await ended;
  };
  return { name: `ws ${WS} in Node ${process.version}`, origin, pid: child.pid, stop };
}

function install() {
  const folder = join(workshop(), 'peers');
  if (existsSync(join(folder, 'node_modules', 'ws'))) return folder;
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'package.json'), '{"private":true}');
  const wanted = ['install', '--no-audit', '--no-fund', '--save-exact', `ws@${WS}`];
  const npm = spawnSync('npm', wanted, { cwd: folder, stdio: ['ignore', 'ignore', 'inherit'] });
  if (npm.status !== 0) throw new Error(`ws ${WS} could not be installed`);
  return folder;
}
