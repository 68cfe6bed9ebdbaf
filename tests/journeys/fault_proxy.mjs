/**
 * @file A bad network for one browser: delay, loss, cuts and silence on every TCP connection.
 *
 * It is a SOCKS5 server and the browser is told to use it for everything, loopback too. So the
 * browser still speaks to the true address of the service: addresses, the `Origin` header, cookies
 * and cross-site rules are what they are without it, and no byte of HTTP has to be rewritten.
 *
 * WebSockets can also be stranded: they stay up and dead while new connections work, as after a
 * change of networks. Nobody is told; with `told` the service gave them up meanwhile and only the
 * browser does not know. Other connections end then: browsers drop those by themselves.
 *
 * What TCP does with a lost packet is delay: the segment comes after a retransmission, and all
 * that was sent behind it waits for it. That is what `lossPart` and `lossMs` do to chunks.
 */

import { connect, createServer } from 'node:net';

/** A network without faults. */
const CLEAR = { delayMs: 0, lossPart: 0, lossMs: 0 };
const HOST_IS = { v4: 1, name: 3, v6: 4 };
const REFUSED = 5;
const UPGRADE = /\r\nupgrade: websocket\r\n/i;

/** Starts one on a free port; `random` gives numbers from 0 to 1. */
export async function startFaultProxy({ random = Math.random } = {}) {
  let faults = CLEAR;
  let state = 'open';
  const sockets = new Set();
  const flows = new Set();

  const server = createServer((client) => {
    client.setNoDelay(true);
    keep(client);
    if (state === 'cut') return client.destroy();
    greet(client).catch(() => client.destroy());
  });

  function keep(socket) {
    sockets.add(socket);
    socket.on('error', () => socket.destroy());
    socket.on('close', () => sockets.delete(socket));
  }

  async function greet(client) {
    const read = reader(client);
    const [, methods] = await read(2);
    await read(methods);
    client.write(Buffer.from([5, 0]));
    const [, , , kind] = await read(4);
    let host;
    if (kind === HOST_IS.v4) host = [...(await read(4))].join('.');
    else if (kind === HOST_IS.name) host = (await read((await read(1))[0])).toString();
    else if (kind === HOST_IS.v6) host = (await read(16)).toString('hex').match(/.{4}/g).join(':');
    else throw new Error('unknown kind of address');
    const port = (await read(2)).readUInt16BE();
    const early = read.rest();

    const upstream = connect({ host, port, noDelay: true });
    keep(upstream);
    upstream.on('connect', () => {
      client.write(Buffer.from([5, 0, 0, 1, 0, 0, 0, 0, 0, 0]));
      const pair = { socket: false, stranded: false, client, upstream };
      flow(pair, client, upstream, early);
      flow(pair, upstream, client);
    });
    upstream.on('error', () => {
      if (!client.destroyed) client.end(Buffer.from([5, REFUSED, 0, 1, 0, 0, 0, 0, 0, 0]));
    });
  }

  /** One direction of one connection. Chunks keep their order whatever happens to one of them. */
  function flow(pair, from, to, early = null) {
    const waiting = [];
    let free = 0;
    let timer = null;
    const passes = () => state !== 'silent' && !pair.stranded;
    const pump = () => {
      timer = null;
      while (passes() && waiting.length > 0 && waiting[0].at <= Date.now()) {
        const { chunk } = waiting.shift();
        if (chunk === null) to.end();
        else if (!to.destroyed) to.write(chunk);
      }
      if (passes() && waiting.length > 0) {
        timer ??= setTimeout(pump, Math.max(0, waiting[0].at - Date.now()));
      }
    };
    const take = (chunk) => {
      pair.socket ||= from === pair.client && chunk !== null && UPGRADE.test(chunk);
      const lost = random() < faults.lossPart;
      const at = Date.now() + faults.delayMs + (lost ? faults.lossMs : 0);
      free = Math.max(free, at);
      waiting.push({ chunk, at: free });
      timer ??= setTimeout(pump, Math.max(0, waiting[0].at - Date.now()));
    };
    const one = { pair, wake: pump };
    flows.add(one);
    if (early?.length > 0) take(early);
    from.on('data', take);
    from.on('end', () => take(null));
    from.on('close', () => {
      flows.delete(one);
      if (timer !== null) clearTimeout(timer);
      if (!pair.stranded) to.destroy();
    });
  }

  await new Promise((resolve, reject) => {
    server.on('error', reject);
    server.listen(0, '127.0.0.1', resolve);
  });

  return {
    address: `127.0.0.1:${server.address().port}`,
    /** Applies to what is sent from now on. */
    disturb: (next) => {
      faults = { ...CLEAR, ...next };
    },
    /** Ends every connection and refuses new ones: no network. */
    cut: () => {
      state = 'cut';
      for (const socket of sockets) socket.destroy();
    },
    /** Connections stay up but nothing passes any more: the cable into a wall. */
    silence: () => {
      state = 'silent';
    },
    /** WebSockets that are there are dead for good. New ones are as good as ever. */
    strand: ({ told = false } = {}) => {
      const pairs = new Set([...flows].map(({ pair }) => pair));
      for (const pair of pairs) pair.stranded = pair.socket;
      for (const { socket, client, upstream } of pairs) {
        if (told || !socket) upstream.destroy();
        if (!socket) client.destroy();
      }
    },
    /** All is well again; what a silence held back arrives. */
    mend: () => {
      state = 'open';
      faults = CLEAR;
      for (const one of flows) one.wake();
    },
    stop: async () => {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** Reads exactly so many bytes from a socket; `rest` hands over what came too early. */
function reader(socket) {
  let held = Buffer.alloc(0);
  let wanted = null;
  const feed = () => {
    if (wanted === null || held.length < wanted.size) return;
    const { size, resolve } = wanted;
    wanted = null;
    const part = held.subarray(0, size);
    held = held.subarray(size);
    resolve(part);
  };
  const listen = (chunk) => {
    held = Buffer.concat([held, chunk]);
    feed();
  };
  const fail = () => wanted?.reject(new Error('closed'));
  socket.on('data', listen);
  socket.on('close', fail);
  const read = (size) =>
    new Promise((resolve, reject) => {
      wanted = { size, resolve, reject };
      feed();
    });
  read.rest = () => {
    socket.off('data', listen);
    socket.off('close', fail);
    return held;
  };
  return read;
}
