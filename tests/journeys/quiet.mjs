/** @file Browsers complain in their console; a page of ours gives no reason to. */

import assert from 'node:assert/strict';

/** What a browser says about a network that was taken away on purpose. */
const NETWORK =
  /ERR_[A-Z_]+|WebSocket connection to|can’t establish a connection|interrupted while the page/;

/** Fails when a browser complained; after `cut`, the missing network is no complaint. */
export function provesQuiet(screens, { cut = false } = {}) {
  for (const { name, window } of screens) {
    const heard = window.problems.filter((one) => !(cut && NETWORK.test(one)));
    assert.ok(heard.length === 0, `${name}: the browser complained:\n${heard.join('\n')}`);
  }
}
