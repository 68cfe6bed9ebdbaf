/** @file The built gallery behind an address, with the policy the service sends with its pages. */

import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { extname, join } from 'node:path';
import { load } from './packages.mjs';

const { chromium } = await load('playwright-core');

const KINDS = {
  '.html': 'text/html',
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.jpg': 'image/jpeg',
  '.webm': 'video/webm',
  '.woff2': 'font/woff2',
};
const POLICY =
  "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; media-src 'self' blob:; font-src 'self'; connect-src 'self'; frame-src 'self'";

const read = (path) => readFile(path).catch(() => null);

/** Serves the folder that `VITRINE_GALLERY` names. */
export async function serveGallery() {
  const folder = process.env.VITRINE_GALLERY;
  if (!folder) throw new Error('VITRINE_GALLERY says where the built gallery is');
  const server = createServer(async (request, response) => {
    const { pathname } = new URL(request.url, 'http://gallery');
    const kind = KINDS[extname(pathname)];
    if (pathname === '/favicon.ico') return response.writeHead(204).end();
    const body = kind && !pathname.includes('..') ? await read(join(folder, pathname)) : null;
    if (body === null) response.writeHead(404).end();
    else {
      const part = partOf(request.headers.range, body.length);
      response.writeHead(part ? 206 : 200, {
        'Content-Type': kind,
        'Content-Security-Policy': POLICY,
        'Cache-Control': pathname.startsWith('/assets/') ? 'max-age=3600' : 'no-store',
        'Accept-Ranges': 'bytes',
        ...(part && { 'Content-Range': `bytes ${part.from}-${part.to}/${body.length}` }),
      });
      response.end(part ? body.subarray(part.from, part.to + 1) : body);
    }
  });
  await new Promise((done) => server.listen(0, '127.0.0.1', done));
  return { server, address: `http://127.0.0.1:${server.address().port}/gallery.html` };
}

/** What a film's player asks for; null for all of it. */
function partOf(range, length) {
  const asked = /^bytes=(\d+)-(\d*)$/.exec(range ?? '');
  if (!asked) return null;
  const from = Number(asked[1]);
  const to = asked[2] === '' ? length - 1 : Math.min(Number(asked[2]), length - 1);
  return from <= to ? { from, to } : null;
}

/** A Chromium that looks the same on every machine. */
export function launchForGallery() {
  return chromium.launch({
    executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
    args: [
      ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
      '--disable-gpu',
      '--force-color-profile=srgb',
    ],
  });
}
