/** @file Memory and time of processes, as the system counts them. */

import { readdirSync, readFileSync } from 'node:fs';

/** Memory is looked at so often. */
const LOOK_MS = 50;

/** A field of `/proc/PID/status` that is given in kB, in MiB; 0 for a process that is gone. */
export function memoryOf(pid, field = 'VmRSS') {
  const kib = new RegExp(`^${field}:\\s+(\\d+) kB$`, 'm').exec(read(`/proc/${pid}/status`))?.[1];
  return Number(kib ?? 0) / 1_024;
}

/** Resident memory of a process and all its descendants, in MiB. */
export function memoryOfAll(root) {
  const parents = new Map();
  for (const name of readdirSync('/proc')) {
    if (!/^\d+$/.test(name)) continue;
    const parent = /^PPid:\s+(\d+)$/m.exec(read(`/proc/${name}/status`))?.[1];
    parents.set(Number(name), Number(parent));
  }
  const isOurs = (pid) => pid === root || (parents.has(pid) && isOurs(parents.get(pid)));
  return [...parents.keys()].filter(isOurs).reduce((sum, pid) => sum + memoryOf(pid), 0);
}

/** The same at its highest until it is stopped. */
export function watchMemory(root) {
  let peak = 0;
  const look = () => {
    peak = Math.max(peak, memoryOfAll(root));
  };
  const timer = setInterval(look, LOOK_MS);
  return {
    stop: () => {
      clearInterval(timer);
      look();
      return peak;
    },
  };
}

/** Time that a process has had a processor for, in milliseconds. */
export function processorMs(pid) {
  const tasks = readdirSync(`/proc/${pid}/task`);
  const times = tasks.map((task) => read(`/proc/${pid}/task/${task}/schedstat`).split(' ')[0]);
  return times.reduce((sum, ns) => sum + Number(ns), 0) / 1e6;
}

/** A process may be gone before it is read. */
function read(path) {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}
