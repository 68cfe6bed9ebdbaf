/** @file The laser: where it has been during the last second, for every hand that points. */

import type { Laser } from '../wire/generated';
import type { Point } from './geometry';
import { decodePath, encodePath, wirePoint } from './path';

/** A place the laser was at. */
export interface Spark extends Point {
  readonly at: number;
  /** True when no line leads here from the spark before. */
  readonly first: boolean;
}

/** Sparks live this long (RG6). */
export const FADE_MS = 1_000;
/** A laser that is held still says so again after this long, so that its dot stays lit. */
const HOLD_MS = 120;
/** Points of one frame; a tick never has so many, a stalled tab may. */
const MOST_POINTS = 64;

/** One glowing trail per hand. */
export class Trails {
  readonly #trails = new Map<string, { item: string; sparks: Spark[] }>();

  receive(author: string, laser: Laser, now: number): void {
    this.add(author, laser.item, decodePath(laser.path), laser.down, now);
  }

  add(author: string, item: string, points: readonly Point[], down: boolean, now: number): void {
    let trail = this.#trails.get(author);
    if (!trail || trail.item !== item) {
      trail = { item, sparks: [] };
      this.#trails.set(author, trail);
    }
    for (const [index, point] of points.entries()) {
      const first = trail.sparks.length === 0 || (down && index === 0);
      trail.sparks.push({ x: point.x, y: point.y, at: now, first });
    }
  }

  /** Living trails on an item, oldest spark first; the dead are forgotten here. */
  on(item: string, now: number): [author: string, sparks: readonly Spark[]][] {
    const alive: [string, readonly Spark[]][] = [];
    for (const [author, trail] of this.#trails) {
      const start = trail.sparks.findIndex((spark) => now - spark.at < FADE_MS);
      if (start < 0) {
        this.#trails.delete(author);
        continue;
      }
      if (start > 0) trail.sparks.splice(0, start);
      if (trail.item === item) alive.push([author, trail.sparks]);
    }
    return alive;
  }

  get lit(): boolean {
    return this.#trails.size > 0;
  }
}

/** The own laser on its way to the others. */
export class LaserHand {
  #item: string | null = null;
  #waiting: Point[] = [];
  #last: Point | null = null;
  #sentAt = 0;
  #down = false;

  get isDown(): boolean {
    return this.#item !== null;
  }

  press(item: string, at: Point): void {
    this.#item = item;
    this.#down = true;
    this.#waiting = [];
    this.move([at]);
  }

  move(points: readonly Point[]): void {
    if (this.#item === null) return;
    for (const point of points) this.#waiting.push(wirePoint(point));
    this.#last = this.#waiting.at(-1) ?? this.#last;
    if (this.#waiting.length > MOST_POINTS)
      this.#waiting.splice(0, this.#waiting.length - MOST_POINTS);
  }

  lift(): void {
    this.#item = null;
    this.#waiting = [];
    this.#last = null;
  }

  /** What the others should see now, if anything. */
  next(now: number): Laser | null {
    if (this.#item === null) return null;
    if (this.#waiting.length === 0) {
      if (!this.#last || now - this.#sentAt < HOLD_MS) return null;
      this.#waiting.push(this.#last);
    }
    const laser = { item: this.#item, path: encodePath(this.#waiting), down: this.#down };
    this.#waiting = [];
    this.#down = false;
    this.#sentAt = now;
    return laser;
  }
}
