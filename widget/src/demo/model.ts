/** @file The demo page: signs in, tells the story once, and steps back when somebody touches. */

import { type ReadonlySignal, signal } from '@preact/signals';
import { isTouched } from '../host/messages';
import { type Language, pickLanguage, setLanguage } from '../i18n/i18n';
import { createApi } from '../net/api';
import { readDemoInfo, readNothing } from '../net/frame';
import { newId } from '../net/ids';
import type { Keep } from '../net/keep';
import { codeOf } from '../net/refused';
import type { DemoAction, DemoInfo, DemoPhone } from '../wire/generated';

/** How far the page is. */
export type Scene =
  | { readonly kind: 'starting' }
  | { readonly kind: 'no-secret' }
  | { readonly kind: 'bad-secret' }
  | { readonly kind: 'unreachable' }
  | {
      readonly kind: 'playing';
      readonly shop: string;
      readonly console: string;
      readonly phone: DemoPhone | null;
    };

/** Who acts. */
export type Turn = 'story' | 'yours' | 'agent';

/** What became of the plug. */
export type Plug =
  | { readonly kind: 'in' }
  | { readonly kind: 'killing' }
  | { readonly kind: 'down' }
  | { readonly kind: 'back'; readonly seconds: number }
  | { readonly kind: 'failed'; readonly seconds: number };

/** The showing of what hands can do: once, at the end of the story. */
export type Hint = 'before' | 'now' | 'after';

/** See {@link createDemo}. */
export interface Demo {
  readonly scene: ReadonlySignal<Scene>;
  readonly turn: ReadonlySignal<Turn>;
  readonly plug: ReadonlySignal<Plug>;
  readonly hint: ReadonlySignal<Hint>;
  /** The customer's page is there: the story's clock runs. */
  loaded(): void;
  beAgent(): void;
  startOver(): void;
  unplug(): Promise<void>;
  speak(language: Language): void;
}

const HINT_FROM_MS = 13_500;
const HINT_UNTIL_MS = 20_500;
const POLL_MS = 40;
const PATIENCE_MS = 15_000;
/** A sentence about the plug stays this long. */
const READ_MS = 10_000;
/** The server answers this long after it was told to die, at most. */
const DYING_MS = 1_500;
const SECRET = 'vitrine.demo.secret';
const STORY = 'vitrine.demo.story';
const LANGUAGE = 'vitrine.demo.language';

const wait = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

/** Reads the secret from the address, which then forgets it, or what was kept over a reload. */
function takeSecret(keep: Keep): string | null {
  const secret = location.hash.slice(1);
  if (secret === '') return keep.get(SECRET);
  keep.set(SECRET, secret);
  keep.remove(STORY);
  history.replaceState(null, '', location.pathname + location.search);
  return secret;
}

/** Makes the demo and begins. */
export function createDemo(keep: Keep): Demo {
  const api = createApi();
  const scene = signal<Scene>({ kind: 'starting' });
  const turn = signal<Turn>('story');
  const plug = signal<Plug>({ kind: 'in' });
  const hint = signal<Hint>('before');
  let info: DemoInfo | null = null;
  let story = keep.get(STORY);
  let language = pickLanguage([keep.get(LANGUAGE), ...navigator.languages]);
  let timers: ReturnType<typeof setTimeout>[] = [];

  function tell(action: DemoAction): Promise<unknown> {
    return api.post('/v1/demo/story', { story, action, language }, readNothing);
  }

  function stopHint() {
    for (const timer of timers) clearTimeout(timer);
    timers = [];
    if (hint.peek() === 'now') hint.value = 'after';
  }

  function takeOver(next: Turn) {
    const telling = turn.peek() === 'story';
    turn.value = next;
    stopHint();
    if (telling) tell('stop').catch(() => undefined);
  }

  function show({ shop, startPath, phone }: DemoInfo) {
    const page = new URL(startPath, shop);
    page.searchParams.set('story', story ?? '');
    page.searchParams.set('lang', language);
    const desk = new URLSearchParams({ story: story ?? '', lang: language });
    scene.value = { kind: 'playing', shop: page.href, console: `/console?${desk}`, phone };
  }

  async function begin(from: DemoInfo) {
    story = newId();
    stopHint();
    hint.value = 'before';
    turn.value = 'story';
    await tell('begin');
    keep.set(STORY, story);
    show(from);
  }

  async function start() {
    scene.value = { kind: 'starting' };
    await setLanguage(language);
    const secret = takeSecret(keep);
    if (secret === null) {
      scene.value = { kind: 'no-secret' };
      return;
    }
    story = keep.get(STORY);
    try {
      info = await api.post('/v1/demo/session', { secret }, readDemoInfo);
      if (story === null) return await begin(info);
      // A reload goes on where one was; the story is not told twice.
      turn.value = 'yours';
      show(info);
    } catch (error) {
      const down = codeOf(error) === 'unavailable';
      scene.value = { kind: down ? 'unreachable' : 'bad-secret' };
    }
  }

  window.addEventListener('message', (event) => {
    const ours = event.origin === location.origin || event.origin === info?.shop;
    if (ours && isTouched(event.data) && turn.peek() === 'story') takeOver('yours');
  });
  window.addEventListener('hashchange', () => {
    if (location.hash.length > 1) start();
  });
  start();

  const answers = () =>
    api.get('/healthz', readNothing).then(
      () => true,
      () => false,
    );

  async function unplug() {
    if (plug.peek().kind === 'killing' || plug.peek().kind === 'down') return;
    plug.value = { kind: 'killing' };
    const from = performance.now();
    const passed = () => performance.now() - from;
    // The server may die before it has answered; that is the wish.
    api.post('/v1/demo/unplug', {}, readNothing).catch(() => undefined);
    while (passed() < DYING_MS && (await answers())) await wait(POLL_MS);
    plug.value = { kind: 'down' };
    while (passed() < PATIENCE_MS) {
      if (await answers()) {
        const back: Plug = { kind: 'back', seconds: passed() / 1000 };
        plug.value = back;
        await wait(READ_MS);
        if (plug.peek() === back) plug.value = { kind: 'in' };
        return;
      }
      await wait(POLL_MS);
    }
    plug.value = { kind: 'failed', seconds: PATIENCE_MS / 1000 };
  }

  return {
    scene,
    turn,
    plug,
    hint,
    loaded: () => {
      stopHint();
      if (turn.peek() !== 'story') return;
      timers = [
        setTimeout(() => {
          hint.value = 'now';
        }, HINT_FROM_MS),
        setTimeout(stopHint, HINT_UNTIL_MS),
      ];
    },
    beAgent: () => takeOver('agent'),
    startOver: () => {
      plug.value = { kind: 'in' };
      if (info) {
        begin(info).catch(() => {
          scene.value = { kind: 'unreachable' };
        });
      } else start();
    },
    unplug,
    speak: (next) => {
      language = next;
      keep.set(LANGUAGE, next);
      setLanguage(next);
      if (info) begin(info).catch(() => undefined);
    },
  };
}
