/**
 * @file `node tests/bench/upload.mjs --rows FILE [--quick]`: how long a photograph takes from its
 * last byte until it is sharp, at the server and on the stage of the other side; how soon chat is
 * acknowledged while eight conversations upload; and how much memory the server and its decoding
 * processes take together.
 *
 * The visitors speak the protocol, the agent is a real browser, the server is in `VITRINE_BIN`. The
 * photograph, twelve million pixels, is painted and encoded by Chromium. Appends one JSON object a
 * line to FILE.
 */

import { launch } from '../journeys/drivers/chromium.mjs';
import { openAgent } from '../journeys/people.mjs';
import { startDemo } from '../journeys/server.mjs';
import { join, newVisitor, uuid } from './member.mjs';
import { paintPhotograph } from './photograph.mjs';
import { watchMemory } from './processes.mjs';
import { beginSuite, quantile, rest } from './suite.mjs';
import { finishPicture, sendPicture, sendPreview } from './uploader.mjs';

const { quick, write } = beginSuite('upload');
const SIZE = { width: 4_000, height: 3_000 };
/** Photographs one after another. */
const ALONE = quick ? 3 : 10;
/** Conversations that upload at once, and photographs of each. */
const TOGETHER = 8;
const EACH = quick ? 1 : 3;
/** A message so often while they do: half of what one visitor may say. */
const SAY_MS = 100;
/** A picture that has not changed for so long is as sharp as it gets. */
const STILL_MS = 700;
const TARGETS = { sharpMs: 1_500, ackMs: 20, memoryMib: 512 };

const photo = await paintPhotograph(SIZE);
const preview = await paintPhotograph({ width: 800, height: 600, grain: 0, quality: 0.5 });
console.log(`a photograph of ${SIZE.width} × ${SIZE.height} pixels, ${photo.length} bytes`);
const demo = await startDemo();
const agent = await openAgent(await launch(), demo);
try {
  while (!demo.log().includes('the shelf is full')) await rest(100);
  await measure();
} finally {
  await agent.screen.window.close();
  await demo.stop();
}
process.exit(0);

async function measure() {
  const memory = watchMemory(demo.pid);
  const first = await comeIn();
  await first.ask({ do: 'send_message', text: 'Look at this' });
  await agent.pick('Look at this');
  const [ready, seen] = [[], []];
  for (let n = 0; n < ALONE; n += 1) {
    const times = await showPhotograph(first);
    ready.push(times.ready);
    seen.push(times.seen);
  }
  write('12 MP photograph, last byte until ready', quantile(ready, 0.5), 'ms p50');
  const sharp = 'the same, sharp on the other stage';
  write(sharp, quantile(seen, 0.5), 'ms p50', { atMost: TARGETS.sharpMs });
  write(sharp, Math.max(...seen), 'ms longest', { atMost: TARGETS.sharpMs });
  const uploaders = [];
  for (let n = 0; n < TOGETHER; n += 1) uploaders.push(await comeIn());
  const chat = chatter(first);
  const together = uploaders.map(async (one) => {
    const times = [];
    for (let n = 0; n < EACH; n += 1) {
      const path = await sendPicture(demo.origin, one.auth, one.conversation, photo);
      const from = performance.now();
      await finishPicture(demo.origin, one.auth, path);
      times.push(performance.now() - from);
    }
    return times;
  });
  const busy = (await Promise.all(together)).flat();
  const acks = await chat.stop();
  write(`ready when ${TOGETHER} upload at once`, quantile(busy, 0.5), 'ms p50');
  write(`message acknowledged meanwhile, ${acks.length}`, quantile(acks, 0.99), 'ms p99', {
    atMost: TARGETS.ackMs,
  });
  write('server and decoding processes, peak', memory.stop(), 'MiB RSS', {
    atMost: TARGETS.memoryMib,
  });
  for (const one of [first, ...uploaders]) one.close();
}

/** A visitor with an open conversation. */
async function comeIn() {
  const auth = await newVisitor({ origin: demo.origin, inbox: 'demo' });
  return { auth, ...(await join(demo, auth)) };
}

/** Says something again and again; the times until it was acknowledged. */
function chatter(visitor) {
  const times = [];
  let going = true;
  const ended = (async () => {
    while (going) {
      const begun = performance.now();
      await visitor.ask({ do: 'send_message', text: 'Is it real leather?' });
      times.push(performance.now() - begun);
      await rest(SAY_MS);
    }
  })();
  return {
    stop: async () => {
      going = false;
      await ended;
      return times;
    },
  };
}

/**
 * One photograph, as the panel does it: the preview stands on both stages while the rest is under
 * way. Milliseconds from the request to finish until the server has it and until the other stage
 * shows it.
 */
async function showPhotograph(visitor) {
  const { auth, conversation } = visitor;
  const path = await sendPicture(demo.origin, auth, conversation, photo, SIZE);
  const { media } = await sendPreview(demo.origin, auth, path, preview);
  const item = uuid();
  await visitor.ask({ do: 'add_item', item, media, title: 'photo.jpg', show: true });
  const stage = agent.stage(SIZE);
  await stage.until('shows the preview', (state) => state.item === item);
  await stage.ready();
  await agent.pane.evaluate(watchPicture);
  const from = Date.now();
  await finishPicture(demo.origin, auth, path);
  const ready = Date.now() - from;
  const changed = await agent.pane.until('the picture is sharp', lastChange, [from, STILL_MS]);
  return { ready, seen: changed - from };
}

/** Runs in the page: notes in every frame whether the middle of the picture looks different. */
function watchPicture() {
  const side = 160;
  const copy = new OffscreenCanvas(side, side).getContext('2d', { willReadFrequently: true });
  const watch = { at: 0, hash: null };
  globalThis.benchPicture = watch;
  const look = () => {
    if (globalThis.benchPicture !== watch) return;
    const canvas = document.querySelector('.cv-picture');
    const [x, y] = [(canvas.width - side) / 2, (canvas.height - side) / 2];
    copy.clearRect(0, 0, side, side);
    copy.drawImage(canvas, x, y, side, side, 0, 0, side, side);
    const { data } = copy.getImageData(0, 0, side, side);
    let hash = 0;
    for (let at = 0; at < data.length; at += 1) hash = (hash * 31 + data[at]) | 0;
    if (hash !== watch.hash) {
      watch.hash = hash;
      watch.at = Date.now();
    }
    requestAnimationFrame(look);
  };
  requestAnimationFrame(look);
}

/** Runs in the page: when the picture last changed, once that is long ago; null before. */
function lastChange([from, still]) {
  const { at } = globalThis.benchPicture;
  return at > from && Date.now() - at > still ? at : null;
}
