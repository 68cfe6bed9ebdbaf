/** @file Many visitors with a page of the shop open and the launcher closed. */

import { randomUUID } from 'node:crypto';
import { SHOP } from './service.mjs';
import { openSocket } from './socket.mjs';

/** Sockets of one address; the server's own cap is 500. */
const OF_ONE_ADDRESS = 400;
/** Sockets being opened at once; the server's own cap for one address is 50. */
const AT_ONCE = 40;
/** A page tells that it is still there, as the loader does. */
const BEAT_MS = 25_000;
const BEAT = JSON.stringify({ type: 'beat' });

/** Opens `count` sockets and keeps them alive; `path` is where the server has them. */
export async function gather({ origin, inbox = 'peer' }, count, path = '/v1/presence') {
  const sockets = [];
  let closed = 0;
  const open = async (number) => {
    let heard;
    const answered = new Promise((resolve) => {
      heard = resolve;
    });
    const from = `127.0.1.${1 + Math.floor(number / OF_ONE_ADDRESS)}`;
    const socket = await openSocket(origin, path, heard, { page: SHOP, from });
    sockets.push(socket);
    let welcome = false;
    const gone = socket.closed.then(() => {
      closed += 1;
      if (!welcome) throw new Error('a socket was closed before it was welcome');
    });
    socket.send(JSON.stringify(visit(inbox)));
    await Promise.race([answered, gone]);
    welcome = true;
  };
  let next = 0;
  const opener = async () => {
    for (let number = next++; number < count; number = next++) await open(number);
  };
  await Promise.all(Array.from({ length: AT_ONCE }, opener));

  // As real ones do, each in its own moment.
  let turn = 0;
  const began = performance.now();
  const beating = setInterval(() => {
    const due = ((performance.now() - began) * count) / BEAT_MS;
    for (; turn < due; turn += 1) sockets[turn % count].send(BEAT);
  }, 10);
  return {
    /** Fails when the server has let go of somebody. */
    check: () => {
      if (closed > 0) throw new Error(`${closed} sockets were closed`);
    },
    leave: () => {
      clearInterval(beating);
      for (const socket of sockets) socket.close();
    },
  };
}

function visit(inbox) {
  return {
    type: 'visit',
    v: 1,
    inbox,
    visit: randomUUID(),
    consent: true,
    pages: 1,
    referrer: null,
    page: { url: `${SHOP}/bags/${randomUUID()}`, title: 'A bag', language: 'en', product: null },
    cart: null,
  };
}
