/** @file Paints the model onto two stacked canvases: the pictures, and everything over them. */

import type { Annotation } from '../wire/generated';
import { type Point, rectOf, wholeUnits } from './geometry';
import { InkLayer } from './ink_layer';
import { type Outline, paintOutline } from './ink_outline';
import { paintStrokes } from './ink_painter';
import { paintTrail } from './ink_trail';
import { paintCrosshair } from './keyboard_hand';
import type { Cell } from './layout';
import { decodePath } from './path';
import { PicturePainter, type PlacedPicture, within } from './picture_painter';
import type { Pictures } from './pictures';
import { clear, type Projection } from './projection';
import type { StageModel } from './stage_model';
import type { TileStore } from './tile_store';
import type { TileLook } from './tiling';

/** What the painter needs to know of people. */
export interface People {
  colourOf(id: string): string;
  /** Name for the outline of somebody who looks on their own. */
  nameOf(id: string): string;
}

/** One of the pictures on the stage with all that is needed to paint it. */
export interface Place {
  readonly item: string;
  readonly cell: Cell;
  readonly pictures: Pictures;
  readonly tiles: TileLook | null;
  readonly view: Projection;
  /** In image units. */
  readonly height: number;
}

export class StagePainter {
  readonly #model: StageModel;
  readonly #people: People;
  readonly #painter = new PicturePainter();
  readonly #marks = new InkLayer(() => document.createElement('canvas').getContext('2d'));

  constructor(model: StageModel, people: People) {
    this.#model = model;
    this.#people = people;
  }

  /** The canvases have lost what was on them. */
  forget(): void {
    this.#painter.forget();
  }

  /** Paints the pictures; false when a sharper look is due after they have come to rest. */
  pictures(
    context: CanvasRenderingContext2D,
    places: readonly Place[],
    store: TileStore,
    now: number,
  ): boolean {
    const placed = places.map(
      ({ item, cell, pictures, tiles, view, height }): PlacedPicture => ({
        picture: { id: item, height, bitmap: pictures.bitmap, tiles },
        view,
        cell: places.length > 1 ? cell.frame : null,
      }),
    );
    return this.#painter.paint(context, placed, store, now);
  }

  ink(
    context: CanvasRenderingContext2D,
    places: readonly Place[],
    crosshair: Point | null,
    now: number,
  ): void {
    clear(context);
    const marked = places.map(({ item, cell, view }) => ({
      marks: this.#model.marksOn(item),
      view,
      cell: places.length > 1 ? cell.frame : null,
    }));
    const selected = this.#model.desk.selected.value;
    this.#marks.paint(context, marked, selected, (id) => this.#people.colourOf(id));
    for (const [at, place] of places.entries()) {
      const { cell = null, marks = [] } = marked[at] ?? {};
      within(context, { cell, view: place.view }, () => this.#openOn(context, place, marks, now));
    }
    const [first] = places;
    if (crosshair && first) paintCrosshair(context, crosshair, first.view);
  }

  /** What changes from frame to frame: growing strokes, outlines, lasers. */
  #openOn(
    context: CanvasRenderingContext2D,
    { item, view }: Place,
    marks: readonly Annotation[],
    now: number,
  ): void {
    const { desk } = this.#model;
    const colourOf = (id: string) => this.#people.colourOf(id);
    const inLog = new Set(marks.map((mark) => mark.id));
    const open = [...desk.remote.on(item, now), ...desk.own.on(item)];
    const growing = open.filter((stroke) => !inLog.has(stroke.sid));
    paintStrokes(context, growing, colourOf, view);
    for (const outline of this.#outlines(item)) paintOutline(context, outline, view);
    for (const [author, sparks] of desk.trails.on(item, now)) {
      paintTrail(context, sparks, colourOf(author), now, view);
    }
  }

  #outlines(item: string): Outline[] {
    const outlines: Outline[] = [];
    for (const [from, view] of this.#model.together.outlines) {
      if (view.item !== item || !this.#model.elsewhere.value.has(from)) continue;
      const { colourOf, nameOf } = this.#people;
      outlines.push({ rect: view, colour: colourOf(from), label: nameOf(from) });
    }
    return outlines;
  }
}

/** Says on the element what is painted, so that a test can wait for it. */
export function label(
  canvas: HTMLCanvasElement,
  places: readonly Place[],
  active: string,
  { fence, n }: { readonly fence: number; readonly n: number },
  model: StageModel,
): void {
  const said = places.map(({ item, view: { camera, frame } }, at) => {
    const rect = wholeUnits(rectOf(camera, model.cameraAt(at).sheet, frame));
    return {
      item,
      view: `${rect.cu},${rect.cv},${rect.eu},${rect.ev}`,
      frame: `${frame.x},${frame.y},${frame.w},${frame.h}`,
    };
  });
  const { dataset } = canvas;
  const front = said.find(({ item }) => item === active) ?? said[0];
  dataset['view'] = front?.view ?? '';
  dataset['frame'] = front?.frame ?? '';
  dataset['item'] = front?.item ?? '';
  dataset['fence'] = String(fence);
  dataset['n'] = String(n);
  dataset['cells'] = JSON.stringify(said);
  const marks = marksLabel(active, model);
  if (dataset['marks'] !== marks) dataset['marks'] = marks;
}

/** Said anew only when the marks are others: there may be hundreds, and frames are many. */
const marksSaid = new WeakMap<readonly Annotation[], Map<string, string>>();

function marksLabel(item: string, model: StageModel): string {
  const all = model.annotations;
  const said = marksSaid.get(all) ?? new Map<string, string>();
  marksSaid.set(all, said);
  let text = said.get(item);
  if (text === undefined) {
    text = JSON.stringify(model.marksOn(item).map((mark) => markLabel(mark, model)));
    said.set(item, text);
  }
  return text;
}

function markLabel({ mark, number, author, seq }: Annotation, model: StageModel) {
  const [at = { x: 0, y: 0 }] = decodePath(mark.path);
  const kept = Number.isFinite(seq);
  return { tool: mark.tool, number, mine: author === model.me, kept, at: { u: at.x, v: at.y } };
}
