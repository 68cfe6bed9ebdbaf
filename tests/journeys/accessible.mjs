/** @file What axe-core finds on a page, frame by frame. */

import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { pathOf } from './packages.mjs';

const source = await readFile(pathOf('axe-core/axe.min.js'), 'utf8');
const RULES = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'];

/** Fails with everything axe finds in this pane. */
export async function provesAccessible(what, pane) {
  // In the page's own world, but by the debugger: the page's policy would refuse a script element.
  await pane.evaluate(source);
  const found = await pane.evaluate(async (rules) => {
    const result = await globalThis.axe.run(document, {
      iframes: false,
      runOnly: { type: 'tag', values: rules },
      resultTypes: ['violations'],
    });
    return result.violations.flatMap((rule) =>
      rule.nodes.map((node) => `${rule.id}: ${node.target.join(' ')}: ${node.failureSummary}`),
    );
  }, RULES);
  assert.ok(found.length === 0, `axe on ${what}:\n${found.join('\n')}`);
}
