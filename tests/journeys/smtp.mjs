/** @file An SMTP server on this machine that takes every mail and keeps it. */

import { createServer } from 'node:net';
import { until } from './screen.mjs';

/** Starts it on a free port. */
export async function startSmtp() {
  const mails = [];
  const server = createServer((socket) => {
    let [pending, raw, to] = ['', null, []];
    const say = (line) => socket.write(`${line}\r\n`);
    socket.setEncoding('latin1');
    socket.on('error', () => undefined);
    socket.on('data', (chunk) => {
      pending += chunk;
      const lines = pending.split('\r\n');
      pending = lines.pop() ?? '';
      for (const line of lines) {
        if (raw !== null) {
          if (line !== '.') raw.push(line.startsWith('..') ? line.slice(1) : line);
          else {
            mails.push({ to, raw: raw.join('\r\n') });
            [raw, to] = [null, []];
            say('250 taken');
          }
        } else if (/^DATA/i.test(line)) {
          raw = [];
          say('354 go on');
        } else if (/^QUIT/i.test(line)) {
          say('221 bye');
          socket.end();
        } else {
          const named = /^RCPT TO:<(.*)>/i.exec(line);
          if (named) to.push(named[1]);
          say('250 ok');
        }
      }
    });
    say('220 test');
  });
  await new Promise((done) => server.listen(0, '127.0.0.1', done));
  return {
    port: server.address().port,
    /** Waits for a mail; gives its text and the bytes of its picture, null without one. */
    mail: async () => {
      const { to, raw } = await until('a mail has come', () => mails.at(-1) ?? null, 120_000);
      return {
        to,
        raw,
        text: part(raw, 'text/plain')?.toString('utf8'),
        picture: part(raw, 'image/jpeg'),
      };
    },
    count: () => mails.length,
    stop: () => new Promise((done) => server.close(done)),
  };
}

/** The content of the first part of a kind, decoded. */
function part(raw, kind) {
  const [, boundary] = /boundary="([^"]+)"/.exec(raw) ?? [];
  const parts = boundary ? raw.split(`--${boundary}`).slice(1) : [raw];
  const found = parts.find((one) => new RegExp(`^content-type: ${kind}`, 'im').test(one));
  if (!found) return null;
  const at = found.replace(/^\r\n/, '').indexOf('\r\n\r\n');
  const head = found.replace(/^\r\n/, '').slice(0, at);
  const body = found.replace(/^\r\n/, '').slice(at + 4);
  const [, encoding = ''] = /^content-transfer-encoding: (\S+)/im.exec(head) ?? [];
  if (encoding === 'base64') return Buffer.from(body, 'base64');
  if (encoding !== 'quoted-printable') return Buffer.from(body, 'latin1');
  const joined = body.replace(/=\r\n/g, '');
  const bytes = joined.replace(/=([0-9A-F]{2})/g, (_, code) =>
    String.fromCharCode(Number.parseInt(code, 16)),
  );
  return Buffer.from(bytes, 'latin1');
}
