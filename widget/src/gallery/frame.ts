/** @file A page of a shop with the panel in its corner, placed as the loader places it. */

import type { HostPage, ToPanel } from '../host/messages';
import './frame.css';

/** The panel inside tells with this event of the outer page that it listens. */
export const LISTENS = 'gallery-panel-listens';

const SHEET = '(max-width: 640px), (max-height: 480px)';
const PAGE: HostPage = {
  url: 'https://shop.example/products/tote',
  title: 'Weekend tote, cognac',
  language: 'en',
  product: { name: 'Weekend tote, cognac', picture: null, price: '€ 189.00' },
};

/** What the page around the panel knows. */
export interface Around {
  /** The panel has the room of a stage. */
  readonly staged?: boolean;
  readonly night?: boolean;
  /** The shop's own, `#rrggbb`. */
  readonly colour?: string;
}

/** Draws it. */
export function drawFrame(root: HTMLElement, address: string, around: Around): void {
  const { staged, night, colour = '' } = around;
  const frame = document.createElement('iframe');
  frame.className = `panel-frame ${staged ? 'staged' : ''}`;
  frame.title = 'Panel';
  frame.src = address;
  const post = (message: ToPanel) => frame.contentWindow?.postMessage(message, location.origin);
  const safe = { top: 0, right: 0, bottom: 0, left: 0 };
  const media = window.matchMedia(SHEET);
  const shape = () =>
    post({
      vitrine: 1,
      type: 'shape',
      open: true,
      sheet: media.matches,
      atLeft: false,
      colour,
      safe,
    });
  media.addEventListener('change', shape);
  window.addEventListener(LISTENS, () => {
    shape();
    post({ vitrine: 1, type: 'page', page: PAGE });
    if (night) post({ vitrine: 1, type: 'inbox', staffed: false });
  });
  root.replaceChildren(frame);
}
