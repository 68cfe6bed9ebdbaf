/**
 * @file The frame of the panel: its place on the page, and what is said through it. Loaded when
 * somebody wants to chat; listens to its own window at its own origin and to nobody else.
 */

import { readFromPanel, type ToPanel } from '../host/messages';
import STYLE from './panel_frame.css?inline';
import { MOUNT, type MountPanel } from './parts';
import { watchShopPage } from './product/shop_page';

const SHEET = '(max-width: 640px), (max-height: 480px)';
const TOUCHES = ['pointerdown', 'keydown', 'touchstart', 'wheel'];
/** The first line of an answer is shown this long. */
const PEEK_MS = 12_000;

/** See {@link MountPanel}. */
export const mountPanel: MountPanel = (world) => {
  const { host, root, origin } = world;
  const undo: (() => void)[] = [];
  const on = (target: EventTarget, kinds: readonly string[], act: (event: Event) => void) => {
    for (const kind of kinds) {
      target.addEventListener(kind, act, { capture: true, passive: true });
      undo.push(() => target.removeEventListener(kind, act, { capture: true }));
    }
  };
  const media = window.matchMedia(SHEET);
  // Until then the frame holds an empty page of the shop's own origin.
  let loaded = false;
  let staged = false;
  let peeking = 0;

  const sheet = new CSSStyleSheet();
  sheet.replaceSync(STYLE);
  const shadow = root.getRootNode();
  if (shadow instanceof ShadowRoot) shadow.adoptedStyleSheets.push(sheet);

  const safe = document.createElement('div');
  safe.className = 'safe';
  const frame = document.createElement('div');
  frame.className = 'frame';
  const iframe = document.createElement('iframe');
  iframe.title = world.title;
  iframe.allow = 'clipboard-write; autoplay; camera';
  iframe.addEventListener('load', () => {
    loaded = true;
    shape();
    world.ready();
    shop.again();
  });
  root.prepend(frame, safe);

  function post(message: ToPanel): boolean {
    if (loaded) iframe.contentWindow?.postMessage(message, origin);
    return loaded;
  }
  const shop = watchShopPage(world.said, post);

  function edges() {
    const style = getComputedStyle(safe);
    const edge = (value: string) => Number.parseFloat(value) || 0;
    return {
      top: edge(style.paddingTop),
      right: edge(style.paddingRight),
      bottom: edge(style.paddingBottom),
      left: edge(style.paddingLeft),
    };
  }

  function unpeek() {
    clearTimeout(peeking);
    root.classList.remove('peek');
  }

  function shape() {
    const open = world.isOpen();
    const viewport = window.visualViewport;
    if (viewport) {
      world.set('--vt-height', `${viewport.height}px`);
      world.set('--vt-top', `${viewport.offsetTop}px`);
    }
    if (open) unpeek();
    root.classList.toggle('staged', staged);
    root.classList.toggle('sheet', media.matches);
    const { atLeft } = world;
    const colour = getComputedStyle(root).getPropertyValue('--vt-accent').trim();
    post({ vitrine: 1, type: 'shape', open, sheet: media.matches, atLeft, colour, safe: edges() });
  }

  on(window, ['message'], (event) => {
    if (!(event instanceof MessageEvent) || event.origin !== origin) return;
    if (event.source === null || event.source !== iframe.contentWindow) return;
    const message = readFromPanel(event.data);
    if (message === null) return;
    if (message.type === 'stage') {
      staged = message.shown;
      root.classList.toggle('staged', staged);
    } else if (message.type === 'unread' && message.peek && !world.isOpen()) {
      root.classList.add('peek');
      clearTimeout(peeking);
      peeking = window.setTimeout(unpeek, PEEK_MS);
    }
    if (message.type === 'cart') {
      const { call, line } = message;
      shop.add(call, line).then((outcome) => {
        post({ vitrine: 1, type: 'cart_result', call, outcome });
        if (outcome.kind === 'added') {
          world.hear({ vitrine: 1, type: 'event', name: 'product_added' });
        }
      });
      return;
    }
    world.hear(message);
  });
  on(media, ['change'], shape);
  if (window.visualViewport) on(window.visualViewport, ['resize', 'scroll'], shape);
  if (world.demo) {
    on(window, TOUCHES, (event) => {
      if (event.isTrusted) window.parent.postMessage({ vitrine: 1, type: 'touched' }, origin);
    });
  }

  return {
    load: () => {
      if (iframe.isConnected || !host.isConnected) return;
      iframe.src = world.src;
      frame.append(iframe);
    },
    post: (message) => {
      if (message.type === 'page') shop.look();
      return post(message);
    },
    look: shop.look,
    shape,
    focus: () => iframe.focus(),
    remove: () => {
      for (const one of undo.splice(0)) one();
      shop.stop();
      unpeek();
      frame.remove();
      safe.remove();
      root.classList.remove('staged', 'sheet');
    },
  };
};

document.currentScript?.dispatchEvent(new CustomEvent(MOUNT, { detail: mountPanel }));
