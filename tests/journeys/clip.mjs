/**
 * @file A clip whose frames say which they are: a row of black and white cells, sixteen bits, and
 * below it the same row turned round, so that what is not a clip is not read as one. Made by ffmpeg.
 */

import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, renameSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Pixels of a clip; a cell is a sixteenth of its width, and a quarter of its height. */
export const CLIP_SIZE = { width: 320, height: 180 };
export const FPS = 30;
const BITS = 16;
const CELL = { width: CLIP_SIZE.width / BITS, height: CLIP_SIZE.height / 4 };
/** Brightness of what is neither. */
const GREY = 128;

/** A file of so many seconds, made once for a machine. */
export async function makeClip(seconds) {
  const flags = [
    ...['-hide_banner', '-loglevel', 'error', '-y', '-f', 'rawvideo', '-pix_fmt', 'gray'],
    ...['-s', `${CLIP_SIZE.width}x${CLIP_SIZE.height}`, '-r', String(FPS), '-i', '-'],
    ...['-c:v', 'libvpx', '-deadline', 'realtime', '-cpu-used', '16', '-b:v', '400k'],
    // A key frame a second, so that jumps are as quick as with people's own films.
    ...['-g', String(FPS), '-pix_fmt', 'yuv420p', '-f', 'webm'],
  ];
  const name = createHash('sha256').update(flags.join(' ')).digest('hex').slice(0, 12);
  const folder = join(tmpdir(), 'vitrine-clips');
  const path = join(folder, `${name}-${seconds}.webm`);
  try {
    if (statSync(path).size > 0) return path;
  } catch {
    mkdirSync(folder, { recursive: true });
  }
  const draft = `${path}.${process.pid}`;
  const ffmpeg = spawn('ffmpeg', [...flags, draft], { stdio: ['pipe', 'inherit', 'inherit'] });
  const ended = new Promise((resolve, reject) => {
    ffmpeg.on('error', (error) => reject(new Error(`ffmpeg: ${error.message}`)));
    ffmpeg.on('exit', (code) => (code === 0 ? resolve() : reject(new Error(`ffmpeg: ${code}`))));
  });
  ended.catch(() => ffmpeg.stdin.destroy());
  ffmpeg.stdin.on('error', () => undefined);
  for (let number = 0; number < seconds * FPS; number += 1) {
    if (ffmpeg.stdin.destroyed) break;
    if (ffmpeg.stdin.write(frame(number))) continue;
    await Promise.race([new Promise((resolve) => ffmpeg.stdin.once('drain', resolve)), ended]);
  }
  ffmpeg.stdin.end();
  await ended;
  renameSync(draft, path);
  return path;
}

/** Grey pixels of one frame. */
function frame(number) {
  const { width, height } = CLIP_SIZE;
  const pixels = Buffer.alloc(width * height, GREY);
  for (let bit = 0; bit < BITS; bit += 1) {
    const white = ((number >> (BITS - 1 - bit)) & 1) === 1;
    for (let y = 0; y < 2 * CELL.height; y += 1) {
      const from = y * width + bit * CELL.width;
      pixels.fill(y < CELL.height === white ? 255 : 0, from, from + CELL.width);
    }
  }
  // Something that moves, for who looks at a photograph of it.
  const x = (number * 4) % (width - 20);
  for (let y = height - 60; y < height - 20; y += 1)
    pixels.fill(255, y * width + x, y * width + x + 20);
  return pixels;
}

/** Middles of the cells in parts of the width and height: sixteen bits, then the same turned. */
export const CELLS = [1, 3].flatMap((row) =>
  Array.from({ length: BITS }, (_, bit) => ({ x: (bit + 0.5) / BITS, y: row / 8 })),
);

/** The number in the brightness of the cells; null when it is no frame of a clip. */
export function numberOf(brightness) {
  const [bits, turned] = [brightness.slice(0, BITS), brightness.slice(BITS)];
  if (bits.some((value, bit) => value > 128 === turned[bit] > 128)) return null;
  return bits.reduce((number, value) => number * 2 + (value > 128 ? 1 : 0), 0);
}

/** Chooses a clip in a page, as the browser's own picker would. */
export function chooseClip(pane, input, path, name = 'seam.webm') {
  return pane.evaluate(
    ([selector, bytes, called]) => {
      const raw = Uint8Array.from(atob(bytes), (letter) => letter.charCodeAt(0));
      const chosen = new DataTransfer();
      chosen.items.add(new File([raw], called, { type: 'video/webm' }));
      const field = document.querySelector(selector);
      field.files = chosen.files;
      field.dispatchEvent(new Event('change', { bubbles: true }));
    },
    [input, readFileSync(path).toString('base64'), name],
  );
}
