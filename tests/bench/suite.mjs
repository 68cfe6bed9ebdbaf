/** @file What every suite of measurements has: its arguments, its rows in the report, quantiles. */

import { appendFileSync } from 'node:fs';
import { loadavg } from 'node:os';

/**
 * Reads the arguments and says how busy the machine is, because figures of a busy one are worth
 * little. `write` adds a row: a figure with at most one target, and a peer's figure if there is
 * one, measured in the same run.
 */
export function beginSuite(suite) {
  const quick = process.argv.includes('--quick');
  const rows = process.argv[process.argv.indexOf('--rows') + 1];
  if (!process.argv.includes('--rows') || !rows) {
    console.error(`node tests/bench/${suite}.mjs --rows FILE [--quick]`);
    process.exit(2);
  }
  const load = loadavg().map((value) => value.toFixed(1));
  console.log(`load average ${load.join(' ')}${quick ? ', quick: few samples' : ''}`);
  const write = (name, figure, unit, { atMost, atLeast, peer } = {}) => {
    const value = rounded(figure);
    const target = atMost ?? atLeast ?? null;
    const met = target === null ? null : atMost === undefined ? value >= target : value <= target;
    const row = {
      suite,
      name,
      value,
      unit,
      peer: peer ? `${peer.name}: ${rounded(peer.value)}` : null,
      ratio: peer ? Math.round((100 * figure) / peer.value) / 100 : null,
      target,
      met,
    };
    appendFileSync(rows, `${JSON.stringify(row)}\n`);
  };
  return { quick, write };
}

function rounded(value) {
  const digits = Math.abs(value) < 10 ? 100 : 10;
  return Math.round(value * digits) / digits;
}

/** The value below which a part of the values lies. */
export function quantile(values, part) {
  const sorted = values.toSorted((one, other) => one - other);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))];
}

export function rest(ms) {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

/** Where suites may build and install what the project itself does not need. */
export function workshop() {
  const folder = process.env.VITRINE_BENCH;
  if (!folder) throw new Error('VITRINE_BENCH names no folder; use `cargo xtask bench`');
  return folder;
}
