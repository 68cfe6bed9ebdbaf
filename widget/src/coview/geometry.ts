/**
 * @file Where a point of the picture lies on the screen and back. Pure arithmetic.
 *
 * Image units are 1/32768 of the picture's width on both axes, of the upright picture. A camera
 * says which image point lies in the middle of the frame and how many CSS pixels a unit has. The
 * frame is the part of the canvas that no control covers. A rectangle is what travels: CSS pixels
 * cancel in it, so two screens of different size and density mean the same by it.
 */

import { type MediaSize, UNIT } from '../wire/generated';

/** A point, in CSS pixels of the canvas or in image units, as the name of the variable says. */
export interface Point {
  readonly x: number;
  readonly y: number;
}

/** Clockwise quarter turns. */
export type Turns = 0 | 1 | 2 | 3;

/** The free part of the canvas, in CSS pixels. */
export interface Frame {
  readonly x: number;
  readonly y: number;
  readonly w: number;
  readonly h: number;
}

/** What lies in the middle of the frame, in image units, and CSS pixels per unit. */
export interface Camera {
  readonly cu: number;
  readonly cv: number;
  readonly scale: number;
}

/** Centre and extents along the axes of the upright picture, in image units. */
export interface Rect {
  readonly cu: number;
  readonly cv: number;
  readonly eu: number;
  readonly ev: number;
}

/** A picture as the arithmetic sees it. */
export interface Sheet {
  /** Height in image units; the width is always UNIT. */
  readonly height: number;
  readonly turns: Turns;
}

/** The sheet before there is a picture. */
export const UPRIGHT: Sheet = { height: UNIT, turns: 0 };

/** How far a hand can zoom in, measured from "the whole picture fits". */
export const MAX_ZOOM = 8;

/** Turns as the wire has them, brought into 0..=3. */
export function turnsOf(quarterTurns: number): Turns {
  const turns = ((Math.round(quarterTurns) % 4) + 4) % 4;
  return turns === 1 ? 1 : turns === 2 ? 2 : turns === 3 ? 3 : 0;
}

/** The sheet of a picture of this size. */
export function sheetOf(size: MediaSize, turns: Turns): Sheet {
  return { height: (UNIT * size.height) / size.width, turns };
}

/** The whole picture. */
export function wholeRect(sheet: Sheet): Rect {
  return { cu: UNIT / 2, cv: sheet.height / 2, eu: UNIT, ev: sheet.height };
}

/** Image axes to screen axes. */
export function turn(point: Point, turns: Turns): Point {
  switch (turns) {
    case 0:
      return point;
    case 1:
      return { x: -point.y, y: point.x };
    case 2:
      return { x: -point.x, y: -point.y };
    case 3:
      return { x: point.y, y: -point.x };
  }
}

/** Screen axes to image axes. */
export function turnBack(point: Point, turns: Turns): Point {
  return turn(point, turnsOf(4 - turns));
}

/** Image units to CSS pixels of the canvas. */
export function toScreen(point: Point, camera: Camera, frame: Frame, turns: Turns): Point {
  const turned = turn({ x: point.x - camera.cu, y: point.y - camera.cv }, turns);
  return {
    x: frame.x + frame.w / 2 + turned.x * camera.scale,
    y: frame.y + frame.h / 2 + turned.y * camera.scale,
  };
}

/** CSS pixels of the canvas to image units. */
export function toImage(point: Point, camera: Camera, frame: Frame, turns: Turns): Point {
  const away = turnBack(
    {
      x: (point.x - frame.x - frame.w / 2) / camera.scale,
      y: (point.y - frame.y - frame.h / 2) / camera.scale,
    },
    turns,
  );
  return { x: camera.cu + away.x, y: camera.cv + away.y };
}

/** The frame's width and height in CSS pixels along the picture's own axes. */
function extentsOfFrame(frame: Frame, turns: Turns): { u: number; v: number } {
  const upright = turns === 0 || turns === 2;
  return upright ? { u: frame.w, v: frame.h } : { u: frame.h, v: frame.w };
}

/** Pixels per unit at which the rectangle just fits into the frame. */
export function containScale(rect: Rect, frame: Frame, turns: Turns): number {
  const room = extentsOfFrame(frame, turns);
  return Math.min(room.u / Math.max(rect.eu, 1), room.v / Math.max(rect.ev, 1));
}

/** Pixels per unit at which the whole picture just fits. */
export function fitScale(sheet: Sheet, frame: Frame): number {
  return containScale(wholeRect(sheet), frame, sheet.turns);
}

/**
 * The camera with its centre moved so that no more empty room shows than must: along an axis
 * where the picture is smaller than the frame it is centred, else its edges stay outside.
 */
export function clampCentre(camera: Camera, sheet: Sheet, frame: Frame): Camera {
  const room = extentsOfFrame(frame, sheet.turns);
  return {
    cu: clampAxis(camera.cu, UNIT, room.u / camera.scale),
    cv: clampAxis(camera.cv, sheet.height, room.v / camera.scale),
    scale: camera.scale,
  };
}

function clampAxis(centre: number, length: number, visible: number): number {
  if (visible >= length) return length / 2;
  return clamp(centre, visible / 2, length - visible / 2);
}

/** The camera a hand may have: zoom between fit and eight times that, the picture in sight. */
export function clampCamera(camera: Camera, sheet: Sheet, frame: Frame): Camera {
  const fit = fitScale(sheet, frame);
  const scale = clamp(camera.scale, fit, fit * MAX_ZOOM);
  return clampCentre({ ...camera, scale }, sheet, frame);
}

/**
 * The camera that shows the whole rectangle (CV4). There is no upper limit here: what the other
 * side shows decides. Parts of the rectangle beyond the picture do not count.
 */
export function cameraOf(rect: Rect, sheet: Sheet, frame: Frame): Camera {
  const inside = withinPicture(rect, sheet);
  const scale = containScale(inside, frame, sheet.turns);
  return clampCentre({ cu: inside.cu, cv: inside.cv, scale }, sheet, frame);
}

/** The visible part of the picture. */
export function rectOf(camera: Camera, sheet: Sheet, frame: Frame): Rect {
  const room = extentsOfFrame(frame, sheet.turns);
  const seen = {
    cu: camera.cu,
    cv: camera.cv,
    eu: room.u / camera.scale,
    ev: room.v / camera.scale,
  };
  return withinPicture(seen, sheet);
}

/** The part of a rectangle on the picture; the whole picture when they do not touch. */
export function withinPicture(rect: Rect, sheet: Sheet): Rect {
  const left = Math.max(0, rect.cu - rect.eu / 2);
  const right = Math.min(UNIT, rect.cu + rect.eu / 2);
  const top = Math.max(0, rect.cv - rect.ev / 2);
  const bottom = Math.min(sheet.height, rect.cv + rect.ev / 2);
  if (right - left < 1 || bottom - top < 1) return wholeRect(sheet);
  return { cu: (left + right) / 2, cv: (top + bottom) / 2, eu: right - left, ev: bottom - top };
}

/**
 * The rectangle in whole units, as the wire wants it. Extents are rounded up, so that rounding
 * never takes a visible pixel away from who follows.
 */
export function wholeUnits(rect: Rect): Rect {
  return {
    cu: Math.round(rect.cu),
    cv: Math.round(rect.cv),
    eu: Math.max(1, Math.ceil(rect.eu)),
    ev: Math.max(1, Math.ceil(rect.ev)),
  };
}

/** The camera after zooming by `factor` while the image point under `at` stays there. */
export function zoomAt(
  camera: Camera,
  factor: number,
  at: Point,
  sheet: Sheet,
  frame: Frame,
): Camera {
  const fit = fitScale(sheet, frame);
  // Who follows may see more than eight times; the first turn of the wheel must not jump back.
  const most = Math.max(fit * MAX_ZOOM, camera.scale);
  const scale = clamp(camera.scale * factor, fit, most);
  const held = toImage(at, camera, frame, sheet.turns);
  const moved = toImage(at, { ...camera, scale }, frame, sheet.turns);
  const next = { cu: camera.cu + held.x - moved.x, cv: camera.cv + held.y - moved.y, scale };
  return clampCentre(next, sheet, frame);
}

/** The camera after the picture was pushed by so many CSS pixels. */
export function panBy(camera: Camera, dx: number, dy: number, sheet: Sheet, frame: Frame): Camera {
  const push = turnBack({ x: dx / camera.scale, y: dy / camera.scale }, sheet.turns);
  const next = { ...camera, cu: camera.cu - push.x, cv: camera.cv - push.y };
  return clampCentre(next, sheet, frame);
}

export function clamp(value: number, low: number, high: number): number {
  return Math.min(Math.max(value, low), high);
}
