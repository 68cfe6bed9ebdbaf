/** @file Nothing leaves the device before somebody says "Show". */

import { beforeEach, describe, expect, test } from 'vitest';
import { Refused } from '../net/refused';
import type { Prepared } from '../state/uploads';
import { type Cover, scaled } from './cover';
import { createDesk, type Desk } from './desk';
import { type Opened, within } from './prepare';

const file = (name: string) => new File(['x'], name);
const BOX: Cover = { kind: 'box', from: { x: 0, y: 0 }, to: { x: 9, y: 9 } };

describe('the desk', () => {
  let sent: { name: string; covers: readonly Cover[]; show: boolean }[];
  let closed: number;
  let desk: Desk;

  beforeEach(() => {
    sent = [];
    closed = 0;
    desk = createDesk({
      hand: () => undefined,
      open: async (one) => {
        if (one.name.endsWith('.heic')) throw new Refused('kind_heic');
        const bitmap = { close: () => (closed += 1) } as unknown as ImageBitmap;
        const heavy = one.name.startsWith('huge');
        return { file: one, bitmap, size: { width: 4, height: 3 }, asIs: heavy, heavy };
      },
      make: async (opened: Opened, covers, show, smaller) => {
        const large = opened.heavy || opened.file.name.startsWith('large');
        if (large && !smaller) throw new Refused('too_big');
        sent.push({ name: opened.file.name, covers, show });
        return {} as Prepared;
      },
    });
  });

  const rest = () => new Promise((done) => setTimeout(done));

  test('choosing sends nothing, nor does covering or cancelling', async () => {
    desk.offer([file('a.jpg')]);
    await rest();
    expect(desk.front.value?.kind).toBe('ready');
    desk.cover([BOX]);
    desk.cancel();
    await rest();
    expect(desk.front.value).toBeNull();
    expect(sent).toEqual([]);
    expect(closed).toBe(1);
  });

  test('what was covered is covered in what is sent, and in nothing else', async () => {
    desk.offer([file('a.jpg'), file('b.jpg')]);
    await rest();
    desk.cover([BOX]);
    await desk.show();
    await desk.show();
    expect(sent).toEqual([
      { name: 'a.jpg', covers: [BOX], show: true },
      { name: 'b.jpg', covers: [], show: false },
    ]);
    expect(desk.front.value).toBeNull();
  });

  test('all are shown in one go, up to one that cannot be opened', async () => {
    desk.offer([file('a.jpg'), file('b.heic'), file('c.jpg')]);
    await rest();
    expect(desk.place.value).toEqual({ at: 1, all: 3 });
    await desk.showAll();
    expect(desk.front.value).toMatchObject({ kind: 'refused', code: 'kind_heic' });
    expect(desk.place.value).toEqual({ at: 2, all: 3 });
    desk.skip();
    await rest();
    await desk.showAll();
    expect(sent.map(({ name }) => name)).toEqual(['a.jpg', 'c.jpg']);
  });

  test('what is too large is sent smaller only after somebody has agreed', async () => {
    desk.offer([file('huge.jpg')]);
    await rest();
    expect(desk.front.value).toMatchObject({ kind: 'ready', heavy: true });
    await desk.showAll();
    expect([sent.length, desk.front.value?.kind]).toEqual([0, 'ready']);
    await desk.show(true);
    expect(sent.map(({ name }) => name)).toEqual(['huge.jpg']);
    expect(desk.front.value).toBeNull();
  });

  test('what turns out too large keeps its covers and is asked about', async () => {
    desk.offer([file('large.jpg')]);
    await rest();
    expect(desk.front.value).toMatchObject({ kind: 'ready', heavy: false });
    desk.cover([BOX]);
    await desk.show();
    expect(desk.front.value).toMatchObject({ kind: 'ready', heavy: true });
    await desk.show(true);
    expect(sent).toEqual([{ name: 'large.jpg', covers: [BOX], show: true }]);
  });

  test('files offered meanwhile come behind those that are there', async () => {
    desk.offer([file('a.jpg')]);
    await rest();
    desk.offer([file('b.jpg')]);
    expect(desk.place.value).toEqual({ at: 1, all: 2 });
    await desk.show();
    expect(desk.front.value).toMatchObject({ opened: { file: { name: 'b.jpg' } } });
  });
});

test('covers lie where they lay on a picture that is sent smaller', () => {
  const dot: Cover = { kind: 'brush', spots: [{ x: 40, y: 8 }], width: 16 };
  const box: Cover = { kind: 'box', from: { x: 4, y: 8 }, to: { x: 20, y: 40 } };
  expect(scaled([dot, box], 0.25)).toEqual([
    { kind: 'brush', spots: [{ x: 10, y: 2 }], width: 4 },
    { kind: 'box', from: { x: 1, y: 2 }, to: { x: 5, y: 10 } },
  ]);
});

test('a picture is made smaller to what is needed, and keeps its shape', () => {
  expect(within({ width: 8_000, height: 6_000 }, 4_096)).toEqual({ width: 4_096, height: 3_072 });
  expect(within({ width: 300, height: 200 }, 4_096)).toEqual({ width: 300, height: 200 });
  expect(within({ width: 90_000, height: 3 }, 4_096)).toEqual({ width: 4_096, height: 1 });
});
