/** @file Everything of the model that becomes a mark: drawing, words, taking back, choosing one. */

import { computed, type ReadonlySignal, signal } from '@preact/signals';
import type { Annotation, Command, Item } from '../wire/generated';
import type { Point } from './geometry';
import { History, type Step } from './history';
import { LaserHand, Trails } from './laser';
import { encodePath, wirePoint, wireWidth } from './path';
import type { StagePort } from './port';
import { codeOf } from './problems';
import { isStaff } from './roles';
import { momentPart, OwnStrokes, RemoteStrokes } from './strokes';
import { type StageTool, takesWords, widthAt } from './tools';

/** Words that are being written at a place of a picture. */
export interface Writing {
  readonly tool: 'text' | 'pin';
  readonly item: string;
  readonly at: Point;
  /** Height of a line, in image units. */
  readonly width: number;
}

/** What the desk needs from around it. */
export interface DeskHost {
  dirty(): void;
  problem(code: string): void;
  /** Screen pixels per image unit of the picture under the hand. */
  scale(): number;
  /** Where the video stands that is drawn on, in milliseconds; null on a picture. */
  momentOf(item: string): number | null;
}

export class InkDesk {
  readonly tool: ReadonlySignal<StageTool>;
  readonly drawing = signal(false);
  readonly writing = signal<Writing | null>(null);
  readonly selected = signal<string | null>(null);
  readonly canUndo: ReadonlySignal<boolean>;
  readonly canRedo: ReadonlySignal<boolean>;
  readonly trails = new Trails();
  readonly remote = new RemoteStrokes();
  readonly own: OwnStrokes;
  readonly #tool = signal<StageTool>('hand');
  readonly #port: StagePort;
  readonly #host: DeskHost;
  readonly #laser = new LaserHand();
  readonly #history: History;
  /** Changes whenever the history does, which is not a signal itself. */
  readonly #turn = signal(0);
  /** Where a text or pin goes once the hand is lifted. */
  #anchor: { readonly item: string; at: Point } | null = null;
  #sentThisTick = false;

  constructor(port: StagePort, host: DeskHost) {
    this.#port = port;
    this.#host = host;
    this.#history = new History(port.me);
    this.tool = this.#tool;
    this.own = new OwnStrokes({
      me: port.me,
      newId: () => port.newId(),
      momentOf: (item) => host.momentOf(item),
      op: (command) => port.op(command),
      changed: () => host.dirty(),
      made: (ids) => this.#note(() => this.#history.added(ids)),
      refused: (error) => host.problem(codeOf(error)),
    });
    this.canUndo = computed(() => {
      const marks = this.#marks();
      return this.#turn.value >= 0 && this.#mayDraw && this.#history.canUndo(marks);
    });
    this.canRedo = computed(() => {
      const marks = this.#marks();
      return this.#turn.value >= 0 && this.#mayDraw && this.#history.canRedo(marks);
    });
  }

  /** Whether another tick is needed. */
  get restless(): boolean {
    return this.own.hasPending || this.trails.lit || this.#laser.isDown;
  }

  /** Takes a tool in hand; after the end there is only the hand itself. */
  take(tool: StageTool): void {
    this.#tool.value = this.#mayDraw ? tool : 'hand';
  }

  /** The state of the room has changed. */
  settle(): void {
    const { annotations, seq, ended } = this.#port.state.value;
    if (ended && this.tool.peek() !== 'hand') {
      this.cancel();
      this.giveUpWriting();
      this.take('hand');
    }
    const inLog = new Set(annotations.map((mark) => mark.id));
    this.remote.settle(inLog);
    this.own.settle(inLog, seq);
    this.#note(() => this.#history.see(annotations));
    const { value } = this.selected;
    if (value !== null && !inLog.has(value)) this.selected.value = null;
  }

  /** The tool touches a picture, at a point in image units. */
  press(item: Item, at: Point): void {
    const tool = this.tool.value;
    const scale = this.#host.scale();
    this.selected.value = null;
    if (tool === 'laser') {
      this.#laser.press(item.id, at);
      this.#glow(item.id, [at], true);
    } else if (takesWords(tool)) {
      this.#anchor = { item: item.id, at };
    } else if (tool !== 'hand') {
      this.own.begin(tool, item.id, at, widthAt(tool, scale), scale);
    }
    this.drawing.value = true;
    this.#offer();
  }

  draw(item: Item, points: readonly Point[]): void {
    const last = points.at(-1);
    if (this.#laser.isDown) {
      this.#laser.move(points);
      this.#glow(item.id, points, false);
    } else if (this.#anchor && last) {
      this.#anchor.at = last;
    } else {
      this.own.extend(points);
    }
    this.#offer();
  }

  lift(): void {
    this.#laser.lift();
    this.own.finish();
    this.drawing.value = false;
    const anchor = this.#anchor;
    const tool = this.tool.value;
    this.#anchor = null;
    if (!anchor || !takesWords(tool)) return;
    const width = wireWidth(widthAt(tool, this.#host.scale()));
    this.writing.value = { tool, item: anchor.item, at: wirePoint(anchor.at), width };
  }

  cancel(): void {
    this.#laser.lift();
    this.own.cancel();
    this.#anchor = null;
    this.drawing.value = false;
  }

  /** The words are written: they become a mark. A pin needs none. */
  write(text: string): void {
    const writing = this.writing.value;
    const words = text.trim();
    this.writing.value = null;
    if (!writing || (words === '' && writing.tool === 'text')) return;
    const { tool, item, at, width } = writing;
    const annotation = this.#port.newId();
    const path = encodePath([at]);
    const moment = momentPart(this.#host.momentOf(item));
    const said = words === '' ? {} : { text: words };
    const mark = { tool, path, width, ...said, ...moment };
    this.#do({ do: 'add_annotation', annotation, item, mark });
    this.#note(() => this.#history.added([annotation]));
  }

  giveUpWriting(): void {
    this.writing.value = null;
  }

  /** Whether this person may take a mark away (AN4). */
  mayDelete(mark: Annotation): boolean {
    return this.#mayDraw && (mark.author === this.#port.me || isStaff(this.#port.role));
  }

  deleteSelected(): boolean {
    const id = this.selected.value;
    const mark = this.#port.state.value.annotations.find((one) => one.id === id);
    if (!mark || !this.mayDelete(mark)) return false;
    this.selected.value = null;
    this.#do({ do: 'delete_annotations', annotations: [mark.id] });
    this.#note(() => this.#history.deleted([mark.id]));
    return true;
  }

  undo(): void {
    if (this.canUndo.value) this.#walk(() => this.#history.undo(this.#marks()));
  }

  redo(): void {
    if (this.canRedo.value) this.#walk(() => this.#history.redo(this.#marks()));
  }

  /** Takes all marks of a picture away that are there by now (AN9). */
  clear(item: string): void {
    const { annotations, seq } = this.#port.state.value;
    const gone = annotations.filter((mark) => mark.item === item && mark.seq <= seq);
    if (gone.length === 0) return;
    this.#do({ do: 'clear_annotations', item, upto: seq });
    this.#note(() => this.#history.deleted(gone.map((mark) => mark.id)));
  }

  bringBack(ids: readonly string[]): void {
    this.#do({ do: 'restore_annotations', annotations: [...ids] });
  }

  /** Before painting. */
  tick(now: number): void {
    this.#sentThisTick = false;
    this.#send(now);
  }

  get #mayDraw(): boolean {
    return !this.#port.state.value.ended;
  }

  #marks() {
    const { annotations, deleted } = this.#port.state.value;
    return { live: annotations, deleted };
  }

  #walk(next: () => Step | null): void {
    const walked = this.#note(next);
    if (!walked) return;
    this.#port.op(walked.command).catch((error: unknown) => {
      this.#note(() => {
        this.#history.refused(walked.ids);
        this.#history.see(this.#port.state.value.annotations);
      });
      this.#host.problem(codeOf(error));
    });
  }

  /** Lets the history change, and tells. */
  #note<T>(change: () => T): T {
    const result = change();
    this.#turn.value = this.#turn.peek() + 1;
    return result;
  }

  #glow(item: string, points: readonly Point[], down: boolean): void {
    this.trails.add(this.#port.me, item, points, down, performance.now());
    this.#host.dirty();
  }

  /** The first ink after a tick leaves at once, the rest with the next tick (RG1). */
  #offer(): void {
    if (!this.#sentThisTick) this.#send(performance.now());
  }

  #send(now: number): void {
    const stroke = this.own.nextChunk();
    const laser = this.#laser.next(now);
    if (!stroke && !laser) return;
    this.#sentThisTick = true;
    this.#port.live({ ...(stroke ? { stroke } : {}), ...(laser ? { laser } : {}) });
  }

  #do(command: Command): void {
    this.#port.op(command).catch((error: unknown) => this.#host.problem(codeOf(error)));
  }
}
