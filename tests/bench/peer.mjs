/**
 * @file `node tests/bench/peer.mjs KIND`: the least that Node and `ws` need for what a figure is
 * about, to compare ours with. `presence` keeps each page's facts and says that the shop is not
 * staffed; `chat` acknowledges a message once it is in a file and the file is on the disk, as a
 * server does that commits one message after the other.
 *
 * `ws` is installed beside the working folder by `peers.mjs`.
 */

import { closeSync, fdatasyncSync, mkdtempSync, openSync, rmSync, writeSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const { WebSocketServer } = createRequire(join(process.cwd(), 'x'))('ws');

const server = new WebSocketServer({ host: '127.0.0.1', port: 0, perMessageDeflate: false });
const kinds = { presence, chat };
const stop = kinds[process.argv[2]]();
server.on('listening', () => console.log(`http://127.0.0.1:${server.address().port}`));
process.on('SIGTERM', () => {
  stop();
  process.exit(0);
});

function presence() {
  const pages = new Map();
  server.on('connection', (socket) => {
    socket.on('message', (data) => {
      const frame = JSON.parse(data);
      if (frame.type !== 'visit') return;
      pages.set(socket, frame);
      socket.send('{"type":"inbox","staffed":false}');
    });
    socket.on('close', () => pages.delete(socket));
  });
  return () => {};
}

function chat() {
  const folder = mkdtempSync(join(tmpdir(), 'vitrine-peer-'));
  const file = openSync(join(folder, 'messages'), 'a');
  let seq = 0;
  server.on('connection', (socket) => {
    socket.on('message', (data) => {
      const { cid, command } = JSON.parse(data);
      seq += 1;
      const event = { seq, cid, body: { kind: 'message_sent', text: command.text } };
      writeSync(file, `${JSON.stringify(event)}\n`);
      fdatasyncSync(file);
      socket.send(JSON.stringify({ type: 'events', sub: 1, events: [event] }));
      socket.send(JSON.stringify({ type: 'ack', cid, seq }));
    });
  });
  return () => {
    closeSync(file);
    rmSync(folder, { recursive: true });
  };
}
