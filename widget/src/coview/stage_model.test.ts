/** @file Two whole stages without screens, a phone and a desktop, over a network with latency. */

import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { type FakePort, FakeRoom } from './fake_room';
import { type Frame, rectOf } from './geometry';
import { StageModel } from './stage_model';

const TICK_MS = 16;
const PHONE: Frame = { x: 0, y: 0, w: 370, h: 300 };
const DESKTOP: Frame = { x: 12, y: 12, w: 1000, h: 560 };

interface Side {
  readonly port: FakePort;
  readonly model: StageModel;
  readonly problems: string[];
}

function side(port: FakePort, frame: Frame): Side {
  const problems: string[] = [];
  const model = new StageModel(port, {
    dirty: () => {},
    problem: (code) => problems.push(code),
    still: () => false,
    standStill: () => null,
  });
  model.camera.setFrame(frame);
  return { port, model, problems };
}

function seen({ model }: Side) {
  const { camera, sheet, frame } = model.camera;
  const rect = rectOf(camera, sheet, frame);
  return {
    left: rect.cu - rect.eu / 2,
    right: rect.cu + rect.eu / 2,
    top: rect.cv - rect.ev / 2,
    bottom: rect.cv + rect.ev / 2,
  };
}

describe('two stages', () => {
  let room: FakeRoom;
  let ana: Side;
  let luis: Side;
  let both: Side[];

  beforeEach(() => {
    vi.useFakeTimers();
    room = new FakeRoom();
    ana = side(room.join('agent', 'Ana', 15), DESKTOP);
    luis = side(room.join('visitor', 'Luis', 40), PHONE);
    both = [ana, luis];
  });

  afterEach(() => {
    for (const { model } of both) model.dispose();
    vi.useRealTimers();
  });

  async function run(ms: number, each: (passed: number) => void = () => {}): Promise<void> {
    for (let passed = 0; passed < ms; passed += TICK_MS) {
      each(passed);
      for (const { model } of both) {
        model.tick(performance.now());
        model.painted(performance.now());
      }
      await vi.advanceTimersByTimeAsync(TICK_MS);
    }
  }

  function expectContained(inner: Side, outer: Side): void {
    const a = seen(inner);
    const b = seen(outer);
    expect(b.left).toBeLessThanOrEqual(a.left + 2);
    expect(b.right).toBeGreaterThanOrEqual(a.right - 2);
    expect(b.top).toBeLessThanOrEqual(a.top + 2);
    expect(b.bottom).toBeGreaterThanOrEqual(a.bottom - 2);
  }

  it('cv4 a pinch of the visitor moves the agent, who sees at least as much', async () => {
    luis.model.camera.grab();
    await run(320, () => luis.model.camera.pinch(1.08, { x: 100, y: 120 }, 1, 0));
    luis.model.camera.letGo();
    await run(800);
    expect(luis.model.camera.zoom).toBeGreaterThan(3);
    expect(ana.model.together.shared).toEqual(luis.model.together.shared);
    expectContained(luis, ana);
    expect(ana.model.badge.value).toEqual({ kind: 'in_sync', ms: 55 });
    expect(luis.model.badge.value).toEqual({ kind: 'in_sync', ms: 55 });
  });

  it('a drag of the agent moves the visitor while it happens', async () => {
    ana.model.camera.doubleTap({ x: 400, y: 300 }, performance.now());
    await run(900);
    expectContained(ana, luis);
    const before = seen(luis);
    ana.model.camera.grab();
    await run(160, () => ana.model.camera.push(-8, 0));
    expect(seen(luis).left).toBeGreaterThan(before.left + 200);
    ana.model.camera.letGo();
    await run(300);
    expectContained(ana, luis);
  });

  it('both at once stay calm and show the same 500 ms after release', async () => {
    ana.model.camera.doubleTap({ x: 400, y: 300 }, performance.now());
    await run(1500);
    ana.model.camera.grab();
    luis.model.camera.grab();
    await run(1500, (passed) => {
      ana.model.camera.push(passed % 64 < 32 ? 9 : -9, 2);
      luis.model.camera.push(passed % 48 < 24 ? -7 : 7, -2);
    });
    ana.model.camera.letGo();
    luis.model.camera.letGo();
    await run(500);
    expect(ana.model.together.shared).toEqual(luis.model.together.shared);
    expectContained(ana, luis);
    expect(both.every(({ model }) => model.camera.settled)).toBe(true);
  });

  it('a push on a picture that fits moves nothing and takes nothing', async () => {
    luis.model.camera.grab();
    luis.model.camera.push(40, 40);
    luis.model.camera.letGo();
    await run(300);
    expect(luis.port.ops).toEqual([]);
    expect(luis.port.sent.some((part) => part.view)).toBe(false);
  });

  it('ld3 another picture comes whole, and the old view is back with the old picture', async () => {
    ana.model.camera.doubleTap({ x: 300, y: 300 }, performance.now());
    await run(900);
    const zoomed = luis.model.camera.zoom;
    expect(zoomed).toBeGreaterThan(1.2);
    luis.model.choose('item-2');
    await run(300);
    for (const { model } of both) expect(model.camera.zoom).toBeCloseTo(1, 3);
    ana.model.choose('item-1');
    await run(300);
    expect(luis.model.camera.zoom).toBeCloseTo(zoomed, 2);
  });

  it('ld3 two quick turns are two turns, for both', async () => {
    luis.model.rotate();
    luis.model.rotate();
    await run(300);
    for (const { model } of both) expect(model.item.value?.quarterTurns).toBe(2);
  });

  it('on one’s own everything is local, and the others see where', async () => {
    luis.model.setMode('own');
    luis.model.choose('item-2');
    luis.model.rotate();
    luis.model.camera.doubleTap({ x: 100, y: 100 }, performance.now());
    await run(600);
    expect(ana.model.item.value?.id).toBe('item-1');
    expect(luis.model.item.value).toMatchObject({ id: 'item-2', quarterTurns: 1 });
    expect([...ana.model.elsewhere.value]).toEqual([[luis.port.me, 'item-2']]);
    expect(ana.model.badge.value.kind).toBe('elsewhere');
    expect(luis.model.badge.value.kind).toBe('quiet');
    luis.model.setMode('together');
    await run(800);
    expect(luis.model.item.value?.id).toBe('item-1');
    expect(ana.model.elsewhere.value.size).toBe(0);
    expect(ana.model.badge.value.kind).toBe('in_sync');
    expect(luis.port.ops).toEqual([]);
  });

  it('an1 a stroke grows at the other side and becomes the mark of the same id', async () => {
    ana.model.desk.take('arrow');
    ana.model.press({ x: 4000, y: 4000 });
    await run(200, (passed) => ana.model.draw([{ x: 4000 + passed * 20, y: 5000 }]));
    const [growing] = luis.model.desk.remote.on('item-1', performance.now());
    expect(growing?.points).toHaveLength(2);
    ana.model.desk.lift();
    await run(300);
    expect(luis.model.desk.remote.on('item-1', performance.now())).toEqual([]);
    expect(luis.model.marks.value.map((mark) => mark.id)).toEqual([growing?.sid]);
    expect(ana.model.desk.canUndo.value).toBe(true);
    expect(luis.model.desk.canUndo.value).toBe(false);
    ana.model.desk.undo();
    expect(ana.model.marks.value).toEqual([]);
    await run(300);
    expect(luis.model.marks.value).toEqual([]);
  });

  it('an undo that is refused brings the mark back', async () => {
    ana.model.desk.take('pen');
    ana.model.press({ x: 4000, y: 4000 });
    ana.model.desk.lift();
    await run(200);
    room.refuse.set('delete_annotations', 'stale_access');
    ana.model.desk.undo();
    expect(ana.model.marks.value).toEqual([]);
    await run(200);
    expect(ana.model.marks.value).toHaveLength(1);
    expect(ana.problems).toEqual(['stale_access']);
  });

  it('an8 undo and redo, and the other side sees both', async () => {
    luis.model.desk.take('rectangle');
    luis.model.press({ x: 4000, y: 4000 });
    luis.model.draw([{ x: 9000, y: 8000 }]);
    luis.model.desk.lift();
    await run(300);
    expect(ana.model.marks.value).toHaveLength(1);
    luis.model.desk.undo();
    await run(300);
    expect(ana.model.marks.value).toEqual([]);
    expect(luis.model.desk.canUndo.value).toBe(false);
    expect(luis.model.desk.canRedo.value).toBe(true);
    luis.model.desk.redo();
    await run(300);
    expect(ana.model.marks.value).toHaveLength(1);
  });

  it('an9 a clearing spares what is drawn meanwhile, and can be brought back', async () => {
    for (const { model } of both) {
      model.desk.take('pen');
      model.press({ x: 4000, y: 4000 });
      model.desk.lift();
    }
    await run(300);
    luis.model.press({ x: 8000, y: 8000 });
    luis.model.desk.lift();
    ana.model.desk.clear('item-1');
    await run(300);
    expect(ana.model.marks.value).toHaveLength(1);
    const cleared = ana.port.state.value.cleared?.annotations ?? [];
    expect(cleared).toHaveLength(2);
    ana.model.desk.bringBack(cleared);
    await run(300);
    expect(luis.model.marks.value).toHaveLength(3);
  });

  it('words are written at a place, become a mark, and nothing is written without any', async () => {
    luis.model.desk.take('text');
    luis.model.press({ x: 4000, y: 4000 });
    luis.model.desk.lift();
    expect(luis.model.desk.writing.value).toMatchObject({ tool: 'text', at: { x: 4000, y: 4000 } });
    luis.model.desk.write('  ');
    luis.model.press({ x: 4000, y: 4000 });
    luis.model.desk.lift();
    luis.model.desk.write(' loose seam ');
    luis.model.desk.take('pin');
    luis.model.press({ x: 100, y: 100 });
    luis.model.desk.lift();
    luis.model.desk.write('');
    await run(300);
    const [text, pin, ...rest] = ana.model.marks.value.map(({ mark }) => mark);
    expect(rest).toEqual([]);
    expect(text).toMatchObject({ tool: 'text', text: 'loose seam', path: [4000, 4000] });
    expect(pin).toMatchObject({ tool: 'pin', path: [100, 100] });
    expect(pin && 'text' in pin).toBe(false);
  });

  it('an4 a visitor deletes own marks only, staff any', async () => {
    ana.model.desk.take('pen');
    ana.model.press({ x: 4000, y: 4000 });
    ana.model.desk.lift();
    luis.model.desk.take('pen');
    luis.model.press({ x: 9000, y: 4000 });
    luis.model.desk.lift();
    await run(300);
    const [hers, his] = ['person-1', 'person-2'].map(
      (who) => luis.model.marks.value.find((mark) => mark.author === who)?.id ?? '',
    );
    luis.model.desk.selected.value = hers ?? null;
    expect(luis.model.desk.deleteSelected()).toBe(false);
    ana.model.desk.selected.value = his ?? null;
    expect(ana.model.desk.deleteSelected()).toBe(true);
    await run(300);
    expect(luis.model.marks.value.map((mark) => mark.id)).toEqual([hers]);
    ana.model.desk.undo();
    await run(300);
    expect(luis.model.marks.value).toHaveLength(2);
  });

  it('co4 under a lock a visitor’s gesture becomes a look of their own', async () => {
    ana.model.setLocked(true);
    await run(200);
    expect(luis.model.lockedOut.value).toBe(true);
    expect(ana.model.lockedOut.value).toBe(false);
    luis.model.camera.doubleTap({ x: 100, y: 100 }, performance.now());
    await run(600);
    expect(luis.model.mode.value).toBe('own');
    expect(luis.model.camera.zoom).toBeGreaterThan(2);
    expect(ana.model.camera.zoom).toBeCloseTo(1, 3);
    expect(luis.port.ops).toEqual([]);
    luis.model.setMode('together');
    luis.model.rotate();
    expect(luis.model.mode.value).toBe('own');
    expect(luis.port.ops).toEqual([]);
    expect(luis.problems).toEqual([]);
  });

  it('a mark of another does not end the stroke one is drawing', async () => {
    let changes = 0;
    const stop = luis.model.shown.subscribe(() => {
      changes += 1;
    });
    ana.model.desk.take('pen');
    ana.model.press({ x: 9_000, y: 9_000 });
    ana.model.draw([{ x: 12_000, y: 9_000 }]);
    ana.model.desk.lift();
    await run(300);
    expect(luis.model.marks.value).toHaveLength(1);
    // The view gives up what the hand is doing when other pictures are shown.
    expect(changes).toBe(1);
    luis.model.rotate();
    await run(300);
    expect(changes).toBeGreaterThan(1);
    stop();
  });

  it('co3 after the end one may look, and nothing else', async () => {
    const { desk } = luis.model;
    desk.take('pen');
    luis.model.press({ x: 9_000, y: 9_000 });
    luis.model.draw([{ x: 12_000, y: 9_000 }]);
    desk.lift();
    await run(300);
    const [mark] = luis.model.marks.value;
    if (!mark) throw new Error('there is a mark');
    expect(desk.canUndo.value && desk.mayDelete(mark)).toBe(true);
    luis.port.ops.length = 0;
    void ana.port.op({ do: 'resolve' });
    await run(200);
    expect(desk.tool.value).toBe('hand');
    desk.take('arrow');
    expect(desk.tool.value).toBe('hand');
    expect(desk.canUndo.value || desk.mayDelete(mark)).toBe(false);
    luis.model.camera.doubleTap({ x: 100, y: 100 }, performance.now());
    await run(600);
    expect(luis.model.camera.zoom).toBeGreaterThan(2);
    expect(luis.model.mode.value).toBe('own');
    luis.model.rotate();
    expect(luis.port.ops).toEqual([]);
    expect(luis.problems).toEqual([]);
  });

  describe('several pictures', () => {
    beforeEach(async () => {
      ana.model.compare('item-3');
      await run(200);
      for (const { model } of both) {
        expect(model.shown.value.map((item) => item.id)).toEqual(['item-1', 'item-3']);
        const w = model.camera.frame.w / 2;
        model.cameraAt(0).setFrame({ ...model.camera.frame, w });
        model.cameraAt(1).setFrame({ ...model.camera.frame, w, x: w });
      }
    });

    it('cv7 linked, one hand moves all of them at both sides', async () => {
      luis.model.activate(1);
      luis.model.camera.doubleTap({ x: 250, y: 150 }, performance.now());
      await run(900);
      for (const { model } of both) {
        for (const place of [0, 1]) expect(model.cameraAt(place).zoom).toBeGreaterThan(1.5);
        expect(model.badge.value.kind).toBe('in_sync');
      }
      const [one, other] = both.map(({ model }) => model.cameraAt(0).look());
      expect(Math.abs((one?.cu ?? 0) - (other?.cu ?? 1e9))).toBeLessThan(400);
    });

    it('cv7 free, each keeps a view of its own, whoever moved it last', async () => {
      ana.model.setLinked(false);
      await run(1000);
      luis.model.activate(1);
      luis.model.camera.doubleTap({ x: 250, y: 150 }, performance.now());
      await run(900);
      for (const { model } of both) {
        expect(model.cameraAt(0).zoom).toBeCloseTo(1, 2);
        expect(model.cameraAt(1).zoom).toBeGreaterThan(1.5);
      }
      ana.model.activate(0);
      ana.model.camera.doubleTap({ x: 250, y: 150 }, performance.now());
      await run(900);
      for (const { model } of both) {
        for (const place of [0, 1]) expect(model.cameraAt(place).zoom).toBeGreaterThan(1.5);
        expect(model.badge.value.kind).toBe('in_sync');
      }
    });

    it('cv7 nothing jumps when they are let go of each other', async () => {
      ana.model.activate(0);
      ana.model.camera.doubleTap({ x: 250, y: 150 }, performance.now());
      await run(900);
      const before = both.map(({ model }) => [0, 1].map((place) => model.cameraAt(place).look()));
      luis.model.setLinked(false);
      await run(300);
      const after = both.map(({ model }) => [0, 1].map((place) => model.cameraAt(place).look()));
      for (const [side, looks] of after.entries()) {
        for (const [place, look] of looks.entries()) {
          const was = before[side]?.[place];
          expect(Math.abs((look?.cu ?? 0) - (was?.cu ?? 1e9))).toBeLessThan(600);
        }
      }
      const items = luis.port.sent.flatMap(({ view }) => (view && !view.own ? [view.item] : []));
      expect(new Set(items.slice(-2))).toEqual(new Set(['item-1', 'item-3']));
    });

    it('a mark lands on the picture under the hand', async () => {
      luis.model.desk.take('pen');
      luis.model.activate(1);
      luis.model.press({ x: 4000, y: 4000 });
      luis.model.desk.lift();
      await run(300);
      expect(ana.model.marksOn('item-3')).toHaveLength(1);
      expect(ana.model.marksOn('item-1')).toEqual([]);
    });

    it('cv1 one can go back to one, and take one out', async () => {
      ana.model.compare('item-1');
      await run(200);
      expect(luis.model.shown.value.map((item) => item.id)).toEqual(['item-3']);
      ana.model.compare('item-3');
      await run(200);
      expect(luis.model.shown.value.map((item) => item.id)).toEqual(['item-3']);
    });
  });

  it('rg6 a laser shines at the other side and goes out a second later', async () => {
    luis.model.desk.take('laser');
    luis.model.press({ x: 1000, y: 1000 });
    await run(200, (passed) => luis.model.draw([{ x: 1000 + passed, y: 1000 }]));
    const [trail] = ana.model.desk.trails.on('item-1', performance.now());
    expect(trail?.[0]).toBe(luis.port.me);
    expect(trail?.[1].filter((spark) => spark.first)).toHaveLength(1);
    luis.model.desk.lift();
    await run(1200);
    expect(ana.model.desk.trails.on('item-1', performance.now())).toEqual([]);
  });

  it('rg1 sends at most one stroke and one view a tick', async () => {
    luis.model.desk.take('pen');
    luis.model.press({ x: 0, y: 0 });
    await run(320, (passed) => {
      for (let part = 0; part < 8; part += 1) {
        luis.model.draw([{ x: passed * 30 + part * 50, y: part * 90 }]);
      }
    });
    const strokes = luis.port.sent.filter((part) => part.stroke).length;
    expect(strokes).toBeLessThanOrEqual(320 / TICK_MS + 1);
  });

  it('rg8 an empty stage is in nobody’s way', async () => {
    const { state } = ana.port;
    state.value = { ...state.value, items: [], shown: [] };
    await run(1500);
    expect(ana.model.badge.value.kind).toBe('quiet');
    expect(ana.model.item.value).toBeNull();
  });
});
