/**
 * @file `node tests/bench/upload.mjs --rows FILE [--quick]`: how long a photograph takes from its
 * last byte until it is sharp, how soon chat is acknowledged while eight conversations upload, and
 * how much memory the server and its decoding processes take together.
 *
 * The server in `VITRINE_BIN`; the photograph, twelve million pixels, is painted and encoded by
 * Chromium. Appends one JSON object a line to FILE.
 */

import { randomUUID } from 'node:crypto';
import { appendFileSync, readdirSync, readFileSync } from 'node:fs';
import { request } from 'node:http';
import { loadavg } from 'node:os';
import { launch } from '../journeys/drivers/chromium.mjs';
import { post, startDemo } from '../journeys/server.mjs';
import { openSocket } from './socket.mjs';

const quick = process.argv.includes('--quick');
const rows = process.argv[process.argv.indexOf('--rows') + 1];
if (!process.argv.includes('--rows') || !rows) {
  console.error('node tests/bench/upload.mjs --rows FILE [--quick]');
  process.exit(2);
}

const WIDTH = 4_000;
const HEIGHT = 3_000;
/** Photographs one after another. */
const ALONE = quick ? 3 : 10;
/** Conversations that upload at once, and photographs of each. */
const TOGETHER = 8;
const EACH = quick ? 1 : 3;
/** A message so often while they do. */
const SAY_MS = 50;
/** Memory is looked at so often. */
const LOOK_MS = 50;
const TARGETS = { sharpMs: 1_500, ackMs: 20, memoryMib: 512 };
const OVERRIDES = { VITRINE_LIMITS_VISITORS_PER_MIN: '1000' };

console.log(
  `load average ${loadavg()
    .map((value) => value.toFixed(1))
    .join(' ')}`,
);
const photo = await paint();
console.log(`a photograph of ${WIDTH} × ${HEIGHT} pixels, ${photo.length} bytes`);
const demo = await startDemo(OVERRIDES);
try {
  await untilShelfIsFull();
  await measure();
} finally {
  await demo.stop();
}

async function measure() {
  const memory = watchMemory(demo.pid);
  const first = await join();
  const alone = [];
  for (let n = 0; n < ALONE; n += 1) alone.push(await upload(first, photo));
  const sharp = quantile(alone, 0.5);
  write('12 MP photograph, finish to sharp, median', sharp, 'ms', TARGETS.sharpMs);
  const uploaders = [];
  for (let n = 0; n < TOGETHER; n += 1) uploaders.push(await join());
  const chat = chatter(first);
  const together = uploaders.map(async (one) => {
    const times = [];
    for (let n = 0; n < EACH; n += 1) times.push(await upload(one, photo));
    return times;
  });
  const busy = (await Promise.all(together)).flat();
  const acks = await chat.stop();
  write(`the same, ${TOGETHER} at once, median`, quantile(busy, 0.5), 'ms', null);
  write(
    `message acknowledged meanwhile, p99 of ${acks.length}`,
    quantile(acks, 0.99),
    'ms',
    TARGETS.ackMs,
  );
  write('server and decoding processes, peak', memory.stop(), 'MiB', TARGETS.memoryMib);
  for (const one of [first, ...uploaders]) one.socket.close();
}

function write(name, value, unit, target) {
  const rounded = Math.round(value * 10) / 10;
  const met = target === null ? null : rounded <= target;
  const row = { suite: 'upload', name, value: rounded, unit, peer: null, ratio: null, target, met };
  appendFileSync(rows, `${JSON.stringify(row)}\n`);
}

function quantile(values, part) {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))];
}

/** Something as hard to compress as a photograph: smooth light, edges and grain. */
async function paint() {
  const browser = await launch();
  const window = await browser.open({ width: 400, height: 300 });
  try {
    const text = await window.evaluate([], draw, [WIDTH, HEIGHT]);
    return Buffer.from(text, 'base64');
  } finally {
    await window.close();
  }
}

/** Runs in the browser. */
async function draw([width, height]) {
  const canvas = new OffscreenCanvas(width, height);
  const context = canvas.getContext('2d');
  const light = context.createLinearGradient(0, 0, width, height);
  light.addColorStop(0, '#f4e7d3');
  light.addColorStop(1, '#3b2f2a');
  context.fillStyle = light;
  context.fillRect(0, 0, width, height);
  for (let n = 0; n < 3_000; n += 1) {
    context.fillStyle = `hsl(${(n * 47) % 360} 45% ${20 + (n % 60)}% / 0.5)`;
    context.beginPath();
    context.arc((n * 7_919) % width, (n * 104_729) % height, 10 + (n % 90), 0, 7);
    context.fill();
  }
  const pixels = context.getImageData(0, 0, width, height);
  let seed = 1;
  for (let at = 0; at < pixels.data.length; at += 4) {
    seed = (seed * 1_103_515_245 + 12_345) & 0x7fffffff;
    const grain = (seed >> 16) % 13;
    pixels.data[at] += grain;
    pixels.data[at + 1] += grain;
    pixels.data[at + 2] += grain;
  }
  context.putImageData(pixels, 0, 0);
  const blob = await canvas.convertToBlob({ type: 'image/jpeg', quality: 0.9 });
  const bytes = new Uint8Array(await blob.arrayBuffer());
  let text = '';
  for (let at = 0; at < bytes.length; at += 32_768) {
    text += String.fromCharCode(...bytes.subarray(at, at + 32_768));
  }
  return btoa(text);
}

/** The demo fills its shelf at the start, with the same processes. */
async function untilShelfIsFull() {
  const want = 'the shelf is full';
  while (!demo.log().includes(want)) await rest(100);
}

/** A visitor with an open conversation. */
async function join() {
  const { token } = JSON.parse((await post(demo.origin, '/v1/visitors', { inbox: 'demo' })).body);
  const acks = new Map();
  let opened;
  let conversation;
  const ready = new Promise((resolve) => {
    opened = resolve;
  });
  const socket = await openSocket(demo.origin, '/v1/socket', (text) => {
    const frame = JSON.parse(text);
    if (frame.type === 'ack') acks.get(frame.cid)?.();
    else if (frame.type === 'nack') throw new Error(`refused: ${frame.code}`);
    else if (frame.type === 'opened') opened();
    else if (frame.type === 'welcome') {
      conversation = frame.conversation;
      const topic = { kind: 'conversation', conversation, stream: 'public' };
      socket.send(JSON.stringify({ type: 'open', sub: 1, topic, resume: null }));
    } else if (frame.type === 'ping') socket.send(JSON.stringify({ type: 'ping', n: 1 }));
  });
  const hello = { type: 'hello', v: 1, auth: { visitor: token }, tab: randomUUID(), caps: [] };
  socket.send(JSON.stringify(hello));
  await ready;
  return { token, conversation, socket, acks };
}

/** Says something again and again; the times until it was acknowledged. */
function chatter({ socket, acks }) {
  const times = [];
  let going = true;
  const ended = (async () => {
    while (going) {
      const cid = randomUUID();
      const begun = performance.now();
      const acked = new Promise((resolve) => acks.set(cid, resolve));
      const command = { do: 'send_message', text: 'Is it real leather?' };
      socket.send(JSON.stringify({ type: 'op', sub: 1, cid, command }));
      await acked;
      acks.delete(cid);
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

/** One photograph; milliseconds from the request to finish until it is sharp. */
async function upload({ token, conversation }, bytes) {
  const wish = {
    conversation,
    name: 'photo.jpg',
    bytes: bytes.length,
    size: { width: WIDTH, height: HEIGHT },
    cid: randomUUID(),
  };
  const json = { 'Content-Type': 'application/json' };
  const begun = await ask(token, 'POST', '/v1/uploads', JSON.stringify(wish), json);
  const path = `/v1/uploads/${begun.upload}`;
  for (let at = 0; at < bytes.length; at += begun.chunkBytes) {
    const part = bytes.subarray(at, at + begun.chunkBytes);
    await ask(token, 'PATCH', path, part, { 'Upload-Offset': at });
  }
  const from = performance.now();
  const media = await ask(token, 'POST', `${path}/finish`, '', {});
  if (!media.ready) throw new Error('the picture is not sharp');
  return performance.now() - from;
}

function ask(token, method, path, body, headers) {
  return new Promise((resolve, reject) => {
    const sent = request(`${demo.origin}${path}`, {
      method,
      headers: {
        Origin: demo.origin,
        'x-vitrine': '1',
        Authorization: `Bearer ${token}`,
        'Content-Length': Buffer.byteLength(body),
        ...headers,
      },
    });
    sent.on('error', reject);
    sent.on('response', async (response) => {
      const parts = [];
      for await (const part of response) parts.push(part);
      const text = Buffer.concat(parts).toString();
      if (response.statusCode < 300) resolve(JSON.parse(text));
      else reject(new Error(`${method} ${path}: ${response.statusCode} ${text}`));
    });
    sent.end(body);
  });
}

/** Resident memory of a process and all its descendants, at its highest, in MiB. */
function watchMemory(root) {
  let peak = 0;
  const look = () => {
    const parents = new Map();
    for (const name of readdirSync('/proc')) {
      if (!/^\d+$/.test(name)) continue;
      const status = readText(`/proc/${name}/status`);
      const parent = /^PPid:\s+(\d+)$/m.exec(status)?.[1];
      const kib = /^VmRSS:\s+(\d+) kB$/m.exec(status)?.[1];
      parents.set(Number(name), { parent: Number(parent), kib: Number(kib ?? 0) });
    }
    const isOurs = (pid) => pid === root || (parents.has(pid) && isOurs(parents.get(pid).parent));
    let sum = 0;
    for (const [pid, { kib }] of parents) if (isOurs(pid)) sum += kib;
    peak = Math.max(peak, sum / 1_024);
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

/** A process may be gone before it is read. */
function readText(path) {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}

function rest(ms) {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
