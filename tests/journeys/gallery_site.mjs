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
  '.woff2': 'font/woff2',
};
const POLICY =
  "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; connect-src 'self'; frame-src 'self'";

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
      response.writeHead(200, {
        'Content-Type': kind,
        'Content-Security-Policy': POLICY,
        'Cache-Control': pathname.startsWith('/assets/') ? 'max-age=3600' : 'no-store',
      });
      response.end(body);
    }
  });
  await new Promise((done) => server.listen(0, '127.0.0.1', done));
  return { server, address: `http://127.0.0.1:${server.address().port}/gallery.html` };
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
