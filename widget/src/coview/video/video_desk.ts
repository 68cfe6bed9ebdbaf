/**
 * @file The videos on the stage: makes a player for each that is shown, lays them under the ink,
 * and tells the room how each of them does.
 */

import { batch, type ReadonlySignal, signal } from '@preact/signals';
import type { Item, ParticipantId, Readiness, SessionId } from '../../wire/generated';
import type { Frame } from '../geometry';
import type { StagePort } from '../port';
import { codeOf } from '../problems';
import type { StageModel } from '../stage_model';
import type { VideoPlace, VideoSurface } from '../video_surface';
import { Follower } from './follower';
import { openPlayer } from './open_player';
import type { Player, PlayerEvents } from './player';

/** How a video does at somebody else's. */
export interface OtherReport {
  readonly from: ParticipantId;
  readonly report: Readiness;
}

/** What a desk needs. */
export interface VideoDeskOptions {
  readonly port: StagePort;
  readonly model: StageModel;
  /** Where players are put, under the ink. */
  readonly host: HTMLElement;
  /** Nothing can be changed: everything may be looked at. */
  readonly still: () => boolean;
  readonly problem: (code: string) => void;
}

interface Shown {
  readonly follower: Follower;
  /** Cuts off what would leave the item's place on the stage. */
  readonly box: HTMLElement;
  readonly stop: () => void;
}

/** Reports of one stage come at most this often, in milliseconds. */
const REPORT_MS = 500;

export class VideoDesk implements VideoSurface {
  readonly followers: ReadonlySignal<ReadonlyMap<string, Follower>>;
  /** The newest of each session of others. */
  readonly others: ReadonlySignal<ReadonlyMap<SessionId, OtherReport>>;
  readonly #followers = signal<ReadonlyMap<string, Follower>>(new Map());
  readonly #others = signal<ReadonlyMap<SessionId, OtherReport>>(new Map());
  readonly #options: VideoDeskOptions;
  readonly #shown = new Map<string, Shown>();
  readonly #stop: (() => void)[] = [];
  readonly #told = new Map<string, string>();
  #gone = false;
  #reportTimer: ReturnType<typeof setTimeout> | null = null;
  #reportedAt = Number.NEGATIVE_INFINITY;

  constructor(options: VideoDeskOptions) {
    this.#options = options;
    this.followers = this.#followers;
    this.others = this.#others;
    const { port, model } = options;
    const look = () => this.#report();
    document.addEventListener('visibilitychange', look);
    this.#stop.push(
      model.shown.subscribe((items) => this.#show(items)),
      port.state.subscribe(() => this.#follow()),
      port.onLive(({ from, session, video }) => {
        if (!video || from === port.me) return;
        this.#others.value = new Map(this.#others.peek()).set(session, { from, report: video });
      }),
      port.onResumed(() => {
        this.#told.clear();
        this.#report();
      }),
      () => document.removeEventListener('visibilitychange', look),
    );
  }

  dispose(): void {
    this.#gone = true;
    for (const stop of this.#stop) stop();
    if (this.#reportTimer !== null) clearTimeout(this.#reportTimer);
    for (const id of [...this.#shown.keys()]) this.#drop(id);
  }

  /** Lays each player where the camera sees its item. */
  place(places: readonly VideoPlace[]): void {
    for (const { item, box, transform } of places) {
      const shown = this.#shown.get(item);
      if (!shown) continue;
      const { style } = shown.box;
      const at = cut(box);
      if (style.clipPath !== at) style.clipPath = at;
      const { element } = shown.follower.player;
      if (element.style.transform !== transform) element.style.transform = transform;
    }
  }

  /** Stands still for all, because somebody draws on it; gives the moment. */
  standStill(item: string): number | null {
    return this.#shown.get(item)?.follower.pause() ?? null;
  }

  /** Whether this person may decide for the room what is played. */
  mayLead(item: string): boolean {
    const { port, model, still } = this.#options;
    const { shown, ended } = port.state.value;
    const may = port.role !== 'guest' && port.role !== 'observer' && !still() && !ended;
    return may && !model.lockedOut.value && shown.includes(item);
  }

  #show(items: readonly Item[]): void {
    const moving = items.filter((item) => item.moving);
    batch(() => {
      for (const [id] of this.#shown) {
        if (!moving.some((item) => item.id === id)) this.#drop(id);
      }
      this.#tell();
    });
    for (const item of moving) if (!this.#shown.has(item.id)) this.#load(item);
    this.#options.model.repaint();
  }

  #tell(): void {
    this.#followers.value = new Map(
      [...this.#shown].map(([id, { follower }]) => [id, follower] as const),
    );
  }

  #load(item: Item): void {
    const { port, model, problem } = this.#options;
    const isWanted = () =>
      !this.#gone &&
      !this.#shown.has(item.id) &&
      model.shown.peek().some(({ id }) => id === item.id);
    openPlayer(item, port).then(
      (make) => {
        if (!isWanted()) return;
        this.#open(item, make);
        this.#tell();
        model.repaint();
      },
      (error: unknown) => problem(codeOf(error)),
    );
  }

  #open(item: Item, make: (events: PlayerEvents) => Player): void {
    const { port, host, problem } = this.#options;
    const { id } = item;
    const follower = new Follower(
      {
        item: () => port.state.peek().items.find((one) => one.id === id) ?? null,
        roomNow: () => port.roomNow(),
        visible: () => document.visibilityState === 'visible',
        mayLead: () => this.mayLead(id),
        op: (command) => port.op(command),
        problem: (error) => problem(codeOf(error)),
      },
      make,
    );
    const { element } = follower.player;
    element.classList.add('cv-video');
    element.style.inlineSize = `${item.size.width}px`;
    element.style.blockSize = `${item.size.height}px`;
    const box = document.createElement('div');
    box.className = 'cv-video-box';
    box.dataset['video'] = id;
    box.append(element);
    host.append(box);
    const sharper = port.onMediaReady((info) => {
      if (info.media === item.media && follower.look.peek().fate !== 'ready') follower.retry();
    });
    const looks = follower.look.subscribe(() => this.#report());
    const stop = () => {
      sharper();
      looks();
    };
    this.#shown.set(id, { follower, box, stop });
  }

  #drop(id: string): void {
    const shown = this.#shown.get(id);
    if (!shown) return;
    this.#shown.delete(id);
    this.#told.delete(id);
    shown.stop();
    shown.follower.dispose();
    shown.box.remove();
  }

  #follow(): void {
    for (const { follower } of this.#shown.values()) follower.follow();
  }

  /** Tells what has changed, one video at a time. */
  #report(): void {
    if (this.#reportTimer !== null) return;
    const wait = this.#reportedAt + REPORT_MS - performance.now();
    if (wait > 0) {
      this.#reportTimer = setTimeout(() => {
        this.#reportTimer = null;
        this.#report();
      }, wait);
      return;
    }
    const { port } = this.#options;
    for (const [id, { follower }] of this.#shown) {
      const report = follower.report();
      if (!report || report.state === this.#told.get(id)) continue;
      this.#told.set(id, report.state);
      this.#reportedAt = performance.now();
      port.live({ video: { ...report, rttMs: Math.max(0, Math.round(port.rttMs.peek() ?? 0)) } });
      // What else there is to tell has its turn.
      this.#report();
      return;
    }
  }
}

function cut(box: Frame | null): string {
  if (!box) return 'none';
  const { x, y, w, h } = box;
  return `polygon(${[
    [x, y],
    [x + w, y],
    [x + w, y + h],
    [x, y + h],
  ]
    .map(([left, top]) => `${left}px ${top}px`)
    .join()})`;
}
