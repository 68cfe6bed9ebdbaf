/**
 * @file `node tests/bench/idle.mjs --rows FILE [--quick]`: resident memory of a fresh server, and
 * of ten thousand visitors who are on some page of the shop with the launcher closed. A plain `ws`
 * server in Node with as many sockets is the peer.
 *
 * The server in `VITRINE_BIN`. Appends one JSON object a line to FILE.
 */

import { gather } from './crowd.mjs';
import { startPeer } from './peers.mjs';
import { memoryOf, processorMs } from './processes.mjs';
import { startService } from './service.mjs';
import { beginSuite, rest } from './suite.mjs';

const { quick, write } = beginSuite('idle');
const VISITORS = quick ? 2_000 : 10_000;
/** Memory is read after everybody has given a sign of life, which may have made buffers grow. */
const SETTLE_MS = quick ? 5_000 : 30_000;
const START_SETTLE_MS = 3_000;
const TARGETS = { baseMib: 40, visitorKib: 8 };

const ours = await measure('vitrine serve', await startService());
const peer = await measure('ws', await startPeer('presence'), '/');
const beside = (value) => ({ peer: { name: 'Node with ws', value } });
write('server without visitors', ours.base, 'MiB RSS', {
  atMost: TARGETS.baseMib,
  ...beside(peer.base),
});
write(`a visitor of ${VISITORS} on the shop's pages`, ours.each, 'KiB RSS', {
  atMost: TARGETS.visitorKib,
  ...beside(peer.each),
});
write('processor for their signs of life', ours.busy, '% of a core', beside(peer.busy));
process.exit(0);

/** Memory before the crowd and for each of it, and what its signs of life cost. */
async function measure(name, server, path) {
  let crowd = null;
  try {
    await rest(START_SETTLE_MS);
    const base = memoryOf(server.pid);
    crowd = await gather(server, VISITORS, path);
    const [used, from] = [processorMs(server.pid), performance.now()];
    await rest(SETTLE_MS);
    const busy = (100 * (processorMs(server.pid) - used)) / (performance.now() - from);
    const full = memoryOf(server.pid);
    crowd.check();
    console.log(`${name}: ${base.toFixed(1)} MiB, with ${VISITORS} sockets ${full.toFixed(1)}`);
    return { base, each: ((full - base) * 1_024) / VISITORS, busy };
  } finally {
    crowd?.leave();
    await server.stop();
  }
}
