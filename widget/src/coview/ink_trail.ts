/** @file Paints lasers: where each hand has pointed during the last second. */

import { type Point, toScreen } from './geometry';
import { FADE_MS, type Spark } from './laser';
import { intoPixels, type Projection } from './projection';

/** Width of a fresh laser trail, in CSS pixels. */
const BEAM_PX = 5;

/** Paints one hand's laser: a trail that thins and fades, and a lit dot at its end. */
export function paintTrail(
  context: CanvasRenderingContext2D,
  sparks: readonly Spark[],
  colour: string,
  now: number,
  view: Projection,
): void {
  intoPixels(context, view);
  context.lineCap = 'round';
  context.lineJoin = 'round';
  const places = sparks.map((spark) => ({
    ...toScreen(spark, view.camera, view.frame, view.turns),
    first: spark.first,
    life: Math.max(0, 1 - (now - spark.at) / FADE_MS),
  }));
  const passes: readonly [colour: string, grow: number, alpha: number][] = [
    [colour, 9, 0.16],
    [colour, 4, 0.35],
    [colour, 0, 0.95],
    ['#ffffff', -3, 0.9],
  ];
  for (const [stroke, grow, alpha] of passes) {
    context.strokeStyle = stroke;
    for (const [index, place] of places.entries()) {
      const before = places[index - 1];
      if (!before || place.first) continue;
      context.globalAlpha = alpha * place.life;
      context.lineWidth = Math.max(0.5, (BEAM_PX + grow) * place.life);
      context.beginPath();
      context.moveTo(before.x, before.y);
      context.lineTo(place.x, place.y);
      context.stroke();
    }
  }
  const tip = places.at(-1);
  if (tip) paintTip(context, tip, tip.life, colour);
  context.globalAlpha = 1;
}

function paintTip(
  context: CanvasRenderingContext2D,
  at: Point,
  life: number,
  colour: string,
): void {
  const discs: readonly [radius: number, fill: string, alpha: number][] = [
    [13, colour, 0.18],
    [8, colour, 0.4],
    [5.5, '#ffffff', 0.95],
    [4, colour, 1],
  ];
  for (const [radius, fill, alpha] of discs) {
    context.globalAlpha = alpha * life;
    context.fillStyle = fill;
    context.beginPath();
    context.arc(at.x, at.y, radius, 0, 2 * Math.PI);
    context.fill();
  }
}
