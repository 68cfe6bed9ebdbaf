/**
 * @file An agent's words beside the launcher, for somebody who has not opened the panel. It makes no
 * sound, takes no focus and stores nothing; put away, it does not come back in this visit.
 */

import words from '../i18n/invitation.json';
import type { Invitation } from '../wire/generated';
import STYLE from './invitation.css?inline';

const SVG = 'http://www.w3.org/2000/svg';

/** What the bubble needs from the page. */
export interface InvitationWorld {
  /** Inside the launcher's shadow root. */
  readonly root: HTMLElement;
  /** Language the shop wants; empty for that of the page. */
  readonly language: string;
  readonly onAnswer: (invitation: string, opened: boolean) => void;
  /** Opens the panel. */
  readonly open: () => void;
}

/** See {@link createInvitation}. */
export interface InvitationBubble {
  /** Shows an invitation; null takes it away, because it was answered elsewhere. */
  show(invitation: Invitation | null): void;
  /** The panel was opened without it, which is an answer too. */
  opened(): void;
  remove(): void;
}

function make<K extends keyof HTMLElementTagNameMap>(tag: K, name: string, text = '') {
  const element = document.createElement(tag);
  element.className = name;
  element.textContent = text;
  return element;
}

function cross() {
  const svg = document.createElementNS(SVG, 'svg');
  svg.setAttribute('viewBox', '0 0 24 24');
  svg.setAttribute('aria-hidden', 'true');
  const path = document.createElementNS(SVG, 'path');
  path.setAttribute('d', 'M18 6 6 18M6 6l12 12');
  svg.append(path);
  return svg;
}

/** Builds the place for it; nothing is seen until there is one. */
export function createInvitation({ root, language, ...world }: InvitationWorld): InvitationBubble {
  const html = document.documentElement;
  const tag = (language || html.lang || navigator.language).toLowerCase();
  const texts = tag.startsWith('es') ? words.es : tag.startsWith('ru') ? words.ru : words.en;
  // There before the words are, so that they are read out when the reader has a pause.
  const place = make('div', 'invites');
  place.ariaLive = 'polite';
  let shown: string | null = null;
  let styled = false;

  function style() {
    if (styled) return;
    styled = true;
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(STYLE);
    const shadow = root.getRootNode();
    if (shadow instanceof ShadowRoot) shadow.adoptedStyleSheets.push(sheet);
    root.append(place);
  }

  function over() {
    shown = null;
    place.replaceChildren();
  }

  function answer(opened: boolean) {
    if (shown === null) return;
    const invitation = shown;
    const held = place.contains((root.getRootNode() as ShadowRoot).activeElement);
    over();
    world.onAnswer(invitation, opened);
    if (held && !opened) root.querySelector<HTMLElement>('.launcher')?.focus();
  }

  return {
    show: (invitation) => {
      if (invitation === null) return over();
      const { name, text } = invitation;
      if (shown === invitation.invitation) return;
      style();
      shown = invitation.invitation;
      const from = texts.from.replace('{name}', name);
      const card = make('section', 'invite');
      card.dataset['testid'] = 'invitation';
      // The launcher may stand at the other side; the words read as on the page.
      card.dir = getComputedStyle(html).direction;
      card.ariaLabel = from;
      const face = make('span', 'invite-face', [...name.trim()][0]?.toUpperCase() ?? '');
      face.ariaHidden = 'true';
      const said = make('span', 'invite-text', text);
      said.dir = 'auto';
      const open = make('button', 'invite-open');
      open.type = 'button';
      open.ariaLabel = `${from}: ${text}`;
      open.addEventListener('click', () => {
        answer(true);
        world.open();
      });
      const close = make('button', 'invite-close');
      close.append(cross());
      close.type = 'button';
      close.ariaLabel = texts.dismiss;
      close.title = texts.dismiss;
      close.addEventListener('click', () => answer(false));
      card.addEventListener('keydown', ({ key }) => {
        if (key === 'Escape') answer(false);
      });
      card.append(face, make('bdi', 'invite-name', name), said, open, close);
      place.replaceChildren(card);
    },
    opened: () => answer(true),
    remove: () => {
      over();
      place.remove();
    },
  };
}
