/** @file The button, the first line of an answer, and the frame of the panel, in a shadow root. */

import STYLE from './launcher.css?inline';

const SVG = 'http://www.w3.org/2000/svg';
const TALK = ['M7.9 20A9 9 0 1 0 4 16.1L2 22Z'];
const SHUT = ['m6 9 6 6 6-6'];
const TEASER_MS = 12_000;

/** The words on and around the button. */
export interface LauncherTexts {
  readonly open: string;
  readonly close: string;
  readonly frame: string;
  readonly unread: string;
}

/** What the launcher is told and tells. */
export interface LauncherOptions {
  readonly page: Document;
  readonly src: string;
  readonly texts: LauncherTexts;
  readonly onToggle: () => void;
  readonly onLoad: () => void;
}

/** See {@link createLauncher}. */
export interface Launcher {
  readonly host: HTMLElement;
  /** The page is read from the right: the launcher stands at the left. */
  readonly atLeft: boolean;
  /** The window in the frame; null before the frame exists. */
  panel(): Window | null;
  /** Puts the frame into the page, unseen. */
  load(): void;
  show(look: { open: boolean; staged: boolean; sheet: boolean }): void;
  unread(count: number, name: string, line: string): void;
  /** Pixels the device's shape takes at each edge. */
  safe(): { top: number; right: number; bottom: number; left: number };
  focus(): void;
  remove(): void;
}

/** Builds it at the end of the page. */
export function createLauncher(options: LauncherOptions): Launcher {
  const { page, texts } = options;
  const make = <K extends keyof HTMLElementTagNameMap>(tag: K, name: string) => {
    const element = page.createElement(tag);
    element.className = name;
    return element;
  };
  const icon = (name: string, paths: readonly string[]) => {
    const svg = page.createElementNS(SVG, 'svg');
    svg.setAttribute('class', name);
    svg.setAttribute('viewBox', '0 0 24 24');
    svg.setAttribute('aria-hidden', 'true');
    for (const d of paths) {
      const path = page.createElementNS(SVG, 'path');
      path.setAttribute('d', d);
      svg.append(path);
    }
    return svg;
  };

  const host = page.createElement('vitrine-widget');
  const shadow = host.attachShadow({ mode: 'open' });
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(STYLE);
  shadow.adoptedStyleSheets = [sheet];

  const root = make('div', 'root');
  const { direction } = getComputedStyle(page.documentElement);
  root.dir = direction;
  const button = make('button', 'launcher');
  button.type = 'button';
  button.dataset['testid'] = 'launcher';
  const badge = make('span', 'badge');
  badge.hidden = true;
  badge.dataset['testid'] = 'launcher-badge';
  button.append(icon('talk', TALK), icon('shut', SHUT), badge);
  const teaser = make('button', 'teaser');
  teaser.type = 'button';
  teaser.hidden = true;
  const who = page.createElement('b');
  who.dir = 'auto';
  const said = page.createElement('span');
  said.dir = 'auto';
  teaser.append(who, said);
  const safe = make('div', 'safe');
  const frame = make('div', 'frame');
  const iframe = page.createElement('iframe');
  iframe.title = texts.frame;
  iframe.allow = 'clipboard-write';
  iframe.addEventListener('load', options.onLoad);
  button.addEventListener('click', options.onToggle);
  teaser.addEventListener('click', options.onToggle);
  root.append(frame, teaser, button, safe);
  shadow.append(root);
  page.body.append(host);

  let timer = 0;
  function hideTeaser() {
    clearTimeout(timer);
    teaser.hidden = true;
  }
  function name(open: boolean) {
    const label = open
      ? texts.close
      : badge.hidden
        ? texts.open
        : `${texts.open} (${texts.unread})`;
    button.setAttribute('aria-label', label);
    button.setAttribute('aria-expanded', String(open));
  }
  name(false);

  return {
    host,
    atLeft: direction === 'rtl',
    panel: () => iframe.contentWindow,
    load: () => {
      if (iframe.isConnected) return;
      iframe.src = options.src;
      frame.append(iframe);
    },
    show: ({ open, staged, sheet: asSheet }) => {
      root.classList.toggle('open', open);
      root.classList.toggle('staged', staged);
      root.classList.toggle('sheet', asSheet);
      if (open) hideTeaser();
      name(open);
    },
    unread: (count, by, line) => {
      const open = root.classList.contains('open');
      badge.hidden = open || count === 0;
      badge.textContent = count > 9 ? '9+' : String(count);
      name(open);
      if (open || line === '') return;
      who.textContent = by;
      said.textContent = line;
      teaser.hidden = false;
      clearTimeout(timer);
      timer = window.setTimeout(hideTeaser, TEASER_MS);
    },
    safe: () => {
      const style = getComputedStyle(safe);
      const edge = (value: string) => Number.parseFloat(value) || 0;
      return {
        top: edge(style.paddingTop),
        right: edge(style.paddingRight),
        bottom: edge(style.paddingBottom),
        left: edge(style.paddingLeft),
      };
    },
    focus: () => (root.classList.contains('open') ? iframe : button).focus(),
    remove: () => {
      clearTimeout(timer);
      host.remove();
    },
  };
}
