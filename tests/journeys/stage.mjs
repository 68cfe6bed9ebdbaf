/** @file The stage of one side, as a test sees it: what it says it shows, and what it shows. */

import { cellOf, middleOfCell, offset } from './grid.mjs';
import { decodePng } from './png.mjs';
import { until } from './screen.mjs';

/** Image units in a picture's width, as the protocol has it (CV3). */
export const UNIT = 32768;
/** How long a gesture may take to be seen, and how often it is made. */
const GESTURE_MS = 3_000;
const TRIES = 8;
const PICTURE = '.cv-picture';
const SURFACE = '.cv-surface';

/** The stage in a pane; `size` is its picture's, in image pixels. */
export class Stage {
  constructor(pane, size) {
    this.pane = pane;
    this.size = size;
    this.name = pane.screen.name;
  }

  /** What the canvas says about itself; null before anything is painted. */
  state() {
    return this.pane.evaluate((picture) => {
      const canvas = document.querySelector(picture);
      if (!canvas?.dataset.view) return null;
      const { view, frame, item, fence, n } = canvas.dataset;
      const [cu, cv, eu, ev] = view.split(',').map(Number);
      const [x, y, w, h] = frame.split(',').map(Number);
      const badge = document.querySelector('[data-badge]')?.dataset.badge ?? null;
      return { view: { cu, cv, eu, ev }, frame: { x, y, w, h }, item, fence, n, badge };
    }, PICTURE);
  }

  /** Waits for a state. */
  until(what, check, patience) {
    return until(
      `${this.name}: the stage ${what}`,
      async () => {
        const state = await this.state();
        if (state && check(state)) return state;
        throw new Error(JSON.stringify(state));
      },
      patience,
    );
  }

  /**
   * Makes a gesture elsewhere until it is seen here. A hand is refused while another has moved the
   * picture just before (LD1), and then one does it again, as a person would.
   */
  async untilMoved(what, gesture, check) {
    for (let tries = 1; ; tries += 1) {
      await gesture();
      try {
        return await this.until(what, check, GESTURE_MS);
      } catch (error) {
        if (tries === TRIES) throw error;
      }
    }
  }

  /** Waits for a badge and gives its words. */
  async badge(kind) {
    await this.until(`has the badge ${kind}`, (state) => state.badge === kind);
    return this.pane.evaluate(() => document.querySelector('[data-badge]').textContent);
  }

  /** Waits until the picture is painted, not only its place. */
  async ready() {
    await this.until('shows a picture', (state) => state.item !== '');
    await this.pane.lacks('.cv-loading');
    await this.pane.stillBox(SURFACE);
  }

  async tool(name) {
    await this.pane.click(`.cv-toolbar [data-tool="${name}"]`);
  }

  /** Places in the window of image points, as the stage says it shows them. */
  async places(points) {
    const [state, box] = [await this.state(), await this.pane.box(SURFACE)];
    return points.map((point) => {
      const at = place(point, state.view, state.frame, this.size);
      return { x: box.x + at.x, y: box.y + at.y };
    });
  }

  /**
   * The image point in the middle of the grid's cell at a part of a view: (0, 0) is its upper
   * left corner. Between cells colours mix, and nobody could tell them from ink.
   */
  pointIn(view, fx, fy) {
    const unit = UNIT / this.size.width;
    return {
      u: middleOfCell((view.cu + (fx - 0.5) * view.eu) / unit) * unit,
      v: middleOfCell((view.cv + (fy - 0.5) * view.ev) / unit) * unit,
    };
  }

  /** The middle of the surface, in the window. */
  async middle() {
    const box = await this.pane.stillBox(SURFACE);
    return { x: box.x + box.width / 2, y: box.y + box.height / 2 };
  }

  /** Waits until the canvas has ink at image points, as the page reads its own pixels. */
  async hasInk(points, when) {
    await until(`${this.name}: the canvas has ink ${when}`, async () => {
      // Where they lie is asked each time: a stage that has just opened still finds its place.
      const { view, frame } = await this.state();
      const places = points.map((point) => place(point, view, frame, this.size));
      return this.pane.evaluate((all) => {
        const canvas = document.querySelector('.cv-ink');
        const density = canvas.width / canvas.clientWidth;
        // Reading the stage's own canvas would make the browser complain about its slowness.
        const copy = document
          .createElement('canvas')
          .getContext('2d', { willReadFrequently: true });
        return all.every(({ x, y }) => {
          copy.clearRect(0, 0, 1, 1);
          copy.drawImage(canvas, x * density, y * density, 1, 1, 0, 0, 1, 1);
          return copy.getImageData(0, 0, 1, 1).data[3] > 0;
        });
      }, places);
    });
  }

  /** What the screen shows under image points while the stage should show `view`. */
  async see(view) {
    const box = await this.pane.stillBox(SURFACE);
    const { frame } = await this.state();
    const { density } = this.pane.screen;
    const clip = {
      x: Math.floor(box.x),
      y: Math.floor(box.y),
      width: Math.ceil(box.width),
      height: Math.ceil(box.height),
    };
    const picture = decodePng(await this.pane.screen.window.screenshot(clip));
    const scale = (UNIT / this.size.width) * scaleOf(view, frame, this.size) * density;
    const at = (point) => {
      const { x, y } = place(point, view, frame, this.size);
      return { x: (box.x - clip.x + x) * density, y: (box.y - clip.y + y) * density };
    };
    return {
      /** Screenshot pixels an image pixel. */
      scale,
      colour: (point) => {
        const { x, y } = at(point);
        return picture.at(x, y);
      },
      /** Whether something other than the grid is there. */
      inked: (point) => {
        const { x, y } = at(point);
        return cellOf(picture.at(x, y)) === null;
      },
      offset: (cell) => offset(picture, { ...cell, ...at(cell.middle), scale }),
    };
  }
}

/** The camera that shows all of `view` in `frame`, by the rule CV4 and nothing of the product. */
function scaleOf(view, frame) {
  return Math.min(frame.w / view.eu, frame.h / view.ev);
}

/** Where an image point lies on the surface of a stage that shows `view`. */
function place({ u, v }, view, frame, size) {
  const scale = scaleOf(view, frame);
  const axis = (centre, length, room) => {
    const half = room / scale / 2;
    // More room than picture: it stands in the middle. Else no edge comes inside the frame.
    return half * 2 >= length ? length / 2 : Math.min(Math.max(centre, half), length - half);
  };
  const cu = axis(view.cu, UNIT, frame.w);
  const cv = axis(view.cv, (UNIT * size.height) / size.width, frame.h);
  return {
    x: frame.x + frame.w / 2 + (u - cu) * scale,
    y: frame.y + frame.h / 2 + (v - cv) * scale,
  };
}
