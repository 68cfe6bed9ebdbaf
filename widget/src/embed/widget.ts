/**
 * @file The widget on a shop's page: opens and closes the panel, tells it where the visitor is,
 * and listens to nobody else. `destroy` leaves the page as it was.
 */

import { type FromPanel, readFromPanel, type ToPanel } from '../host/messages';
import texts from '../i18n/launcher.json';
import { createLauncher, type LauncherTexts } from './launcher';
import { pageFacts } from './page_facts';
import { watchRoutes } from './routes';

/** The one name on the shop's page. */
export interface VitrineHandle {
  open(): void;
  close(): void;
  toggle(): void;
  /** Takes the widget away; the page is as it was before. */
  destroy(): void;
}

/** Where the widget comes from and which inbox it is for. */
export interface WidgetOptions {
  readonly origin: string;
  readonly inbox: string;
}

/** Whether the panel was open, kept for the next page once somebody has used it. */
const KEPT = 'vitrine';
const KEPT_STORY = 'vitrine.story';
/** Titles and descriptions may follow the address. */
const SETTLE_MS = [50, 1000];
/** What nobody waits for begins this long after the page. */
const LATER_MS = 1200;
const SHEET = '(max-width: 640px), (max-height: 480px)';
const TOUCHES = ['pointerdown', 'keydown', 'touchstart', 'wheel'];

function textsOf(page: Document): LauncherTexts {
  const wanted = (page.documentElement.lang || navigator.language).toLowerCase();
  return wanted.startsWith('es') ? texts.es : wanted.startsWith('ru') ? texts.ru : texts.en;
}

function remember(key: string, value: string | null): string | null {
  try {
    if (value !== null) sessionStorage.setItem(key, value);
    return sessionStorage.getItem(key);
  } catch {
    return value;
  }
}

/** Whether the page around this one is the demo of the same service. */
function inDemo(origin: string): boolean {
  if (window.parent === window) return false;
  const around = location.ancestorOrigins?.[0];
  if (around !== undefined) return around === origin;
  return document.referrer.startsWith(`${origin}/`) || remember(KEPT_STORY, null) !== null;
}

/** Puts the widget on the page. */
export function startWidget({ origin, inbox }: WidgetOptions): VitrineHandle {
  const undo: (() => void)[] = [];
  const on = (target: EventTarget, kinds: readonly string[], act: (event: Event) => void) => {
    for (const kind of kinds) {
      target.addEventListener(kind, act, { capture: true, passive: true });
      undo.push(() => target.removeEventListener(kind, act, { capture: true }));
    }
  };
  const demo = inDemo(origin);
  const asked = new URLSearchParams(location.search).get('story');
  const story = demo ? remember(KEPT_STORY, asked) : null;
  const query = new URLSearchParams({ inbox, ...(story === null ? {} : { story }) });
  const media = window.matchMedia(SHEET);
  let open = false;
  let staged = false;
  // Until then the frame holds an empty page of the shop's own origin.
  let loaded = false;
  let sentPage = '';

  const launcher = createLauncher({
    page: document,
    src: `${origin}/panel?${query}`,
    texts: textsOf(document),
    onToggle: () => set(!open, true),
    onLoad: () => {
      loaded = true;
      sentPage = '';
      tellShape();
      tellPage();
    },
  });
  undo.push(() => launcher.remove());

  function post(message: ToPanel) {
    if (loaded) launcher.panel()?.postMessage(message, origin);
  }

  function tellShape() {
    const viewport = window.visualViewport;
    if (viewport) {
      launcher.host.style.setProperty('--vt-height', `${viewport.height}px`);
      launcher.host.style.setProperty('--vt-top', `${viewport.offsetTop}px`);
    }
    launcher.show({ open, staged, sheet: media.matches });
    const { atLeft } = launcher;
    const safe = launcher.safe();
    post({ vitrine: 1, type: 'shape', open, sheet: media.matches, atLeft, safe });
  }

  function tellPage() {
    if (!loaded) return;
    const page = pageFacts(document);
    const now = JSON.stringify(page);
    if (now === sentPage) return;
    sentPage = now;
    post({ vitrine: 1, type: 'page', page });
  }

  const later = new Set<number>();
  function tellPageSoon() {
    for (const ms of SETTLE_MS) {
      const timer = window.setTimeout(() => {
        later.delete(timer);
        tellPage();
      }, ms);
      later.add(timer);
    }
  }

  function set(next: boolean, byHand: boolean) {
    if (byHand) remember(KEPT, next ? 'open' : 'closed');
    if (next) launcher.load();
    if (open === next) return;
    open = next;
    tellShape();
    if (byHand) launcher.focus();
    if (open) launcher.unread(0, '', '');
  }

  function receive(message: FromPanel) {
    switch (message.type) {
      case 'open':
        return set(true, false);
      case 'close':
        return set(false, true);
      case 'stage':
        staged = message.shown;
        return launcher.show({ open, staged, sheet: media.matches });
      case 'unread':
        return launcher.unread(message.count, message.name, message.line);
    }
  }

  on(window, ['message'], (event) => {
    if (!(event instanceof MessageEvent) || event.origin !== origin) return;
    if (event.source === null || event.source !== launcher.panel()) return;
    const message = readFromPanel(event.data);
    if (message) receive(message);
  });
  on(media, ['change'], tellShape);
  if (window.visualViewport) on(window.visualViewport, ['resize', 'scroll'], tellShape);
  undo.push(watchRoutes(tellPageSoon), () => {
    for (const timer of later) clearTimeout(timer);
  });

  if (demo) {
    on(window, TOUCHES, (event) => {
      if (event.isTrusted) window.parent.postMessage({ vitrine: 1, type: 'touched' }, origin);
    });
  }

  const before = remember(KEPT, null);
  // A sheet would cover the page somebody has just gone to.
  if (before === 'open' && !media.matches) set(true, false);
  else if (before !== null || (demo && asked !== null)) {
    // After the page itself, which in the demo is seen for a moment before the panel opens.
    const timer = window.setTimeout(() => {
      launcher.load();
      if (demo && asked !== null) set(true, false);
    }, LATER_MS);
    undo.push(() => clearTimeout(timer));
  }
  tellPageSoon();

  return {
    open: () => set(true, true),
    close: () => set(false, true),
    toggle: () => set(!open, true),
    destroy: () => {
      for (const one of undo.splice(0)) one();
      try {
        sessionStorage.removeItem(KEPT);
        sessionStorage.removeItem(KEPT_STORY);
      } catch {
        // Nothing was stored either.
      }
    },
  };
}
