/** @file Whose hand moves the shared view, over a network with latency. */

import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { View } from '../wire/generated';
import { type FakePort, FakeRoom, ITEM } from './fake_room';
import { type Look, Together } from './together';

const TICK_MS = 16;

interface Side {
  readonly port: FakePort;
  readonly together: Together;
  readonly shared: View[];
  refusals: number;
}

function side(port: FakePort): Side {
  const shared: View[] = [];
  const made = {
    port,
    shared,
    refusals: 0,
    together: new Together(port, {
      onShared: () => {
        const view = made.together.shared;
        if (view) shared.push(view);
      },
      onRefused: () => {
        made.refusals += 1;
      },
      onOutlines: () => {},
    }),
  };
  made.together.start();
  return made;
}

function look(cu: number): Look {
  return { item: ITEM.id, cu, cv: 8000, eu: 4000, ev: 2000 };
}

/** Moves a hand for a while, one step a tick, and calls the ticks of both sides. */
async function drag(who: Side, all: readonly Side[], ms: number, from: number): Promise<number> {
  let at = from;
  for (let passed = 0; passed < ms; passed += TICK_MS) {
    at += 10;
    who.together.move(look(at));
    for (const one of all) one.together.tick();
    await vi.advanceTimersByTimeAsync(TICK_MS);
  }
  return at;
}

async function rest(all: readonly Side[], ms: number): Promise<void> {
  for (let passed = 0; passed < ms; passed += TICK_MS) {
    for (const one of all) one.together.tick();
    await vi.advanceTimersByTimeAsync(TICK_MS);
  }
}

function views(who: Side): View[] {
  return who.port.sent.flatMap((part) => (part.view ? [part.view] : []));
}

describe('together', () => {
  let room: FakeRoom;
  let ana: Side;
  let luis: Side;
  let both: Side[];

  beforeEach(() => {
    vi.useFakeTimers();
    room = new FakeRoom();
    ana = side(room.join('agent', 'Ana', 20));
    luis = side(room.join('visitor', 'Luis', 60));
    both = [ana, luis];
  });

  afterEach(() => {
    for (const one of both) one.together.dispose();
    vi.useRealTimers();
  });

  it('rg3 moves the other side as soon as the hand is granted, one view a tick', async () => {
    luis.together.begin();
    const end = await drag(luis, both, 480, 8000);
    luis.together.end();
    await rest(both, 500);
    const sent = views(luis);
    expect(sent.length).toBeGreaterThan(15);
    expect(sent.length).toBeLessThanOrEqual(480 / TICK_MS + 1);
    expect(new Set(sent.map((view) => view.fence))).toEqual(new Set([room.lead?.fence]));
    expect(ana.together.shared).toMatchObject(look(end));
    expect(ana.together.shared).toEqual(luis.together.shared);
  });

  it('rg2 numbers its views upwards', async () => {
    ana.together.begin();
    await drag(ana, both, 200, 8000);
    ana.together.end();
    await rest(both, 200);
    const numbers = views(ana).map((view) => view.n);
    expect([...numbers].sort((a, b) => a - b)).toEqual(numbers);
    expect(new Set(numbers).size).toBe(numbers.length);
  });

  it('sends nothing before the answer, and the last view of a short gesture after it', async () => {
    luis.together.begin();
    luis.together.move(look(9000));
    luis.together.end();
    expect(views(luis)).toEqual([]);
    await rest(both, 500);
    expect(views(luis)).toHaveLength(1);
    expect(ana.together.shared).toMatchObject(look(9000));
    expect(luis.refusals).toBe(0);
  });

  it('ld1 a refused hand asks again every 250 ms while it is down', async () => {
    ana.together.begin();
    await drag(ana, both, 200, 8000);
    luis.together.begin();
    for (let passed = 0; passed < 800; passed += TICK_MS) {
      luis.together.move(look(20_000 + passed));
      await drag(ana, both, TICK_MS, 8200 + passed);
    }
    const asked = luis.port.ops.filter((op) => op.do === 'take_lead').length;
    // 60 ms there, 60 ms back, 250 ms pause: about 370 ms each.
    expect(asked).toBe(3);
    expect(views(luis)).toEqual([]);
    expect(ana.together.handShowsOn(ITEM.id)).toBe(true);
  });

  it('ld2 a refused gesture gives way to the shared view at release', async () => {
    ana.together.begin();
    await drag(ana, both, 200, 8000);
    luis.together.begin();
    luis.together.move(look(20_000));
    const end = await drag(ana, both, 320, 8200);
    expect(luis.together.handShowsOn(ITEM.id)).toBe(true);
    luis.together.end();
    expect(luis.together.handShowsOn(ITEM.id)).toBe(false);
    expect(luis.refusals).toBe(1);
    ana.together.end();
    await rest(both, 500);
    expect(luis.together.shared).toMatchObject(look(end));
  });

  it('a hand that stays down gets the view once the other has rested', async () => {
    ana.together.begin();
    await drag(ana, both, 200, 8000);
    ana.together.end();
    luis.together.begin();
    const end = await drag(luis, both, 1600, 20_000);
    luis.together.end();
    await rest(both, 500);
    expect(room.lead?.session).toBe(luis.port.session);
    expect(ana.together.shared).toMatchObject(look(end));
  });

  it('both at once: no ping-pong, and equal 500 ms after release', async () => {
    ana.together.begin();
    luis.together.begin();
    for (let passed = 0; passed < 2000; passed += TICK_MS) {
      ana.together.move(look(4000 + passed));
      luis.together.move(look(28_000 - passed));
      for (const one of both) one.together.tick();
      await vi.advanceTimersByTimeAsync(TICK_MS);
    }
    ana.together.end();
    luis.together.end();
    await rest(both, 500);
    expect(ana.together.shared).toEqual(luis.together.shared);
    const [a, l] = [views(ana), views(luis)];
    // Whoever was first kept the view; nobody ever saw it jump between the two hands.
    expect(Math.min(a.length, l.length)).toBe(0);
    expect(both.every((one) => !one.together.handShowsOn(ITEM.id))).toBe(true);
  });

  it('gives way to a faster hand in the middle of the own gesture', async () => {
    ana.together.begin();
    ana.together.move(look(5000));
    await rest(both, 100);
    // Ana holds still for so long that Luis may take over.
    await rest(both, 900);
    luis.together.begin();
    luis.together.move(look(25_000));
    await rest(both, 300);
    expect(room.lead?.session).toBe(luis.port.session);
    expect(ana.together.handShowsOn(ITEM.id)).toBe(true);
    ana.together.end();
    await rest(both, 600);
    expect(ana.together.shared).toMatchObject(look(25_000));
  });

  it('keeps a view that overtakes the event it belongs to', () => {
    const fence = 9;
    const view: View = { ...look(7000), fence, n: 5, at: 0, own: false };
    const from = { from: ana.port.me, session: ana.port.session };
    luis.port.hear({ sub: 1, ...from, view });
    luis.port.hear({ sub: 1, ...from, view: { ...view, cu: 1, n: 4 } });
    expect(luis.together.shared).toBeNull();
    const lead = { participant: ana.port.me, session: ana.port.session, fence };
    luis.port.state.value = { ...luis.port.state.value, lead, seq: fence };
    expect(luis.together.shared).toEqual(view);
  });

  it('rg3 passes over views of an earlier fence or of another session', () => {
    const lead = { participant: ana.port.me, session: ana.port.session, fence: 9 };
    luis.port.state.value = { ...luis.port.state.value, lead, seq: 9 };
    const view: View = { ...look(7000), fence: 8, n: 5, at: 0, own: false };
    luis.port.hear({ sub: 1, from: ana.port.me, session: ana.port.session, view });
    luis.port.hear({ sub: 1, from: ana.port.me, session: 'other', view: { ...view, fence: 9 } });
    expect(luis.together.shared).toBeNull();
  });

  it('rg5 says its view again after a break', async () => {
    ana.together.begin();
    await drag(ana, both, 200, 8000);
    ana.together.end();
    await rest(both, 100);
    const before = views(ana).at(-1);
    ana.port.resume();
    const after = views(ana).at(-1);
    expect(after).toMatchObject({ cu: before?.cu, fence: before?.fence });
    expect(after?.n).toBeGreaterThan(before?.n ?? 0);
  });

  it('on one’s own moves nobody, and what is shown next takes the outline away', async () => {
    ana.together.begin();
    const end = await drag(ana, both, 200, 8000);
    ana.together.end();
    await rest(both, 200);
    luis.together.setOwn(true, look(1000));
    luis.together.begin();
    luis.together.move(look(1500));
    luis.together.end();
    await rest(both, 300);
    expect(ana.together.shared).toMatchObject(look(end));
    expect([...ana.together.outlines]).toMatchObject([[luis.port.me, { cu: 1500, own: true }]]);
    expect(room.lead?.session).toBe(ana.port.session);
    luis.together.setOwn(false, look(1500));
    const from = { sub: 1, from: luis.port.me, session: luis.port.session };
    ana.port.hear({ ...from, applied: { seq: 2, fence: 0, n: 3, rttMs: 1 } });
    expect(ana.together.outlines.size).toBe(1);
    ana.port.hear({ ...from, applied: { seq: 2, fence: 2, n: 9, rttMs: 1 } });
    expect(ana.together.outlines.size).toBe(0);
    expect(luis.together.shared).toMatchObject(look(end));
  });

  it('a leading hand on its own leaves the others where they are', async () => {
    ana.together.begin();
    const end = await drag(ana, both, 200, 8000);
    ana.together.end();
    await rest(both, 200);
    ana.together.setOwn(true, look(1));
    ana.together.move(look(2));
    await rest(both, 200);
    ana.together.setOwn(false, look(2));
    await rest(both, 200);
    expect(luis.together.shared).toMatchObject(look(end));
    expect(ana.together.shared).toEqual(luis.together.shared);
  });

  it('forgets a gesture whose answer never came', async () => {
    luis.port.op = () => new Promise(() => {});
    luis.together.begin();
    luis.together.move(look(9000));
    luis.together.end();
    await rest(both, 3100);
    expect(luis.together.handShowsOn(ITEM.id)).toBe(false);
    expect(luis.refusals).toBe(1);
  });
});
