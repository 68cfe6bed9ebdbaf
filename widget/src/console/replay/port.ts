/**
 * @file The stage's window to a film: its state is folded from the record, its shared view comes
 * from the trace, and nothing that is done on it reaches anybody.
 */

import { computed, effect, type ReadonlySignal, type Signal, signal } from '@preact/signals';
import type { Link, StagePort, StageState } from '../../coview/port';
import { newId } from '../../net/ids';
import type { MediaCache } from '../../net/media_cache';
import { Refused } from '../../net/refused';
import type { Sight } from '../../state/film';
import { living } from '../../state/optimistic';
import type { RoomState } from '../../state/room';
import type { Item, LiveUpdate, Person, View } from '../../wire/generated';
import { UNIT } from '../../wire/generated';
import type { Player } from './player';

/** Through whose eyes one looks: somebody's, or from above with everybody outlined. */
export type Eyes = { readonly kind: 'of'; readonly who: string } | { readonly kind: 'both' };

/** The projector holds the lead, so that every view of the film moves the stage. */
const PROJECTOR = 'projector';
/** Stands for all who look at the same place. */
export const EVERYBODY = 'everybody';

/** See {@link filmPort}. */
export interface FilmPort extends StagePort {
  /** Whether the reader's own hand has left the film's view. */
  readonly strayed: ReadonlySignal<boolean>;
  stop(): void;
}

function wholeOf(item: Item): Sight {
  const height = (UNIT * item.size.height) / item.size.width;
  return { item: item.id, cu: UNIT / 2, cv: height / 2, eu: UNIT, ev: height };
}

/** Builds the port of a film that plays. */
export function filmPort(
  player: Player,
  eyes: ReadonlySignal<Eyes>,
  people: readonly Person[],
  media: MediaCache,
): FilmPort {
  const { film, real } = player;
  const listeners = new Set<(update: LiveUpdate) => void>();
  const strayed: Signal<boolean> = signal(false);
  const steps = computed(() => film.stepsAt(real.value));
  const room = computed(() => film.stateAfter(steps.value));
  const alone = computed((): Sight | null => {
    const now = eyes.value;
    return now.kind === 'of' ? film.aloneAt(now.who, real.value) : null;
  });
  // Who looks on its own may look at another picture than the others.
  const shown = computed(() => {
    const own = alone.value?.item;
    const known = own !== undefined && room.value.items.some((one) => one.id === own);
    return (own !== undefined && known ? [own] : room.value.shown).join();
  });
  const state = computed((): StageState => {
    const { head, items, zoomLinked, annotations, products } = room.value;
    return {
      seq: head,
      items: items.filter((item) => !item.removed),
      shown: shown.value === '' ? [] : shown.value.split(','),
      zoomLinked: alone.value === null ? zoomLinked : true,
      locked: false,
      ended: true,
      cleared: null,
      lead: { participant: PROJECTOR, session: PROJECTOR, fence: 1 },
      annotations: living(annotations),
      deleted: new Set(),
      products,
    };
  });
  let number = 0;
  const last = new Map<string, LiveUpdate>();

  function tell(update: LiveUpdate) {
    for (const listener of [...listeners]) listener(update);
  }

  function view(sight: Sight, own: boolean): View {
    number += 1;
    const { item, cu, cv, eu, ev } = sight;
    return { item, cu, cv, eu, ev, fence: own ? 0 : 1, n: number, at: real.peek(), own };
  }

  function show(key: string, from: string, sight: Sight, own: boolean) {
    const known = last.get(key)?.view;
    const same = known && known.item === sight.item && known.own === own;
    if (same && (['cu', 'cv', 'eu', 'ev'] as const).every((edge) => known[edge] === sight[edge])) {
      return;
    }
    const update = { sub: 0, from, session: own ? from : PROJECTOR, view: view(sight, own) };
    last.set(key, update);
    tell(update);
  }

  /** The outline of somebody goes away. */
  function hide(who: string) {
    const key = `outline-${who}`;
    if (!last.delete(key)) return;
    tell({ sub: 0, from: who, session: who, applied: { seq: 1, fence: 0, n: 0, rttMs: 0 } });
  }

  function sightOf(item: Item, now: RoomState, time: number): Sight {
    const own = alone.peek();
    if (own) return own;
    if (!now.zoomLinked) return film.sharedOn(item.id, time) ?? wholeOf(item);
    const shared = film.sharedAt(time);
    return shared && now.shown.includes(shared.item) ? shared : wholeOf(item);
  }

  const stop = effect(() => {
    const time = real.value;
    const now = room.value;
    const from = eyes.value;
    const ids = state.value.shown;
    const items = ids.flatMap((id) => now.items.find((one) => one.id === id) ?? []);
    for (const item of items) {
      const sight = from.kind === 'both' ? wholeOf(item) : sightOf(item, now, time);
      show(`shared-${item.id}`, PROJECTOR, { ...sight, item: item.id }, false);
    }
    const outlines = new Map<string, Sight>();
    const together = items[0] && from.kind === 'both' ? sightOf(items[0], now, time) : null;
    for (const { id } of people) {
      const own = film.aloneAt(id, time);
      if (own && !(from.kind === 'of' && from.who === id)) outlines.set(id, own);
    }
    if (together) outlines.set(EVERYBODY, together);
    for (const { id } of [...people, { id: EVERYBODY }]) {
      const sight = outlines.get(id);
      if (sight && ids.includes(sight.item)) show(`outline-${id}`, id, sight, true);
      else hide(id);
    }
  });

  return {
    me: 'reader',
    session: 'reader',
    role: 'guest',
    state,
    people: signal(people),
    link: signal<Link>('live'),
    rttMs: signal(null),
    shelf: signal([]),
    strayed,
    op: () => Promise.reject(new Refused('ended')),
    chooseVariant: () => Promise.reject(new Refused('ended')),
    live: (part) => {
      if (part.view?.own === true) strayed.value = true;
    },
    onLive: (listener) => {
      listeners.add(listener);
      for (const update of last.values()) listener(update);
      return () => listeners.delete(listener);
    },
    onResumed: () => () => undefined,
    onMediaReady: () => () => undefined,
    roomNow: () => real.peek(),
    bitmap: media.bitmap,
    imageUrl: media.imageUrl,
    clipUrl: media.clipUrl,
    pyramid: media.pyramid,
    tile: media.tile,
    forget: media.forget,
    newId,
    stop,
  };
}
