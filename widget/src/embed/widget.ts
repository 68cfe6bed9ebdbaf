/**
 * @file The widget on a shop's page: the button at once, the visit when the page is idle, the panel
 * when somebody wants it. `stop` leaves the page as it was.
 */

import type { FromPanel, HostPage, HostProduct } from '../host/messages';
import texts from '../i18n/launcher.json';
import type { Cart } from '../wire/generated';
import { createLauncher } from './launcher';
import { loadPart } from './part_load';
import type { Panel, VisitPart } from './parts';
import type { Said } from './product/shop_page';
import type { VitrineEvent } from './sdk';
import { inkOn, type Settings } from './settings';

/** Where the widget comes from, and who listens. */
export interface WidgetOptions {
  readonly origin: string;
  /** Of the shop's script element, for the parts. */
  readonly nonce: string;
  /** The page may be a frame of the demo of the same service. */
  readonly demo: boolean;
  readonly settings: Settings;
  /** What the shop's script says about product and cart; read by the panel's part. */
  readonly said: Said;
  readonly emit: (event: VitrineEvent, detail?: object) => void;
}

/** See {@link startWidget}. */
export interface Widget {
  update(settings: Settings): void;
  /** Opens or closes the panel; null for the other way round. */
  open(now: boolean | null): void;
  show(now: boolean): void;
  identify(jwt: string): void;
  page(): void;
  product(product: HostProduct | null): void;
  cart(cart: Cart | null): void;
  reset(): void;
  /** Takes it off the page; `forget` also what it stored. */
  stop(forget: boolean): void;
}

/** Whether the panel was open, kept for the next page of this tab once somebody has used it. */
const KEPT = 'vitrine';
const KEPT_STORY = 'vitrine.story';
/** The visitor wrote: on the next visit an answer may be there. */
const WROTE = 'vitrine.wrote';
/** Also of the visit's part, which is not there when all is taken away early. */
const VISIT = 'vitrine.visit';
/** What nobody waits for begins this long after the page. */
const LATER_MS = 1200;
const SHEET = '(max-width: 640px), (max-height: 480px)';

/** Something a browser keeps; null where it keeps nothing. */
function kept(store: 'sessionStorage' | 'localStorage', key: string, value?: string) {
  try {
    if (value !== undefined) window[store].setItem(key, value);
    return window[store].getItem(key);
  } catch {
    return value ?? null;
  }
}

function wipe() {
  try {
    for (const key of [KEPT, KEPT_STORY, WROTE, VISIT]) {
      sessionStorage.removeItem(key);
      localStorage.removeItem(key);
    }
  } catch {
    // Nothing was stored either.
  }
}

/** Puts the widget on the page. */
export function startWidget({ origin, nonce, emit, ...options }: WidgetOptions): Widget {
  let { settings } = options;
  const { inbox } = settings;
  const html = document.documentElement;
  const tag = (settings.language || html.lang || navigator.language).toLowerCase();
  const words = tag.startsWith('es') ? texts.es : tag.startsWith('ru') ? texts.ru : texts.en;
  const demo = options.demo && window.parent !== window;
  const asked = demo ? new URLSearchParams(location.search).get('story') : null;
  const story = demo ? kept('sessionStorage', KEPT_STORY, asked ?? undefined) : null;
  const query = new URLSearchParams(story === null ? { inbox } : { inbox, story });
  const src = `${origin}/panel?${query}`;
  const left = settings.position ?? (getComputedStyle(html).direction === 'rtl' && 'left');
  const atLeft = left === 'left';

  let open = false;
  let hidden = settings.hideLauncher;
  let staffed: boolean | null = null;
  let unread = 0;
  let jwt: string | null = null;
  let told = '';
  let resetting = false;
  let used = false;
  let stopped = false;
  let panel: Panel | null = null;
  let panelComes: Promise<Panel | null> | null = null;
  let visit: VisitPart | null = null;
  let visitComes: Promise<void> | null = null;
  // What was said before the part was there.
  let early: ((part: VisitPart) => void)[] = [];

  const launcher = createLauncher(words, atLeft, () => set(!open, true));

  function draw() {
    launcher.show({ open, hidden, staffed, unread });
  }

  function paint() {
    const { colour } = settings;
    if (colour === '') return;
    launcher.set('--vt-accent', colour);
    launcher.set('--vt-on-accent', inkOn(colour));
  }

  function withVisit(act: (part: VisitPart) => void) {
    if (visit) act(visit);
    else early.push(act);
  }

  function tellPage(page: HostPage) {
    const now = JSON.stringify(page);
    if (now !== told && panel?.post({ vitrine: 1, type: 'page', page })) told = now;
  }

  function tell() {
    if (staffed !== null) panel?.post({ vitrine: 1, type: 'inbox', staffed });
    if (jwt !== null && panel?.post({ vitrine: 1, type: 'identify', jwt })) jwt = null;
    if (resetting) panel?.post({ vitrine: 1, type: 'reset' });
  }

  function needVisit() {
    if (stopped || visitComes) return;
    const { consent, language } = settings;
    const onStaffed = (now: boolean) => {
      staffed = now;
      draw();
      tell();
    };
    visitComes = loadPart('visit', origin, nonce).then(
      (mount) => {
        if (stopped) return;
        const { root } = launcher;
        const open = () => set(true, true);
        visit = mount({
          origin,
          inbox,
          language,
          consent,
          root,
          open,
          onStaffed,
          onPage: tellPage,
        });
        for (const act of early.splice(0)) act(visit);
        tellPage(visit.facts());
        if (consent !== null || used) return;
        emit('consent_required');
        // biome-ignore lint/suspicious/noConsole: whoever set this up looks for the reason here
        console.info('Vitrine: no word on consent, so each page is a visit of its own.');
      },
      () => undefined,
    );
  }

  function hear(message: FromPanel) {
    switch (message.type) {
      case 'open':
      case 'close':
        return set(message.type === 'open', message.type === 'close');
      case 'unread':
        if (message.count !== unread) emit('unread_changed', { count: message.count });
        unread = message.count;
        return draw();
      case 'event':
        if (message.name === 'message_sent') kept('localStorage', WROTE, '1');
        return emit(message.name);
      case 'conversation':
        return withVisit((part) => part.conversation(message.id));
      case 'was_reset':
        resetting = false;
        panel?.remove();
        panel = null;
        panelComes = null;
        unread = 0;
        return draw();
    }
  }

  /** The part with the frame; null when it cannot be loaded. */
  function needPanel(): Promise<Panel | null> {
    needVisit();
    panelComes ??= loadPart('panel', origin, nonce).then(
      (mount) => {
        if (stopped) return null;
        const ready = () => {
          told = '';
          if (visit) tellPage(visit.facts());
          tell();
        };
        const { host, root, set: paint } = launcher;
        const isOpen = () => open;
        const title = words.frame;
        panel = mount({
          host,
          root,
          set: paint,
          origin,
          src,
          title,
          atLeft,
          demo,
          isOpen,
          said: options.said,
          hear,
          ready,
        });
        panel.load();
        return panel;
      },
      () => {
        panelComes = null;
        return null;
      },
    );
    return panelComes;
  }

  function set(next: boolean, byHand: boolean) {
    if (byHand) {
      used = true;
      kept('sessionStorage', KEPT, next ? 'open' : 'closed');
      withVisit((part) => part.used());
    }
    if (open === next) return;
    open = next;
    if (next) {
      needPanel().then((there) => {
        if (there) {
          if (byHand && open) there.focus();
        } else if (open && !stopped) {
          // The part is not to be had: the panel also works in a window of its own.
          set(false, false);
          window.open(src, '_blank', 'noopener');
        }
      });
    }
    draw();
    panel?.shape();
    if (byHand) (open ? panel : launcher)?.focus();
    emit(open ? 'opened' : 'closed');
  }

  draw();
  paint();
  const place = () => {
    if (!launcher.host.isConnected) document.documentElement.append(launcher.host);
  };
  place();
  // Beside the body, so that a page that swaps its body leaves the panel alone; some swap more.
  const swaps = new MutationObserver(place);
  for (const one of [document, html]) swaps.observe(one, { childList: true });

  const before = kept('sessionStorage', KEPT);
  const again = before !== null || asked !== null || kept('localStorage', WROTE) !== null;
  // After the page itself, which in the demo is seen for a moment before the panel opens.
  const later = window.setTimeout(() => {
    if (asked !== null) set(true, false);
    else if (again) void needPanel();
  }, LATER_MS);
  const idle = window.requestIdleCallback?.(needVisit, { timeout: 3 * LATER_MS });
  const instead = idle === undefined ? window.setTimeout(needVisit, LATER_MS) : 0;
  // A sheet would cover the page somebody has just gone to.
  if (before === 'open' && !window.matchMedia(SHEET).matches) set(true, false);

  return {
    update: (next) => {
      const word = next.consent;
      if (word !== null && word !== settings.consent) withVisit((part) => part.consent(word));
      settings = next;
      hidden = next.hideLauncher;
      paint();
      draw();
      panel?.shape();
    },
    open: (now) => set(now ?? !open, true),
    show: (now) => {
      hidden = !now;
      draw();
    },
    identify: (word) => {
      jwt = word;
      tell();
    },
    page: () => withVisit((part) => part.page()),
    product: (next) => {
      withVisit((part) => part.product(next));
      panel?.look();
    },
    cart: (next) => withVisit((part) => part.cart(next)),
    reset: () => {
      jwt = null;
      early = [];
      set(false, false);
      visit?.forget();
      wipe();
      // Who was here is known in the frame's own store: only the frame can forget it.
      resetting = true;
      tell();
      void needPanel();
    },
    stop: (forget) => {
      stopped = true;
      swaps.disconnect();
      for (const timer of [later, instead]) clearTimeout(timer);
      if (idle !== undefined) cancelIdleCallback(idle);
      visit?.stop();
      panel?.remove();
      launcher.host.remove();
      if (forget) wipe();
    },
  };
}
