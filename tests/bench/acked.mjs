/**
 * @file How many messages a second the server acknowledges, each after its commit is on the disk:
 * sixteen visitors in conversations of their own, four messages of each on their way at any time.
 */

import { randomBytes } from 'node:crypto';
import { post, startDemo } from '../journeys/server.mjs';
import { openSocket } from './socket.mjs';

const VISITORS = 16;
const EACH = 4;
const WARM_MS = 1_000;
/** Limits that exist so that nobody does what this does. */
const OVERRIDES = {
  VITRINE_LIMITS_DURABLE_PER_S: '100000',
  VITRINE_LIMITS_DURABLE_BURST: '100000',
  VITRINE_LIMITS_VISITORS_PER_MIN: '1000',
};

/** Measures on a fresh database. */
export async function acknowledged({ quick = false } = {}) {
  const demo = await startDemo(OVERRIDES);
  const seconds = quick ? 3 : 10;
  let acks = 0;
  let counting = false;
  let refused = null;
  const hands = [];
  try {
    for (let one = 0; one < VISITORS; one += 1) {
      const heard = (frame) => {
        if (frame.type === 'nack') refused = frame.code;
        else if (counting) acks += 1;
      };
      hands.push(await join(demo, one, heard));
    }
    for (const hand of hands) hand.begin();
    await rest(WARM_MS);
    const from = performance.now();
    counting = true;
    await rest(seconds * 1000);
    counting = false;
    const passed = (performance.now() - from) / 1000;
    if (refused !== null) throw new Error(`the server refused messages: ${refused}`);
    const inFlight = VISITORS * EACH;
    return { perSecond: acks / passed, inFlight, seconds, overrides: OVERRIDES };
  } finally {
    for (const hand of hands) hand.close();
    await demo.stop();
  }
}

const rest = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

/** One visitor with an open conversation, who answers each answer with the next message. */
async function join({ origin }, number, heard) {
  const { token } = JSON.parse((await post(origin, '/v1/visitors', { inbox: 'demo' })).body);
  let opened;
  const ready = new Promise((resolve) => {
    opened = resolve;
  });
  let count = 0;
  const say = () => {
    count += 1;
    const command = { do: 'send_message', text: `Message ${count} of visitor ${number}` };
    socket.send(JSON.stringify({ type: 'op', sub: 1, cid: uuid(), command }));
  };
  const socket = await openSocket(origin, '/v1/socket', (text) => {
    // Only answers are read: parsing every event would measure this process.
    if (text.startsWith('{"type":"ack"') || text.startsWith('{"type":"nack"')) {
      heard(JSON.parse(text));
      say();
    } else if (text.startsWith('{"type":"welcome"')) {
      const { conversation } = JSON.parse(text);
      const topic = { kind: 'conversation', conversation, stream: 'public' };
      socket.send(JSON.stringify({ type: 'open', sub: 1, topic, resume: null }));
    } else if (text.startsWith('{"type":"opened"')) {
      opened();
    } else if (text.startsWith('{"type":"ping"')) {
      socket.send(JSON.stringify({ type: 'ping', n: count }));
    }
  });
  const hello = { type: 'hello', v: 1, auth: { visitor: token }, tab: uuid(), caps: [] };
  socket.send(JSON.stringify(hello));
  const gone = socket.closed.then(() => {
    throw new Error('the server closed a socket');
  });
  gone.catch(() => undefined);
  await Promise.race([ready, gone]);
  return {
    begin: () => {
      for (let one = 0; one < EACH; one += 1) say();
    },
    close: socket.close,
  };
}

/** Version 7: by time, so that the newest lies at the end of an index. */
function uuid() {
  const bytes = randomBytes(16);
  bytes.writeUIntBE(Date.now(), 0, 6);
  bytes[6] = 0x70 | (bytes[6] & 0x0f);
  bytes[8] = 0x80 | (bytes[8] & 0x3f);
  const hex = bytes.toString('hex');
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}
