/** @file A photograph of any size, painted and encoded by Chromium. */

import { launch } from '../journeys/drivers/chromium.mjs';

/**
 * Something like a photograph: smooth light, edges and, unless `grain` is 0, noise, which makes it
 * as hard to compress as a real one. The bytes of a JPEG.
 */
export async function paintPhotograph({ width, height, grain = 13, quality = 0.9 }) {
  const browser = await launch();
  const window = await browser.open({ width: 400, height: 300 });
  try {
    const text = await window.evaluate([], draw, { width, height, grain, quality });
    return Buffer.from(text, 'base64');
  } finally {
    await window.close();
  }
}

/** Runs in the browser. */
async function draw({ width, height, grain, quality }) {
  const canvas = new OffscreenCanvas(width, height);
  const context = canvas.getContext('2d');
  const light = context.createLinearGradient(0, 0, width, height);
  light.addColorStop(0, '#f4e7d3');
  light.addColorStop(1, '#3b2f2a');
  context.fillStyle = light;
  context.fillRect(0, 0, width, height);
  for (let n = 0; n < 3_000; n += 1) {
    context.fillStyle = `hsl(${(n * 47) % 360} 45% ${20 + (n % 60)}% / 0.5)`;
    context.beginPath();
    context.arc((n * 7_919) % width, (n * 104_729) % height, 10 + (n % 90), 0, 7);
    context.fill();
  }
  if (grain > 0) {
    const pixels = context.getImageData(0, 0, width, height);
    let seed = 1;
    for (let at = 0; at < pixels.data.length; at += 4) {
      seed = (seed * 1_103_515_245 + 12_345) & 0x7fffffff;
      const light = (seed >> 16) % grain;
      pixels.data[at] += light;
      pixels.data[at + 1] += light;
      pixels.data[at + 2] += light;
    }
    context.putImageData(pixels, 0, 0);
  }
  const blob = await canvas.convertToBlob({ type: 'image/jpeg', quality });
  const bytes = new Uint8Array(await blob.arrayBuffer());
  let text = '';
  for (let at = 0; at < bytes.length; at += 32_768) {
    text += String.fromCharCode(...bytes.subarray(at, at + 32_768));
  }
  return btoa(text);
}
