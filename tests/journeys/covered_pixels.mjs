/**
 * @file What a visitor covers on a picture that is larger than the screen is covered in the file that
 * leaves the browser: to the pixel, and nowhere else.
 */

import assert from 'node:assert/strict';
import { openVisitor } from './people.mjs';
import { startDemo } from './server.mjs';

const DESK = { width: 1280, height: 800, density: 1, touch: false };
const PHOTO = { name: 'letter.png', width: 2400, height: 1800 };
/** JPEG blends the two colours at an edge over this many pixels; of the screen it is less than one. */
const EDGE_PX = 2;
/** The brush of the sheet is this part of the longer side. */
const BRUSH_SHARE = 1 / 24;

export async function play(journey) {
  journey.step('starting the server');
  const demo = await startDemo();
  journey.finally(() => demo.stop());
  journey.step('opening the page');
  const browser = await journey.launch();
  const visitor = await openVisitor(browser, demo, { ...DESK, script: keepPieces });
  journey.watch(visitor);
  await visitor.openPanel();
  await covers(journey, visitor);
}

/** Chooses the photo in a page, as a phone's picker would. */
function choose(pane) {
  return pane.evaluate(async ({ name, width, height }) => {
    const canvas = Object.assign(document.createElement('canvas'), { width, height });
    const context = canvas.getContext('2d');
    context.fillStyle = 'rgb(240 200 220)';
    context.fillRect(0, 0, width, height);
    const blob = await new Promise((done) => canvas.toBlob(done, 'image/png'));
    const chosen = new DataTransfer();
    chosen.items.add(new File([blob], name, { type: 'image/png' }));
    const field = document.querySelector('[data-input="photo"]');
    field.files = chosen.files;
    field.dispatchEvent(new Event('change', { bubbles: true }));
  }, PHOTO);
}

async function covers(journey, visitor) {
  journey.step('the visitor covers two places of a picture that is larger than the screen');
  await choose(visitor.pane);
  await visitor.pane.click('[data-upload="cover"]');
  const shown = await visitor.pane.stillBox('.up-picture');
  assert.ok(shown.width < PHOTO.width / 2, 'it is shown much smaller than it is');
  const spot = (fx, fy) => ({
    x: Math.round(shown.x + fx * shown.width),
    y: Math.round(shown.y + fy * shown.height),
  });
  const inPicture = ({ x, y }) => ({
    x: ((x - shown.x) / shown.width) * PHOTO.width,
    y: ((y - shown.y) / shown.height) * PHOTO.height,
  });
  await visitor.pane.click('[data-cover="box"]');
  const [from, to] = [spot(0.1, 0.2), spot(0.35, 0.45)];
  await visitor.screen.drag([from, spot(0.2, 0.3), to]);
  await visitor.pane.click('[data-cover="brush"]');
  const [start, end] = [spot(0.6, 0.7), spot(0.85, 0.7)];
  await visitor.screen.drag([start, spot(0.7, 0.7), end]);
  await visitor.pane.click('[data-cover="done"]');
  await journey.picture(visitor.screen, 'covered');
  await visitor.pane.click('[data-upload="show"]');

  journey.step('what was sent is covered to the pixel');
  const { size, halves } = await visitor.pane.until('all of the file was sent', inkOfFile);
  assert.deepEqual(size, [PHOTO.width, PHOTO.height], 'as large as it was');
  const radius = (PHOTO.width * BRUSH_SHARE) / 2;
  const [a, b, c, d] = [from, to, start, end].map(inPicture);
  const box = { left: a.x, top: a.y, right: b.x, bottom: b.y };
  const line = {
    left: c.x - radius,
    top: c.y - radius,
    right: d.x + radius,
    bottom: c.y + radius,
  };
  const areas = [
    (box.right - box.left) * (box.bottom - box.top),
    (d.x - c.x) * 2 * radius + Math.PI * radius ** 2,
  ];
  for (const [at, wanted] of [box, line].entries()) {
    const found = halves[at];
    for (const side of ['left', 'top', 'right', 'bottom']) {
      const off = Math.abs(found[side] - wanted[side]);
      assert.ok(off <= EDGE_PX, `${side} of cover ${at}: ${found[side]}, drawn at ${wanted[side]}`);
    }
    // Nothing shows through, and nothing else is covered.
    const around = 2 * (found.right - found.left + found.bottom - found.top);
    const off = Math.abs(found.count - areas[at]);
    assert.ok(off <= around * EDGE_PX, `cover ${at} has ${found.count} pixels, not ${areas[at]}`);
  }
}

/** Runs before all scripts of a page: keeps the pieces of files that are sent. */
function keepPieces() {
  const send = globalThis.fetch;
  globalThis.journeyPieces = new Map();
  globalThis.fetch = (address, init) => {
    if (init?.method === 'PATCH' && init.body instanceof Blob) {
      const offset = Number(new Headers(init.headers).get('Upload-Offset'));
      globalThis.journeyPieces.set(offset, init.body);
    }
    return send(address, init);
  };
}

/** Where the file that was sent has ink, in its left and its right half; null before all is sent. */
async function inkOfFile() {
  const pieces = [...globalThis.journeyPieces].toSorted(([one], [other]) => one - other);
  const file = new Blob(pieces.map(([, piece]) => piece));
  // A JPEG ends with these two bytes.
  const end = new Uint8Array(await file.slice(-2).arrayBuffer());
  if (end[0] !== 0xff || end[1] !== 0xd9) return null;
  const bitmap = await createImageBitmap(file);
  const { width, height } = bitmap;
  const canvas = new OffscreenCanvas(width, height);
  const context = canvas.getContext('2d', { willReadFrequently: true });
  context.drawImage(bitmap, 0, 0);
  const { data } = context.getImageData(0, 0, width, height);
  const halves = [0, 1].map(() => ({ left: 1e9, top: 1e9, right: 0, bottom: 0, count: 0 }));
  for (let y = 0; y < height; y += 1) {
    for (let x = 0; x < width; x += 1) {
      // Between the colour of the paper and that of the ink.
      if (data[(y * width + x) * 4] > 130) continue;
      const half = halves[x < width / 2 ? 0 : 1];
      half.left = Math.min(half.left, x);
      half.top = Math.min(half.top, y);
      half.right = Math.max(half.right, x + 1);
      half.bottom = Math.max(half.bottom, y + 1);
      half.count += 1;
    }
  }
  return { size: [width, height], halves };
}
