/** @file A small machine for one process: one processor, little memory, no swap. */

import { existsSync, mkdirSync, readFileSync, rmdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const MIB = 1_048_576;
const TOP = '/sys/fs/cgroup';

/**
 * The command that puts whatever follows it on one processor and below a limit of memory, which
 * counts the kernel's memory and the files it keeps in mind as well. Where this process may not
 * make such a limit, `held` is false and only the processor is limited.
 */
export function cage(mib) {
  const name = `vitrine-bench-${process.pid}`;
  const old = existsSync(join(TOP, 'memory', 'memory.limit_in_bytes'));
  const folder = old ? join(TOP, 'memory', name) : join(TOP, name);
  const most = old ? 'memory.limit_in_bytes' : 'memory.max';
  const peak = old ? 'memory.max_usage_in_bytes' : 'memory.peak';
  let held = true;
  try {
    mkdirSync(folder);
    writeFileSync(join(folder, most), String(mib * MIB));
    const swap = old ? ['memory.memsw.limit_in_bytes', mib * MIB] : ['memory.swap.max', 0];
    if (existsSync(join(folder, swap[0]))) writeFileSync(join(folder, swap[0]), String(swap[1]));
  } catch {
    held = false;
  }
  const enter = `echo $$ > ${folder}/cgroup.procs && exec "$0" "$@"`;
  const inside = held ? ['sh', '-c', enter] : [];
  return {
    held,
    through: [...inside, 'taskset', '-c', '0'],
    /** The highest use, in MiB; only where it is held. */
    peak: () => Number(readFileSync(join(folder, peak), 'utf8')) / MIB,
    /** After the last process inside has ended. */
    remove: () => {
      if (existsSync(folder)) rmdirSync(folder);
    },
  };
}
