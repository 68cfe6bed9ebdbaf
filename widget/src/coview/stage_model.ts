/**
 * @file The stage without a screen: which picture, which tool, whose strokes, whether together.
 * The view paints it and the components show its signals.
 */

import { batch, computed, type ReadonlySignal, signal } from '@preact/signals';
import type { Annotation, Applied, Item, LiveUpdate, Media } from '../wire/generated';
import { CameraControl } from './camera';
import { type Point, sheetOf, turnsOf, UPRIGHT } from './geometry';
import { LaserHand, Trails } from './laser';
import type { StagePort } from './port';
import { codeOf } from './problems';
import { OwnStrokes, RemoteStrokes } from './strokes';
import { type Badge, BadgeJudge, Echo } from './sync_badge';
import { Together } from './together';
import { lineWidthAt, type StageTool } from './tools';

/** Whether this stage shows what everybody sees. */
export type Mode = 'together' | 'own';

/** What the model tells its surroundings. */
export interface StageHost {
  /** Something to paint has changed. */
  dirty(): void;
  /** An operation was refused. */
  problem(code: string): void;
  /** Whether this person wants no movement that is not their own. */
  still(): boolean;
}

export class StageModel {
  readonly tool = signal<StageTool>('hand');
  readonly drawing = signal(false);
  readonly zoom = signal(1);
  readonly badge = signal<Badge>({ kind: 'quiet' });
  /** Participants who look on their own, with the item they look at. */
  readonly elsewhere = signal<ReadonlyMap<string, string>>(new Map());
  readonly mode: ReadonlySignal<Mode>;
  readonly item: ReadonlySignal<Item | null>;
  readonly marks: ReadonlySignal<readonly Annotation[]>;
  readonly canUndo: ReadonlySignal<boolean>;
  readonly camera: CameraControl;
  readonly together: Together;
  readonly trails = new Trails();
  readonly remote = new RemoteStrokes();
  readonly own: OwnStrokes;
  readonly #port: StagePort;
  readonly #host: StageHost;
  readonly #laser = new LaserHand();
  readonly #echo: Echo;
  readonly #judge = new BadgeJudge();
  readonly #echoes = new Map<string, Applied>();
  readonly #mode = signal<Mode>('together');
  readonly #ownItem = signal<string | null>(null);
  readonly #ownTurns = signal<ReadonlyMap<string, number>>(new Map());
  /** Own marks whose deletion is on its way. */
  readonly #undone = signal<ReadonlySet<string>>(new Set());
  readonly #turning = new Map<string, number>();
  readonly #stop: (() => void)[] = [];
  #badgeTimer: ReturnType<typeof setTimeout> | null = null;
  #shown: { fence: number; n: number } = { fence: 0, n: 0 };
  #inkSentThisTick = false;
  #chosen: string | null = null;

  constructor(port: StagePort, host: StageHost) {
    this.#port = port;
    this.#host = host;
    this.mode = this.#mode;
    this.item = computed(() => this.#currentItem());
    this.marks = computed(() => this.#currentMarks());
    this.canUndo = computed(() => this.marks.value.some((mark) => mark.author === port.me));
    this.#echo = new Echo((applied) => port.live({ applied }));
    this.own = new OwnStrokes({
      me: port.me,
      newId: () => port.newId(),
      op: (command) => port.op(command),
      changed: () => host.dirty(),
      refused: (error) => host.problem(codeOf(error)),
    });
    this.together = new Together(port, {
      onShared: () => this.camera.follow(performance.now()),
      onRefused: () => this.camera.easeBack(performance.now()),
      onOutlines: () => this.#outlinesChanged(),
    });
    this.camera = new CameraControl(
      this.together,
      () => host.dirty(),
      () => host.still(),
    );
    this.together.start();
    this.#stop.push(
      port.onLive((update) => this.#receive(update)),
      port.onResumed(() => this.#resumed()),
      port.state.subscribe(() => this.#settle()),
      port.people.subscribe(() => this.#peopleChanged()),
      port.link.subscribe(() => this.refreshBadge()),
      port.rttMs.subscribe(() => this.refreshBadge()),
      this.item.subscribe((item) => this.#itemChanged(item)),
      this.marks.subscribe(() => host.dirty()),
    );
  }

  dispose(): void {
    for (const stop of this.#stop) stop();
    if (this.#badgeTimer !== null) clearTimeout(this.#badgeTimer);
    this.#echo.close();
    this.camera.dispose();
    this.together.dispose();
  }

  /** Looks together again, or on one's own from where everybody is. */
  setMode(mode: Mode): void {
    if (mode === this.#mode.value) return;
    this.together.setOwn(mode === 'own', this.camera.look());
    batch(() => {
      this.#ownItem.value = mode === 'own' ? (this.item.value?.id ?? null) : null;
      this.#ownTurns.value = new Map();
      this.#mode.value = mode;
    });
    if (mode === 'together') this.camera.easeBack(performance.now());
    this.#host.dirty();
  }

  /** The item this person chose last, for everybody. */
  get chosen(): string | null {
    return this.#chosen;
  }

  /** Chooses an item of the strip, for everybody unless one looks on one's own. */
  choose(item: string): void {
    if (this.#mode.value === 'own') {
      this.#ownItem.value = item;
    } else if (this.item.value?.id !== item) {
      this.#chosen = item;
      this.#do({ do: 'show_items', items: [item] });
    }
  }

  /** Puts a picture of the shelf onto the stage. */
  add(media: Media): void {
    const known = this.#port.state.value.items.find((item) => item.media === media.media);
    if (known) {
      this.choose(known.id);
      return;
    }
    const item = this.#port.newId();
    const show = this.#mode.value === 'together';
    this.#do({ do: 'add_item', item, media: media.media, title: media.title, show });
    if (show) this.#chosen = item;
    else this.#ownItem.value = item;
  }

  /** Turns the picture clockwise. */
  rotate(): void {
    const item = this.item.value;
    if (!item) return;
    const next = turnsOf((this.#turning.get(item.id) ?? item.quarterTurns) + 1);
    if (this.#mode.value === 'own') {
      this.#ownTurns.value = new Map(this.#ownTurns.value).set(item.id, next);
      return;
    }
    // Two quick presses are two turns, although the first is still on its way.
    this.#turning.set(item.id, next);
    this.#do({ do: 'rotate_item', item: item.id, quarterTurns: next }, () => {
      if (this.#turning.get(item.id) === next) this.#turning.delete(item.id);
    });
  }

  /** Takes away the newest own mark on this picture. */
  undo(): void {
    const mark = this.marks.value.filter(({ author }) => author === this.#port.me).at(-1);
    if (!mark) return;
    const annotations = [...this.own.groupOf(mark.id)];
    this.#undone.value = new Set([...this.#undone.value, ...annotations]);
    this.#do({ do: 'delete_annotations', annotations }, (refused) => {
      if (!refused) return;
      const rest = [...this.#undone.value].filter((id) => !annotations.includes(id));
      this.#undone.value = new Set(rest);
    });
  }

  /** The tool touches the picture, at a point in image units. */
  press(at: Point): void {
    const item = this.item.value;
    const tool = this.tool.value;
    if (!item) return;
    const { scale } = this.camera.camera;
    if (tool === 'laser') {
      this.#laser.press(item.id, at);
      this.#glow([at], true);
    } else if (tool === 'pen' || tool === 'arrow') {
      this.own.begin(tool, item.id, at, lineWidthAt(scale), scale);
    }
    this.drawing.value = true;
    this.#offerInk();
  }

  draw(points: readonly Point[]): void {
    if (this.#laser.isDown) {
      this.#laser.move(points);
      this.#glow(points, false);
    } else {
      this.own.extend(points);
    }
    this.#offerInk();
  }

  lift(): void {
    this.#laser.lift();
    this.own.finish();
    this.drawing.value = false;
  }

  cancelStroke(): void {
    this.#laser.lift();
    this.own.cancel();
    this.drawing.value = false;
  }

  /** Once an animation tick, before painting. True while another tick is needed. */
  tick(now: number): boolean {
    this.camera.tick(now);
    this.together.tick();
    this.#inkSentThisTick = false;
    this.#sendInk(now);
    const lasting = this.trails.lit || this.#laser.isDown;
    return this.camera.moving || this.together.hasPending || this.own.hasPending || lasting;
  }

  /** What is on the screen after this paint. */
  painted(now: number): { fence: number; n: number } {
    const { shared, own, number } = this.together;
    if (own) {
      // A view of one's own has no fence; this is how the others learn who is back.
      this.#shown = { fence: 0, n: number };
    } else if (this.camera.settled && !shared) {
      this.#shown = { fence: 0, n: 0 };
    } else if (shared && (this.camera.settled || this.together.moves)) {
      this.#shown = { fence: shared.fence, n: shared.n };
    }
    this.#echo.show(this.#applied(), now);
    this.refreshBadge();
    return this.#shown;
  }

  refreshBadge(): void {
    const now = performance.now();
    const { me, people, link } = this.#port;
    const { badge, again } = this.#judge.at(now, {
      link: link.value,
      apart: this.#mode.value === 'own' || this.item.value === null,
      others: people.value.filter((person) => person.id !== me),
      onOwn: new Set(this.elsewhere.value.keys()),
      mine: this.#applied(),
      echoes: this.#echoes,
    });
    if (JSON.stringify(badge) !== JSON.stringify(this.badge.value)) this.badge.value = badge;
    if (this.#badgeTimer !== null) clearTimeout(this.#badgeTimer);
    this.#badgeTimer = again === null ? null : setTimeout(() => this.refreshBadge(), again);
  }

  #applied(): Applied {
    const rttMs = Math.max(0, Math.round(this.#port.rttMs.value ?? 0));
    return { seq: this.#port.state.value.seq, ...this.#shown, rttMs };
  }

  #currentItem(): Item | null {
    const { items, shown } = this.#port.state.value;
    const id = this.#mode.value === 'own' ? this.#ownItem.value : shown[0];
    const item = items.find((one) => one.id === id);
    if (!item) return null;
    const turns = this.#ownTurns.value.get(item.id);
    return turns === undefined ? item : { ...item, quarterTurns: turns };
  }

  #currentMarks(): readonly Annotation[] {
    const item = this.item.value?.id;
    const undone = this.#undone.value;
    return this.#port.state.value.annotations.filter(
      (mark) => mark.item === item && mark.live && !undone.has(mark.id),
    );
  }

  #itemChanged(item: Item | null): void {
    this.camera.setSheet(
      item?.id ?? null,
      item ? sheetOf(item.size, turnsOf(item.quarterTurns)) : UPRIGHT,
    );
    this.#host.dirty();
  }

  #settle(): void {
    const { annotations, seq } = this.#port.state.value;
    const inLog = new Set(annotations.map((mark) => mark.id));
    this.remote.settle(inLog);
    this.own.settle(inLog, seq);
    this.#host.dirty();
  }

  #receive(update: LiveUpdate): void {
    const now = performance.now();
    if (update.applied && update.from !== this.#port.me) {
      this.#echoes.set(update.from, update.applied);
      this.refreshBadge();
    }
    if (update.stroke && this.remote.receive(update.from, update.stroke, now)) this.#host.dirty();
    if (update.laser) {
      this.trails.receive(update.from, update.laser, now);
      this.#host.dirty();
    }
  }

  #resumed(): void {
    this.own.resend();
    this.#echo.repeat(performance.now());
    this.#host.dirty();
  }

  #peopleChanged(): void {
    // Somebody new has not heard yet what this stage shows.
    this.#echo.repeat(performance.now());
    this.#outlinesChanged();
  }

  #outlinesChanged(): void {
    const gone = this.#port.people.value.filter((person) => person.state === 'offline');
    const elsewhere = new Map<string, string>();
    for (const [from, view] of this.together.outlines) {
      if (!gone.some((person) => person.id === from)) elsewhere.set(from, view.item);
    }
    this.elsewhere.value = elsewhere;
    this.refreshBadge();
    this.#host.dirty();
  }

  #glow(points: readonly Point[], down: boolean): void {
    const item = this.item.value;
    if (item) this.trails.add(this.#port.me, item.id, points, down, performance.now());
    this.#host.dirty();
  }

  /** The first ink after a tick leaves at once, the rest with the next tick (RG1). */
  #offerInk(): void {
    if (!this.#inkSentThisTick) this.#sendInk(performance.now());
  }

  #sendInk(now: number): void {
    const stroke = this.own.nextChunk();
    const laser = this.#laser.next(now);
    if (!stroke && !laser) return;
    this.#inkSentThisTick = true;
    this.#port.live({ ...(stroke ? { stroke } : {}), ...(laser ? { laser } : {}) });
  }

  #do(command: Parameters<StagePort['op']>[0], after: (refused: boolean) => void = () => {}): void {
    this.#port.op(command).then(
      () => after(false),
      (error: unknown) => {
        after(true);
        this.#host.problem(codeOf(error));
      },
    );
  }
}
