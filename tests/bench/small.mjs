/**
 * @file `node tests/bench/small.mjs --rows FILE [--quick]`: the smallest machine one can rent, one
 * processor and 512 MiB, with two thousand visitors on the shop's pages and thirty stages on which
 * a visitor and an agent draw at the same time, sixty frames a second each.
 *
 * The server in `VITRINE_BIN` runs on processor 0 in a memory cgroup, this program on processor 1.
 * Appends one JSON object a line to FILE.
 */

import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { cage } from './cage.mjs';
import { gather } from './crowd.mjs';
import { Ages, draw } from './drawing.mjs';
import { agentTicket, join, newVisitor, uuid } from './member.mjs';
import { memoryOf, processorMs, watchMemory } from './processes.mjs';
import { startService } from './service.mjs';
import { beginSuite, quantile, rest } from './suite.mjs';
import { finishPicture, sendPicture } from './uploader.mjs';

const { quick, write } = beginSuite('small');
const MIB = 512;
const VISITORS = 2_000;
const STAGES = 30;
const SECONDS = quick ? 8 : 30;
const WARM_MS = 2_000;
/** Where on the picture each of the two draws, in image units. */
const PLACES = [
  { u: 3_000, v: 3_000, width: 26_000, height: 8_000 },
  { u: 3_000, v: 12_000, width: 26_000, height: 8_000 },
];
/** A picture of the shop that comes with the demo. */
const PICTURE = readFileSync(new URL('../../server/demo/pictures/bag-1.jpg', import.meta.url));
const TARGETS = { strokeMs: 100, memoryMib: MIB };

const own = spawnSync('taskset', ['-a', '-cp', '1', String(process.pid)]);
if (own.status !== 0) console.log('this program shares the processor of the server');
const machine = cage(MIB);
console.log(
  machine.held
    ? `the server has processor 0 and a memory cgroup of ${MIB} MiB`
    : `the server has processor 0; no memory cgroup can be made, so resident memory is watched`,
);
const before = swapped();
const service = await startService({ through: machine.through });
try {
  await measure();
} finally {
  await service.stop();
  machine.remove();
}
process.exit(0);

async function measure() {
  const memory = watchMemory(service.pid);
  const crowd = await gather(service, VISITORS);
  const ages = new Ages();
  const stages = [];
  for (let n = 0; n < STAGES; n += 1) stages.push(await openStage(ages, n));
  const hands = stages.flatMap(({ people, item }) =>
    people.map((person, turn) => draw(person, item, PLACES[turn], ages)),
  );
  await rest(WARM_MS);
  ages.clear();
  const [used, from] = [processorMs(service.pid), performance.now()];
  await rest(SECONDS * 1_000);
  const busy = (100 * (processorMs(service.pid) - used)) / (performance.now() - from);
  const delays = ages.values;
  for (const hand of hands) hand.stop();
  crowd.check();
  const resident = memory.stop();
  console.log(`${VISITORS} visitors, ${STAGES} stages, ${delays.length} frames in ${SECONDS} s`);
  write('stroke from hand to hand', quantile(delays, 0.5), 'ms p50');
  write('stroke from hand to hand', quantile(delays, 0.95), 'ms p95', { atMost: TARGETS.strokeMs });
  write('stroke from hand to hand', quantile(delays, 0.99), 'ms p99');
  const sent = (STAGES * 2 * SECONDS * 1_000) / (1_000 / 60);
  write('frames that arrived', (100 * delays.length) / sent, '% of those sent');
  write('processor', busy, '% of the one');
  if (machine.held) {
    const name = 'all memory of the server, workers and kernel included, peak';
    write(name, machine.peak(), 'MiB', { atMost: TARGETS.memoryMib });
  }
  write('server and workers, peak', resident, 'MiB RSS', { atMost: TARGETS.memoryMib });
  const swap = memoryOf(service.pid, 'VmSwap') + (swapped() - before) / 256;
  write('swap', swap, 'MiB', { atMost: 0 });
  crowd.leave();
  for (const { people } of stages) for (const person of people) person.close();
}

/** A visitor and an agent at one picture. */
async function openStage(ages, number) {
  const from = `127.0.0.${2 + (number % 8)}`;
  const onLive = (text) => ages.come(text);
  const auth = await newVisitor(service);
  const visitor = await join(service, auth, { onLive, from });
  await visitor.ask({ do: 'send_message', text: 'May I see it?' });
  const { conversation } = visitor;
  const agent = await join(service, await agentTicket(service), { conversation, onLive, from });
  const path = await sendPicture(service.origin, auth, conversation, PICTURE);
  const { media } = await finishPicture(service.origin, auth, path);
  const item = uuid();
  await agent.ask({ do: 'add_item', item, media, title: 'A bag', show: true });
  return { people: [visitor, agent], item };
}

/** Pages that the whole machine has moved to a disk. */
function swapped() {
  return Number(/^pswpout (\d+)$/m.exec(readFileSync('/proc/vmstat', 'utf8'))?.[1] ?? 0);
}
