/**
 * @file The stage without a screen: which pictures, whose view, whether together. What is drawn on
 * them is `InkDesk`. The view paints it and the components show its signals.
 */

import { batch, computed, effect, type ReadonlySignal, signal } from '@preact/signals';
import type { Annotation, Applied, Command, Item, LiveUpdate, Media } from '../wire/generated';
import { SHOWN_ITEMS } from '../wire/generated';
import { CameraControl } from './camera';
import { type Point, type Rect, sheetOf, turnsOf, UPRIGHT } from './geometry';
import { InkDesk } from './ink_desk';
import { isOfNow, targetMs } from './moment';
import type { StagePort } from './port';
import { codeOf } from './problems';
import { isStaff } from './roles';
import { type Badge, BadgeJudge, Echo, type Echoed } from './sync_badge';
import { type Look, Together } from './together';

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
  /** A video is drawn on: it stands still for all. Gives the moment, null where none plays. */
  standStill(item: string): number | null;
}

export class StageModel {
  readonly zoom = signal(1);
  readonly badge = signal<Badge>({ kind: 'quiet' });
  /** Participants who look on their own, with the item they look at. */
  readonly elsewhere = signal<ReadonlyMap<string, string>>(new Map());
  readonly mode: ReadonlySignal<Mode>;
  /** The pictures on this stage, in their order. */
  readonly shown: ReadonlySignal<readonly Item[]>;
  /** The picture under the hand. */
  readonly item: ReadonlySignal<Item | null>;
  /** Marks on it. */
  readonly marks: ReadonlySignal<readonly Annotation[]>;
  /** Whether several pictures zoom as one here. */
  readonly linked: ReadonlySignal<boolean>;
  /** Whether others have fixed what this person may see together. */
  readonly lockedOut: ReadonlySignal<boolean>;
  /** Whether one may only look: the conversation is over. */
  readonly looksOnly: ReadonlySignal<boolean>;
  readonly desk: InkDesk;
  readonly together: Together;
  readonly #port: StagePort;
  readonly #host: StageHost;
  readonly #cameras: CameraControl[] = [];
  readonly #active = signal<string | null>(null);
  readonly #echo: Echo;
  readonly #judge = new BadgeJudge();
  readonly #echoes = new Map<string, Echoed>();
  readonly #mode = signal<Mode>('together');
  readonly #ownShown = signal<readonly string[]>([]);
  readonly #ownLinked = signal(true);
  readonly #ownTurns = signal<ReadonlyMap<string, number>>(new Map());
  readonly #turning = new Map<string, number>();
  readonly #stop: (() => void)[] = [];
  #badgeTimer: ReturnType<typeof setTimeout> | null = null;
  /** Where a hand has made a video stand still that the room does not know to stand yet. */
  readonly #stood = new Map<string, number>();
  #painted: { fence: number; n: number } = { fence: 0, n: 0 };
  #chosen: string | null = null;

  constructor(port: StagePort, host: StageHost) {
    this.#port = port;
    this.#host = host;
    this.mode = this.#mode;
    let before: readonly Item[] = [];
    this.shown = computed(() => {
      const now = this.#shownItems();
      // The same pictures are the same array, whatever else has changed: who follows this gives up
      // what the hand is doing, and another's mark is no reason for that.
      if (!areSame(before, now)) before = now;
      return before;
    });
    this.item = computed(() => {
      const shown = this.shown.value;
      return shown.find((one) => one.id === this.#active.value) ?? shown[0] ?? null;
    });
    this.marks = computed(() => this.marksOn(this.item.value?.id ?? ''));
    this.linked = computed(() =>
      this.#mode.value === 'own' ? this.#ownLinked.value : port.state.value.zoomLinked,
    );
    this.looksOnly = computed(() => port.state.value.ended);
    this.lockedOut = computed(
      () => port.state.value.locked && !isStaff(port.role) && !this.looksOnly.value,
    );
    this.#echo = new Echo((applied) => port.live({ applied }));
    this.together = new Together(port, {
      onShared: () => this.#everyCamera((camera) => camera.follow(performance.now())),
      onRefused: () => this.#everyCamera((camera) => camera.easeBack(performance.now())),
      onOutlines: () => this.#outlinesChanged(),
    });
    this.#cameras.push(this.#newCamera(0));
    this.desk = new InkDesk(port, {
      dirty: () => host.dirty(),
      problem: (code) => host.problem(code),
      scale: () => this.camera.camera.scale,
      momentOf: (item) => this.#momentOf(item),
    });
    this.together.start();
    this.#stop.push(
      port.onLive((update) => this.#receive(update)),
      port.onResumed(() => this.#resumed()),
      port.state.subscribe(() => {
        this.desk.settle();
        host.dirty();
      }),
      port.people.subscribe(() => this.#peopleChanged()),
      port.link.subscribe((link) => {
        // The next connection begins with the echoes of those who are still there.
        if (link === 'reconnecting') this.#echoes.clear();
        this.refreshBadge();
      }),
      port.rttMs.subscribe(() => this.refreshBadge()),
      this.shown.subscribe((items) => this.#shownChanged(items)),
      effect(() => this.#takeAim()),
      this.desk.selected.subscribe(() => host.dirty()),
    );
  }

  dispose(): void {
    for (const stop of this.#stop) stop();
    if (this.#badgeTimer !== null) clearTimeout(this.#badgeTimer);
    this.#echo.close();
    for (const camera of this.#cameras) camera.dispose();
    this.together.dispose();
  }

  /** Who this stage belongs to. */
  get me(): string {
    return this.#port.me;
  }

  /** All live marks; another array whenever one of them is another. */
  get annotations(): readonly Annotation[] {
    return this.#port.state.value.annotations;
  }

  /** The camera of the picture under the hand. */
  get camera(): CameraControl {
    const at = this.shown.value.findIndex((item) => item.id === this.item.value?.id);
    return this.cameraAt(Math.max(0, at));
  }

  /** The camera of a place on the stage. */
  cameraAt(place: number): CameraControl {
    for (let next = this.#cameras.length; next <= place; next += 1) {
      this.#cameras.push(this.#newCamera(next));
    }
    const camera = this.#cameras[place];
    if (!camera) throw new Error('no camera for this place');
    return camera;
  }

  /** Marks to be seen on an item; on a video those of the moment at which it rests. */
  marksOn(id: string): readonly Annotation[] {
    const { annotations, items } = this.#port.state.value;
    const item = items.find((one) => one.id === id);
    return annotations.filter((mark) => mark.item === id && (!item || isOfNow(mark, item)));
  }

  /** The hand goes to one of the pictures. */
  activate(place: number): void {
    const item = this.shown.value[place];
    if (item) this.#active.value = item.id;
  }

  /** Looks together again, or on one's own from where everybody is. */
  setMode(mode: Mode): void {
    if (mode === this.#mode.value) return;
    const { shown, zoomLinked } = this.#port.state.value;
    this.together.setOwn(mode === 'own', this.camera.look());
    batch(() => {
      this.#ownShown.value = mode === 'own' ? shown : [];
      this.#ownLinked.value = zoomLinked;
      this.#ownTurns.value = new Map();
      this.#mode.value = mode;
    });
    if (mode === 'together') {
      this.#everyCamera((camera) => camera.easeBack(performance.now()));
    }
    this.#host.dirty();
  }

  /** The item this person chose last, for everybody. */
  get chosen(): string | null {
    return this.#chosen;
  }

  /** Chooses an item of the strip, for everybody unless one looks on one's own. */
  choose(item: string): void {
    this.#show([item], item);
  }

  /** Puts an item beside those on the stage, or takes it from there. */
  compare(item: string): void {
    const shown = this.shown.value.map((one) => one.id);
    const others = shown.filter((one) => one !== item);
    if (others.length < shown.length) {
      if (others.length > 0) this.#show(others, others[0] ?? null);
    } else if (shown.length < SHOWN_ITEMS) {
      this.#show([...shown, item], item);
    }
  }

  /** Lets several pictures zoom as one, or each for itself. */
  setLinked(linked: boolean): void {
    if (this.#goesAlone()) {
      this.#ownLinked.value = linked;
      if (linked) this.#mirror(this.camera);
      return;
    }
    const looks = this.#looks(linked);
    this.#do({ do: 'link_zoom', linked }, (refused) => {
      if (!refused) this.together.spread(looks);
    });
  }

  /** Puts a picture of the shelf onto the stage. */
  add(media: Media): void {
    const known = this.#port.state.value.items.find((item) => item.media === media.media);
    if (known) {
      this.choose(known.id);
      return;
    }
    const item = this.#port.newId();
    const show = !this.#goesAlone();
    this.#do({ do: 'add_item', item, media: media.media, title: media.title, show });
    if (show) this.#chosen = item;
    else this.#ownShown.value = [item];
  }

  /** Turns the picture clockwise. */
  rotate(): void {
    const item = this.item.value;
    if (!item) return;
    const next = turnsOf((this.#turning.get(item.id) ?? item.quarterTurns) + 1);
    if (this.#goesAlone()) {
      this.#ownTurns.value = new Map(this.#ownTurns.value).set(item.id, next);
      return;
    }
    // Two quick presses are two turns, although the first is still on its way.
    this.#turning.set(item.id, next);
    this.#do({ do: 'rotate_item', item: item.id, quarterTurns: next }, () => {
      if (this.#turning.get(item.id) === next) this.#turning.delete(item.id);
    });
  }

  /** Lets only staff change what the stage shows, or everybody again. */
  setLocked(locked: boolean): void {
    this.#do({ do: 'lock_stage', locked });
  }

  /** Carries out a wish about the strip. */
  tidy(command: Command & { readonly do: 'remove_item' | 'restore_item' | 'move_item' }): void {
    this.#do(command);
  }

  /** The tool touches the picture under the hand, at a point in image units. */
  press(at: Point): void {
    const item = this.item.value;
    if (!item) return;
    // Pointing at what moves is fine; what stays needs something that stays.
    if (item.playback?.playing && this.desk.tool.value !== 'laser') {
      const moment = this.#host.standStill(item.id);
      if (moment !== null) this.#stood.set(item.id, moment);
    }
    this.desk.press(item, at);
  }

  draw(points: readonly Point[]): void {
    const item = this.item.value;
    if (item) this.desk.draw(item, points);
  }

  /** Once an animation tick, before painting. True while another tick is needed. */
  tick(now: number): boolean {
    this.#everyCamera((camera) => camera.tick(now));
    this.together.tick();
    this.desk.tick(now);
    const moving = this.#cameras.some((camera) => camera.moving);
    return moving || this.together.hasPending || this.desk.restless;
  }

  /** What is on the screen after this paint. */
  painted(now: number): { fence: number; n: number } {
    const { shared, own, number } = this.together;
    const settled = this.#cameras.every((camera) => camera.settled);
    if (own) {
      // A view of one's own has no fence; this is how the others learn who is back.
      this.#painted = { fence: 0, n: number };
    } else if (settled && !shared) {
      this.#painted = { fence: 0, n: 0 };
    } else if (shared && (settled || this.together.moves)) {
      this.#painted = { fence: shared.fence, n: shared.n };
    }
    this.#echo.show(this.#applied(), now);
    this.refreshBadge();
    return this.#painted;
  }

  /** Something lies elsewhere although nothing of the model has changed. */
  repaint(): void {
    this.#host.dirty();
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
      echoes: [...this.#echoes.values()],
    });
    if (JSON.stringify(badge) !== JSON.stringify(this.badge.value)) this.badge.value = badge;
    if (this.#badgeTimer !== null) clearTimeout(this.#badgeTimer);
    this.#badgeTimer = again === null ? null : setTimeout(() => this.refreshBadge(), again);
  }

  #applied(): Applied {
    const rttMs = Math.max(0, Math.round(this.#port.rttMs.value ?? 0));
    return { seq: this.#port.state.value.seq, ...this.#painted, rttMs };
  }

  #momentOf(id: string): number | null {
    const item = this.#port.state.peek().items.find((one) => one.id === id);
    if (!item?.playback) return null;
    const { playing, posMs } = item.playback;
    if (!playing) return posMs;
    return this.#stood.get(id) ?? Math.round(targetMs(item, this.#port.roomNow()));
  }

  #newCamera(place: number): CameraControl {
    return new CameraControl(this.together, {
      changed: () => this.#host.dirty(),
      still: () => this.#host.still(),
      touched: () => {
        this.#goesAlone();
      },
      moved: (rect) => this.#moved(place, rect),
      speaks: () => this.camera === this.#cameras[place],
    });
  }

  #everyCamera(run: (camera: CameraControl) => void): void {
    for (const camera of this.#cameras) run(camera);
  }

  /** Whether what this person does is local; under a lock and after the end it becomes so. */
  #goesAlone(): boolean {
    if (this.lockedOut.value || this.looksOnly.value) this.setMode('own');
    return this.#mode.value === 'own';
  }

  /** The pictures beside go along. */
  #moved(place: number, rect: Rect): void {
    if (!this.linked.value) return;
    for (const [other, camera] of this.#cameras.entries()) {
      if (other !== place && other < this.shown.value.length) camera.mirror(rect);
    }
  }

  #mirror(from: CameraControl): void {
    const look = from.look();
    if (look) this.#moved(this.#cameras.indexOf(from), look);
  }

  /**
   * What the others should find once the pictures zoom as one, or each for itself: what everybody
   * shares by now, because the own screen may show more than that.
   */
  #looks(linked: boolean): Look[] {
    const cameras = this.shown.value.map((_, place) => this.cameraAt(place));
    const wanted = linked ? [this.camera] : cameras;
    return wanted.flatMap((camera) => {
      const look = camera.look();
      if (!look) return [];
      const { item } = look;
      return [{ ...look, ...this.together.sharedFor(item), item }];
    });
  }

  #show(items: readonly string[], chosen: string | null): void {
    if (this.#goesAlone()) {
      this.#ownShown.value = items;
    } else if (this.#port.state.value.shown.join() !== items.join()) {
      this.#chosen = chosen;
      this.#do({ do: 'show_items', items: [...items] });
    }
    if (chosen !== null) this.#active.value = chosen;
  }

  #shownItems(): readonly Item[] {
    const { items, shown } = this.#port.state.value;
    const ids = this.#mode.value === 'own' ? this.#ownShown.value : shown;
    const turns = this.#ownTurns.value;
    return ids.flatMap((id) => {
      const item = items.find((one) => one.id === id);
      if (!item) return [];
      const quarterTurns = turns.get(id);
      return [quarterTurns === undefined ? item : { ...item, quarterTurns }];
    });
  }

  #shownChanged(items: readonly Item[]): void {
    const places = Math.max(items.length, this.#cameras.length);
    for (let place = 0; place < places; place += 1) {
      const item = items[place];
      this.cameraAt(place).setSheet(
        item?.id ?? null,
        item ? sheetOf(item.size, turnsOf(item.quarterTurns)) : UPRIGHT,
      );
    }
    this.#host.dirty();
  }

  /** Somebody has brought a picture together with the part of it that is meant. */
  #takeAim(): void {
    const aim = this.#port.aim?.value ?? null;
    const there = this.shown.value.some((item) => item.id === aim?.item);
    if (!this.#port.aim || !aim || !there) return;
    this.#port.aim.value = null;
    this.together.show(aim);
  }

  #receive(update: LiveUpdate): void {
    const { from, session, applied, stroke, laser } = update;
    const now = performance.now();
    if (applied && from !== this.#port.me) {
      this.#echoes.set(session, { from, applied });
      this.refreshBadge();
    }
    if (stroke && this.desk.remote.receive(from, stroke, now)) this.#host.dirty();
    if (laser) {
      this.desk.trails.receive(from, laser, now);
      this.#host.dirty();
    }
  }

  #resumed(): void {
    this.desk.own.resend();
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

  #do(command: Command, after: (refused: boolean) => void = () => {}): void {
    this.#port.op(command).then(
      () => after(false),
      (error: unknown) => {
        after(true);
        this.#host.problem(codeOf(error));
      },
    );
  }
}

/** Whether two lists hold the same items, all fields alike. */
function areSame(some: readonly Item[], others: readonly Item[]): boolean {
  const alike = (one: Item, other: Item | undefined) =>
    other !== undefined &&
    Object.keys({ ...one, ...other }).every(
      (key) => Reflect.get(one, key) === Reflect.get(other, key),
    );
  return some.length === others.length && some.every((one, at) => alike(one, others[at]));
}
