/** @file The button in a shadow root, and the room the panel's frame gets later. */

import STYLE from './launcher.css?inline';

const SVG = 'http://www.w3.org/2000/svg';
const TALK = 'M7.9 20A9 9 0 1 0 4 16.1L2 22Z';
const SHUT = 'm6 9 6 6 6-6';

/** The words of the button. */
export interface LauncherTexts {
  readonly open: string;
  /** Somebody is there. */
  readonly here: string;
  /** Nobody is there. */
  readonly away: string;
  readonly close: string;
  readonly frame: string;
  readonly unread: string;
}

/** What the button tells. */
export interface LauncherState {
  readonly open: boolean;
  readonly hidden: boolean;
  /** Null while it is not known. */
  readonly staffed: boolean | null;
  readonly unread: number;
}

/** See {@link createLauncher}. */
export interface Launcher {
  readonly host: HTMLElement;
  readonly root: HTMLElement;
  show(state: LauncherState): void;
  /** Sets a variable of the style sheet. */
  set(name: string, value: string): void;
  focus(): void;
}

/** Builds it; the page gets it by `host`. */
export function createLauncher(
  texts: LauncherTexts,
  atLeft: boolean,
  onToggle: () => void,
): Launcher {
  const make = <K extends keyof HTMLElementTagNameMap>(tag: K, name: string) => {
    const element = document.createElement(tag);
    element.className = name;
    return element;
  };
  const icon = (name: string, d: string) => {
    const svg = document.createElementNS(SVG, 'svg');
    svg.setAttribute('class', name);
    svg.setAttribute('viewBox', '0 0 24 24');
    svg.setAttribute('aria-hidden', 'true');
    const path = document.createElementNS(SVG, 'path');
    path.setAttribute('d', d);
    svg.append(path);
    return svg;
  };

  const host = document.createElement('vitrine-widget');
  const shadow = host.attachShadow({ mode: 'open' });
  const sheet = new CSSStyleSheet();
  // The first rule holds the variables: no style attribute is needed for them.
  sheet.replaceSync(`.root{}${STYLE}`);
  const [variables] = sheet.cssRules;
  shadow.adoptedStyleSheets = [sheet];

  const root = make('div', 'root');
  root.dir = atLeft ? 'rtl' : 'ltr';
  const button = make('button', 'launcher');
  button.type = 'button';
  button.dataset['testid'] = 'launcher';
  button.addEventListener('click', onToggle);
  const badge = make('span', 'badge');
  badge.dataset['testid'] = 'launcher-badge';
  const here = make('span', 'here');
  button.append(icon('talk', TALK), icon('shut', SHUT), here, badge);
  root.append(button);
  shadow.append(root);

  return {
    host,
    root,
    show: ({ open, hidden, staffed, unread }) => {
      root.classList.toggle('open', open);
      root.classList.toggle('hide', hidden);
      badge.hidden = open || unread === 0;
      badge.textContent = unread > 9 ? '9+' : String(unread);
      here.hidden = open || staffed !== true;
      const invites = staffed === null ? texts.open : staffed ? texts.here : texts.away;
      const label = badge.hidden ? invites : `${invites} (${texts.unread})`;
      button.setAttribute('aria-label', open ? texts.close : label);
      button.setAttribute('aria-expanded', String(open));
      button.title = open ? '' : invites;
    },
    set: (name, value) => {
      if (variables instanceof CSSStyleRule) variables.style.setProperty(name, value);
    },
    focus: () => button.focus(),
  };
}
