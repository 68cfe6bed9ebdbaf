/**
 * @file People at the service by the protocol alone, each with one socket and one conversation
 * open as topic 1.
 */

import { randomBytes } from 'node:crypto';
import { post } from '../journeys/server.mjs';
import { openSocket } from './socket.mjs';

const SUB = 1;

/** What proves a new visitor. */
export async function newVisitor({ origin, inbox }) {
  const { token } = JSON.parse((await post(origin, '/v1/visitors', { inbox })).body);
  return { visitor: token };
}

/** What proves the agent, once. */
export async function agentTicket({ origin, cookie }) {
  const { ticket } = JSON.parse((await post(origin, '/v1/tickets', '', { Cookie: cookie })).body);
  return { ticket };
}

/** One more member of staff, who has accepted the invitation. */
export async function hire({ origin, cookie }, name) {
  const staff = { Cookie: cookie };
  const person = { id: uuid(), name, email: `${name}@shop.example`, role: 'agent' };
  await post(origin, '/v1/agents', person, staff);
  const invited = await post(origin, '/v1/invitations', { agent: person.id }, staff);
  const [, secret] = JSON.parse(invited.body).url.split('#');
  const password = 'copper-violin-harbour-92';
  const joined = await post(origin, '/v1/invitations/accept', { secret, password });
  return { origin, cookie: joined.headers['set-cookie'][0].split(';')[0] };
}

/**
 * Comes in and opens a conversation: a visitor the own one, an agent the one named. `onLive` gets
 * the live frames of others, as text, because reading all of them costs as much as the server's
 * work.
 */
export async function join({ origin }, auth, { conversation, onLive, from } = {}) {
  const { promise: ready, resolve: opened, reject: refused } = withResolvers();
  const answers = new Answers();
  let topic = null;
  const socket = await openSocket(
    origin,
    '/v1/socket',
    (text) => {
      if (answers.take(text)) return;
      if (text.startsWith('{"type":"live"')) onLive?.(text);
      else if (text.startsWith('{"type":"ping"')) socket.send('{"type":"ping","n":1}');
      else if (text.startsWith('{"type":"opened"')) opened();
      else if (text.startsWith('{"type":"nack"')) throw new Error(`the server refused: ${text}`);
      else if (text.startsWith('{"type":"welcome"')) {
        topic = conversation ?? JSON.parse(text).conversation;
        const name = { kind: 'conversation', conversation: topic, stream: 'public' };
        send({ type: 'open', sub: SUB, topic: name, resume: null });
      }
    },
    { from },
  );
  const send = (frame) => socket.send(JSON.stringify(frame));
  socket.closed.then(() => refused(new Error('the server closed a socket')));
  const tab = uuid();
  send({ type: 'hello', v: 1, auth, tab, caps: [] });
  await ready;
  return {
    conversation: topic,
    tab,
    /** Asks for something; ends when it is acknowledged. */
    ask: (command) => answers.ask(send, command),
    live: (frame) => send({ type: 'live', sub: SUB, ...frame }),
    close: socket.close,
  };
}

/** The same at a server of `peer.mjs`, which knows no conversations. */
export async function joinPeer({ origin }) {
  const answers = new Answers();
  const socket = await openSocket(origin, '/', (text) => answers.take(text));
  const send = (frame) => socket.send(JSON.stringify(frame));
  return { ask: (command) => answers.ask(send, command), close: socket.close };
}

/** Operations under way, by the ids the client gave them. */
class Answers {
  #waiting = new Map();

  ask(send, command) {
    const cid = uuid();
    const { promise, resolve, reject } = withResolvers();
    this.#waiting.set(cid, { resolve, reject });
    send({ type: 'op', sub: SUB, cid, command });
    return promise;
  }

  /** True when the frame answers one of them. Only answers are read as a whole. */
  take(text) {
    const granted = text.startsWith('{"type":"ack"');
    if (!granted && !text.startsWith('{"type":"nack"')) return false;
    const frame = JSON.parse(text);
    const waiting = this.#waiting.get(frame.cid);
    if (!waiting) return false;
    this.#waiting.delete(frame.cid);
    if (granted) waiting.resolve(frame);
    else waiting.reject(new Error(`refused: ${frame.code}`));
    return true;
  }
}

/** A fresh id, version 7: by time, so that the newest lies at the end of an index. */
export function uuid() {
  const bytes = randomBytes(16);
  bytes.writeUIntBE(Date.now(), 0, 6);
  bytes[6] = 0x70 | (bytes[6] & 0x0f);
  bytes[8] = 0x80 | (bytes[8] & 0x3f);
  const hex = bytes.toString('hex');
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}

function withResolvers() {
  const parts = {};
  parts.promise = new Promise((resolve, reject) => Object.assign(parts, { resolve, reject }));
  return parts;
}
