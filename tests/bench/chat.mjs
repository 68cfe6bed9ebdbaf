/**
 * @file `node tests/bench/chat.mjs --rows FILE [--quick]`: how many messages a second the server
 * acknowledges, each after its commit is on the disk, on this disk and on one whose flush takes
 * 4 ms; and how soon at an even 500 a second. The peer is Node with `ws` and a file that is flushed
 * for every message.
 *
 * The server in `VITRINE_BIN`. Appends one JSON object a line to FILE.
 */

import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join as path } from 'node:path';
import { fileURLToPath } from 'node:url';
import { join, joinPeer, newVisitor } from './member.mjs';
import { startPeer } from './peers.mjs';
import { startService } from './service.mjs';
import { beginSuite, quantile, rest, workshop } from './suite.mjs';

const { quick, write } = beginSuite('chat');
/** Visitors who talk as fast as they are answered, and messages of each under way. */
const VISITORS = 16;
const EACH = 4;
/** Visitors who share an even load: ten messages a second each, half of what one may. */
const STEADY = { visitors: 50, perSecond: 500 };
const SECONDS = quick ? 3 : 10;
const WARM_MS = 1_000;
const SYNC_MS = 4;
const TARGETS = { perSecond: 5_000, perSecondOnSlowDisk: 2_000, ackMs: 3 };
/** Limits that exist so that nobody does what this does. */
const OVERRIDES = {
  VITRINE_LIMITS_DURABLE_PER_S: '100000',
  VITRINE_LIMITS_DURABLE_BURST: '100000',
};

const raised = Object.entries(OVERRIDES).map(([name, value]) => `${name}=${value}`);
console.log(`limits while as many as possible are sent: ${raised.join(' ')}`);
const slow = slowDisk();
const service = (settings) => startService({ settings });
const visitor = async (server) => join(server, await newVisitor(server));

const fast = await throughput(await service(OVERRIDES), visitor);
const fastPeer = await throughput(await startPeer('chat'), joinPeer);
const slowed = await throughput(await service({ ...OVERRIDES, ...slow }), visitor);
const slowedPeer = await throughput(await startPeer('chat', slow), joinPeer);
const steady = await evenLoad(await service({}), visitor);
const steadyPeer = await evenLoad(await startPeer('chat'), joinPeer);

const peer = (value) => ({ peer: { name: 'Node with ws and a file', value } });
const inFlight = `${VISITORS * EACH} under way`;
write(`acknowledged after commit, ${inFlight}`, fast, 'messages/s', {
  atLeast: TARGETS.perSecond,
  ...peer(fastPeer),
});
write(`the same, a flush takes ${SYNC_MS} ms`, slowed, 'messages/s', {
  atLeast: TARGETS.perSecondOnSlowDisk,
  ...peer(slowedPeer),
});
const even = `${STEADY.perSecond} messages/s, sent until acknowledged`;
write(even, steady.p50, 'ms p50', peer(steadyPeer.p50));
write(even, steady.p99, 'ms p99', { atMost: TARGETS.ackMs, ...peer(steadyPeer.p99) });
process.exit(0);

/** Answered messages a second while everybody sends the next one at once. */
async function throughput(server, enter) {
  const hands = [];
  let going = true;
  try {
    for (let one = 0; one < VISITORS; one += 1) hands.push(await enter(server));
    let acks = 0;
    const talk = async (hand) => {
      while (going) {
        await hand.ask({ do: 'send_message', text: `Message ${acks} of this bench` });
        acks += 1;
      }
    };
    const talks = hands.flatMap((hand) => Array.from({ length: EACH }, () => talk(hand)));
    const failed = Promise.all(talks);
    await Promise.race([rest(WARM_MS), failed]);
    const [before, from] = [acks, performance.now()];
    await Promise.race([rest(SECONDS * 1_000), failed]);
    const perSecond = (acks - before) / ((performance.now() - from) / 1_000);
    going = false;
    await failed;
    return perSecond;
  } finally {
    for (const hand of hands) hand.close();
    await server.stop();
  }
}

/** Time from the moment a message was due until its acknowledgement, at an even rate. */
async function evenLoad(server, enter) {
  const hands = [];
  try {
    for (let one = 0; one < STEADY.visitors; one += 1) hands.push(await enter(server));
    const every = 1_000 / STEADY.perSecond;
    const [delays, under] = [[], []];
    const began = performance.now();
    const end = WARM_MS + SECONDS * 1_000;
    for (let sent = 0; sent * every < end; ) {
      await rest(1);
      for (const now = performance.now() - began; sent * every <= now; sent += 1) {
        const due = sent * every;
        const asked = hands[sent % hands.length].ask({ do: 'send_message', text: 'How long?' });
        const answered = asked.then(() => {
          if (due >= WARM_MS) delays.push(performance.now() - began - due);
        });
        under.push(answered);
      }
    }
    await Promise.all(under);
    return { p50: quantile(delays, 0.5), p99: quantile(delays, 0.99) };
  } finally {
    for (const hand of hands) hand.close();
    await server.stop();
  }
}

/** Variables that make each flush of a file slower. */
function slowDisk() {
  const library = path(workshop(), 'slow_sync.so');
  const source = fileURLToPath(new URL('slow_sync.c', import.meta.url));
  const built = spawnSync('cc', ['-shared', '-fPIC', '-O2', '-o', library, source], {
    stdio: 'inherit',
  });
  if (built.status !== 0 || !existsSync(library)) throw new Error('cc cannot build slow_sync.c');
  return { LD_PRELOAD: library, VITRINE_BENCH_SYNC_US: String(SYNC_MS * 1_000) };
}
