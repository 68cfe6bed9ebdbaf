/**
 * @file Brings the model onto two stacked canvases and the hand to the model. Everything is
 * painted in one animation frame loop that runs only while something has changed; what the
 * others send never takes the way through components.
 */

import { type ReadonlySignal, signal } from '@preact/signals';
import { UNIT } from '../wire/generated';
import { type Point, toImage, toScreen } from './geometry';
import { Gestures } from './gestures';
import { markAt } from './hit';
import { KeyboardHand } from './keyboard_hand';
import type { KeyAction } from './keys';
import { type Cell, cellAt, freeFrame, type Insets, shareOut } from './layout';
import { assertNever } from './never';
import { SHARPEN_MS } from './picture_painter';
import { type PictureState, Pictures } from './pictures';
import type { StagePort } from './port';
import type { Projection } from './projection';
import { StageModel } from './stage_model';
import { label, type People, type Place, StagePainter } from './stage_painter';
import { lookAt, Tiling } from './tiling';
import { transformOf, type VideoSurface } from './video_surface';

/** What the view needs to know beyond the port. */
export interface StageLook extends People {
  problem(code: string): void;
}

/** Where the stage is painted. */
export interface StageCanvases {
  readonly surface: HTMLElement;
  readonly picture: HTMLCanvasElement;
  readonly ink: HTMLCanvasElement;
  /** Where videos are put, between the two. */
  readonly videos: HTMLElement;
}

/** A picture's place as components see it. */
export interface ShownCell {
  readonly item: string;
  readonly cell: Cell;
  readonly state: PictureState;
}

/** More canvas pixels than this per CSS pixel nobody sees, but every frame pays for. */
const DENSEST = 3;
/** Longest side of the server's middle variant, in pixels. */
const FIT_PX = 2_048;
/** The zoom figure on screen follows at most this often. */
const ZOOM_MS = 150;

export class StageView {
  readonly model: StageModel;
  /** The pictures' places, for what components put over them. */
  readonly cells: ReadonlySignal<readonly ShownCell[]>;
  /** Width of the surface in CSS pixels, for what must fit beside the picture. */
  readonly width = signal(0);
  /** While true a pointer moves the picture, whatever tool is in hand. */
  heldHand = false;
  /** Called in the very task of a press, so that a phone opens its keyboard. */
  onWriting: (() => void) | null = null;
  /** The videos on the stage, while there are any. */
  videos: VideoSurface | null = null;
  /** Where they are put; null while nothing is shown. */
  readonly videoHost = signal<HTMLElement | null>(null);
  readonly #port: StagePort;
  readonly #cells = signal<readonly ShownCell[]>([]);
  readonly #painter: StagePainter;
  readonly #pictures = new Map<string, Pictures>();
  readonly #tiling: Tiling;
  readonly #keyboard: KeyboardHand;
  readonly #motion = matchMedia('(prefers-reduced-motion: reduce)');
  readonly #stop: (() => void)[] = [];
  #canvases: StageCanvases | null = null;
  #gestures: Gestures | null = null;
  #insets: Insets = { top: 0, right: 0, bottom: 0, left: 0 };
  #layout: readonly Cell[] = [];
  /** Which pictures are shown, and how they are turned. */
  #shownLook = '';
  #frameRequest: number | null = null;
  #zoomTimer: ReturnType<typeof setTimeout> | null = null;
  #sharpenTimer: ReturnType<typeof setTimeout> | null = null;

  constructor(port: StagePort, look: StageLook) {
    this.#port = port;
    this.cells = this.#cells;
    this.model = new StageModel(port, {
      dirty: () => this.#dirty(),
      problem: (code) => look.problem(code),
      still: () => this.#motion.matches,
      standStill: (item) => this.videos?.standStill(item) ?? null,
    });
    this.#painter = new StagePainter(this.model, look);
    this.#tiling = new Tiling(port, () => this.#dirty());
    this.#keyboard = new KeyboardHand({
      down: (at) => this.#press(at),
      move: (at) => this.model.draw([this.#inImage(at)]),
      up: () => this.#lift(),
      changed: () => this.#dirty(),
    });
    this.#stop.push(
      this.model.shown.subscribe(() => this.#shownChanged()),
      this.model.desk.tool.subscribe(() => this.#keyboard.drop()),
      port.onMediaReady(({ media }) => this.#refresh(media)),
      port.onResumed(() => {
        this.#tiling.store.tryAgain();
        for (const pictures of this.#pictures.values()) pictures.resumed();
        this.#refreshPreviews();
      }),
    );
  }

  /** Starts painting on these canvases and listening to hands on the surface. */
  attach(canvases: StageCanvases): () => void {
    this.#canvases = canvases;
    const resize = new ResizeObserver(() => this.#resized());
    resize.observe(canvases.surface);
    const { model } = this;
    const gestures = new Gestures(canvases.surface, {
      use: () => (this.heldHand || model.desk.tool.value === 'hand' ? 'push' : 'draw'),
      touch: (at) => {
        this.#keyboard.drop();
        model.activate(cellAt(this.#layout, at.x, at.y));
      },
      grab: () => model.camera.grab(),
      push: (dx, dy) => model.camera.push(dx, dy),
      pinch: (factor, at, dx, dy) => model.camera.pinch(factor, at, dx, dy),
      letGo: () => model.camera.letGo(),
      wheel: (factor, at) => model.camera.wheel(factor, at),
      tap: (at) => this.#select(at),
      doubleTap: (at) => model.camera.doubleTap(at, performance.now()),
      penDown: (at) => this.#press(at),
      penMove: (points) => model.draw(points.map((point) => this.#inImage(point))),
      penUp: () => this.#lift(),
      penCancel: () => model.desk.cancel(),
    });
    this.#gestures = gestures;
    this.videoHost.value = canvases.videos;
    this.#resized();
    return () => {
      this.videoHost.value = null;
      resize.disconnect();
      gestures.dispose();
      this.#gestures = null;
      this.#canvases = null;
    };
  }

  dispose(): void {
    if (this.#frameRequest !== null) cancelAnimationFrame(this.#frameRequest);
    if (this.#zoomTimer !== null) clearTimeout(this.#zoomTimer);
    if (this.#sharpenTimer !== null) clearTimeout(this.#sharpenTimer);
    for (const stop of this.#stop) stop();
    this.#tiling.store.dispose();
    this.model.dispose();
  }

  setInsets(insets: Insets): void {
    this.#insets = insets;
    this.#resized();
  }

  /** Where an image point of the picture under the hand lies on the surface, in CSS pixels. */
  onSurface(at: Point): Point {
    const { camera, frame, sheet } = this.model.camera;
    return toScreen(at, camera, frame, sheet.turns);
  }

  /** Carries out what a key asks for; false when there was nothing to do. */
  act(action: KeyAction, onPicture: boolean): boolean {
    const { model } = this;
    const { desk } = model;
    const now = performance.now();
    if (model.item.value === null) return false;
    switch (action.kind) {
      case 'tool':
        desk.take(action.tool);
        return true;
      case 'step':
        if (!onPicture) return false;
        if (desk.tool.value === 'hand') model.camera.step(action.x, action.y, now);
        else this.#keyboard.step(action.x, action.y, action.leap, model.camera.frame);
        return true;
      case 'press':
        if (!onPicture || desk.tool.value === 'hand') return false;
        this.#keyboard.press(model.camera.frame);
        return true;
      case 'zoom_in':
        model.camera.zoomBy(1, now);
        return true;
      case 'zoom_out':
        model.camera.zoomBy(-1, now);
        return true;
      case 'fit':
        model.camera.fit(now);
        return true;
      case 'rotate':
        model.rotate();
        return true;
      case 'undo':
        desk.undo();
        return true;
      case 'redo':
        desk.redo();
        return true;
      case 'delete':
        return desk.deleteSelected();
      case 'next_mark':
        return onPicture && this.#selectNext(action.by);
      case 'escape':
        return this.#escape();
      default:
        return assertNever(action);
    }
  }

  /** Whether Space means the tool in hand, not a hand for the picture. */
  get keyboardDraws(): boolean {
    return this.#keyboard.at !== null;
  }

  retry(item: string): void {
    this.#pictures.get(item)?.retry();
  }

  #refresh(media: string): void {
    for (const { id } of this.model.shown.value.filter((item) => item.media === media)) {
      this.#pictures.get(id)?.refresh();
    }
  }

  /** Who was away may have missed that a preview became the picture. */
  #refreshPreviews(): void {
    for (const { id, media, size, moving } of this.model.shown.value) {
      // A poster is as sharp as it gets.
      if (moving) continue;
      const here = this.#pictures.get(id)?.bitmap;
      const whole = Math.min(FIT_PX, Math.max(size.width, size.height));
      if (!here || Math.max(here.width, here.height) >= whole - 1) continue;
      this.#port.forget(media);
      this.#refresh(media);
    }
  }

  #escape(): boolean {
    const { desk } = this.model;
    if (desk.drawing.value) {
      this.#gestures?.abandon();
      desk.cancel();
      this.#keyboard.lift();
      return true;
    }
    if (desk.selected.value !== null) {
      desk.selected.value = null;
      return true;
    }
    if (desk.tool.value === 'hand') return false;
    desk.take('hand');
    return true;
  }

  #press(at: Point): void {
    this.model.press(this.#inImage(at));
  }

  #lift(): void {
    this.model.desk.lift();
    if (this.model.desk.writing.value) this.onWriting?.();
  }

  #select(at: Point): void {
    const { model } = this;
    const mark = markAt(model.marks.value, at, this.#projection());
    model.desk.selected.value = mark?.id ?? null;
  }

  #selectNext(by: 1 | -1): boolean {
    const { desk, marks } = this.model;
    const ids = marks.value.map((mark) => mark.id);
    if (ids.length === 0) return false;
    const at = ids.indexOf(desk.selected.value ?? '');
    const next = at < 0 ? (by === 1 ? ids.length - 1 : 0) : at - by;
    desk.selected.value = ids[(next + ids.length) % ids.length] ?? null;
    return true;
  }

  #inImage(at: Point): Point {
    const { camera, frame, sheet } = this.model.camera;
    return toImage(at, camera, frame, sheet.turns);
  }

  #projection(): Projection {
    const { camera, frame, sheet } = this.model.camera;
    return { camera, frame, turns: sheet.turns, density: this.#density() };
  }

  #shownChanged(): void {
    const shown = this.model.shown.value;
    // That a video stands still is no reason to give up what the hand is drawing on it.
    const look = shown
      .map(({ id, media, quarterTurns }) => `${id} ${media} ${quarterTurns}`)
      .join();
    if (look !== this.#shownLook) this.#gestures?.abandon();
    this.#shownLook = look;
    for (const id of this.#pictures.keys()) {
      if (!shown.some((item) => item.id === id)) this.#pictures.delete(id);
    }
    for (const item of shown) {
      let pictures = this.#pictures.get(item.id);
      if (!pictures) {
        pictures = new Pictures(this.#port, () => this.#pictureChanged());
        this.#pictures.set(item.id, pictures);
      }
      // Of a foreign player there is no picture here, and of a clip perhaps none.
      pictures.show(item.moving?.kind === 'player' ? null : item.media, item.moving !== undefined);
    }
    this.#tiling.keep(new Set(shown.map((item) => item.media)));
    this.#shareOut();
    this.#pictureChanged();
  }

  #pictureChanged(): void {
    this.#cells.value = this.model.shown.value.flatMap((item, at) => {
      const cell = this.#layout[at];
      const state = this.#pictures.get(item.id)?.state ?? 'none';
      return cell ? [{ item: item.id, cell, state }] : [];
    });
    this.#dirty();
  }

  #resized(): void {
    const canvases = this.#canvases;
    if (!canvases) return;
    const { clientWidth: width, clientHeight: height } = canvases.surface;
    const density = this.#density();
    for (const canvas of [canvases.picture, canvases.ink]) {
      // Setting the size clears the canvas, so it is only set when it differs.
      const w = Math.round(width * density);
      const h = Math.round(height * density);
      if (canvas.width !== w) canvas.width = w;
      if (canvas.height !== h) canvas.height = h;
    }
    this.#painter.forget();
    this.width.value = width;
    this.#shareOut();
    this.#pictureChanged();
    this.#paintNow(performance.now());
  }

  #shareOut(): void {
    const canvases = this.#canvases;
    if (!canvases) return;
    const { clientWidth: width, clientHeight: height } = canvases.surface;
    const count = this.model.shown.value.length;
    this.#layout = shareOut(count, freeFrame(width, height, this.#insets));
    for (const [place, { frame }] of this.#layout.entries()) {
      this.model.cameraAt(place).setFrame(frame);
    }
  }

  #density(): number {
    return Math.min(globalThis.devicePixelRatio || 1, DENSEST);
  }

  #dirty(): void {
    this.#frameRequest ??= requestAnimationFrame((now) => this.#frame(now));
  }

  #frame(now: number): void {
    this.#frameRequest = null;
    // Time stamps of frames may lie before those of events; glides must not run backwards.
    const time = Math.max(now, performance.now());
    const again = this.model.tick(time);
    this.#paintNow(time);
    if (again) this.#dirty();
  }

  #paintNow(now: number): void {
    const canvases = this.#canvases;
    const picture = canvases?.picture.getContext('2d');
    const ink = canvases?.ink.getContext('2d');
    if (!canvases || !picture || !ink) {
      // An empty stage is up to date as well.
      this.model.painted(now);
      return;
    }
    const places = this.#places(canvases);
    const { store } = this.#tiling;
    this.#tiling.look(
      places.flatMap(({ tiles }) => tiles ?? []),
      now,
    );
    if (!this.#painter.pictures(picture, places, store, now)) this.#sharpenSoon();
    this.#painter.ink(ink, places, this.#keyboard.at, now);
    this.#placeVideos(places);
    const painted = this.model.painted(now);
    label(canvases.picture, places, this.model.item.value?.id ?? '', painted, this.model);
    this.#zoomSoon();
  }

  #placeVideos(places: readonly Place[]): void {
    const shown = this.model.shown.value;
    const moving = places.flatMap(({ item: id, cell, view }) => {
      const item = shown.find((one) => one.id === id);
      if (!item?.moving) return [];
      const box = shown.length > 1 ? cell.frame : null;
      return [{ item: id, box, transform: transformOf(view, item.size.width) }];
    });
    this.videos?.place(moving);
  }

  #places({ picture }: StageCanvases): readonly Place[] {
    const density = this.#density();
    const shown = this.model.shown.value;
    // One picture shows on all of the surface, also under the controls; read off the canvas,
    // because asking an element for its size may cost a layout.
    const all = { x: 0, y: 0, w: picture.width / density, h: picture.height / density };
    return shown.flatMap((item, at) => {
      const cell = this.#layout[at];
      const pictures = this.#pictures.get(item.id);
      if (!cell || !pictures) return [];
      const { camera, frame, sheet } = this.model.cameraAt(at);
      const { height } = sheet;
      const view = { camera, frame, turns: sheet.turns, density };
      if (!item.moving) pictures.need(UNIT * camera.scale * density, item.size.width);
      const area = shown.length > 1 ? cell.frame : all;
      const { pyramid, bitmap } = pictures;
      const tiles = pyramid && lookAt(item.media, pyramid, bitmap?.width ?? 0, view, height, area);
      return [{ item: item.id, cell, pictures, tiles, view, height }];
    });
  }

  #sharpenSoon(): void {
    if (this.#sharpenTimer !== null) clearTimeout(this.#sharpenTimer);
    this.#sharpenTimer = setTimeout(() => {
      this.#sharpenTimer = null;
      this.#dirty();
    }, SHARPEN_MS);
  }

  /** The figure for people is a component's, so it comes after the movement, not with it. */
  #zoomSoon(): void {
    this.#zoomTimer ??= setTimeout(() => {
      this.#zoomTimer = null;
      this.model.zoom.value = Math.round(this.model.camera.zoom * 100) / 100;
    }, ZOOM_MS);
  }
}
