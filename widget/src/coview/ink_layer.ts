/**
 * @file The marks of the log, painted once and kept: a frame in which somebody draws costs what is
 * being drawn, however many marks lie there already. While the view moves they are painted anew,
 * straight onto the stage.
 */

import type { Annotation } from '../wire/generated';
import type { Frame } from './geometry';
import { paintMarks } from './ink_painter';
import { within } from './picture_painter';
import { clear, type Projection } from './projection';

/** A picture's marks and where it stands. */
export interface MarkedPlace {
  readonly marks: readonly Annotation[];
  readonly view: Projection;
  /** The part of the canvas it may use, in CSS pixels; null is all of it. */
  readonly cell: Frame | null;
}

type ColourOf = (author: string) => string;

export class InkLayer {
  readonly #make: () => CanvasRenderingContext2D | null;
  #layer: CanvasRenderingContext2D | null = null;
  #look = '';
  #marks: readonly (readonly Annotation[])[] = [];
  /** Whether the layer holds what `#look` and `#marks` say. */
  #kept = false;

  /** `make` gives an own canvas of any size; without one everything is painted each time. */
  constructor(make: () => CanvasRenderingContext2D | null) {
    this.#make = make;
  }

  /** Paints the marks of all places; `selected` has a glow. */
  paint(
    context: CanvasRenderingContext2D,
    places: readonly MarkedPlace[],
    selected: string | null,
    colourOf: ColourOf,
  ): void {
    const { width, height } = context.canvas;
    // A stage that is put away has no room, and nothing can be copied from a canvas without any.
    if (width === 0 || height === 0) return;
    const look = [width, height, selected, ...places.map((one) => lookOf(one, colourOf))].join('|');
    const known = look === this.#look;
    const added = known ? places.map(({ marks }, at) => addedTo(this.#marks[at], marks)) : [];
    this.#look = look;
    this.#marks = places.map(({ marks }) => marks);
    if (this.#marks.every((marks) => marks.length === 0)) {
      this.#kept = false;
      return;
    }
    const grown = known && added.every((some) => some !== null);
    this.#layer ??= grown ? this.#make() : null;
    const layer = this.#layer;
    if (!grown || !layer) {
      this.#kept = false;
      paintAll(context, places, selected, colourOf);
      return;
    }
    if (!this.#kept) {
      // Setting the size clears the canvas, so it is only set when it differs.
      if (layer.canvas.width !== width) layer.canvas.width = width;
      if (layer.canvas.height !== height) layer.canvas.height = height;
      clear(layer);
      paintAll(layer, places, selected, colourOf);
      this.#kept = true;
    } else {
      const fresh = places.map((one, at) => ({ ...one, marks: added[at] ?? [] }));
      paintAll(layer, fresh, selected, colourOf);
    }
    context.setTransform(1, 0, 0, 1, 0, 0);
    context.drawImage(layer.canvas, 0, 0);
  }
}

function paintAll(
  context: CanvasRenderingContext2D,
  places: readonly MarkedPlace[],
  selected: string | null,
  colourOf: ColourOf,
): void {
  for (const place of places) {
    const { marks, view } = place;
    if (marks.length === 0) continue;
    within(context, place, () => paintMarks(context, marks, selected, colourOf, view));
  }
}

/** All that decides how marks look, but for the marks. */
function lookOf({ marks, view, cell }: MarkedPlace, colourOf: ColourOf): string {
  const { camera, frame, turns, density } = view;
  const { cu, cv, scale } = camera;
  const authors = new Set(marks.map(({ author }) => author));
  const colours = [...authors].map((author) => `${author} ${colourOf(author)}`);
  const place = [frame, cell ?? frame].flatMap(({ x, y, w, h }) => [x, y, w, h]);
  return [cu, cv, scale, turns, density, ...place, ...colours].join();
}

/**
 * What came on top of marks that are known; null when something else happened. A mark is known by
 * its id, because it never changes but for the number of a pin.
 */
function addedTo(
  before: readonly Annotation[] | undefined,
  now: readonly Annotation[],
): readonly Annotation[] | null {
  if (!before || before.length > now.length) return null;
  const same = before.every(
    ({ id, number }, at) => now[at]?.id === id && now[at].number === number,
  );
  const added = now.slice(before.length);
  // Highlighters lie below all other marks.
  return same && added.every(({ mark }) => mark.tool !== 'highlighter') ? added : null;
}
