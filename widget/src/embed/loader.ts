/**
 * @file The one script a shop includes: `<script src="…/widget.js" data-inbox="KEY" async>`.
 * Finds its own tag, starts once, and adds one name to the page: `Vitrine`.
 */

import { startWidget, type VitrineHandle } from './widget';

declare global {
  interface Window {
    Vitrine?: VitrineHandle;
  }
}

function ownScript(): HTMLScriptElement | null {
  const { currentScript } = document;
  if (currentScript instanceof HTMLScriptElement) return currentScript;
  return document.querySelector<HTMLScriptElement>('script[data-inbox][src*="/widget.js"]');
}

function start(origin: string, inbox: string) {
  if (window.Vitrine) return;
  const handle = startWidget({ origin, inbox });
  window.Vitrine = {
    ...handle,
    destroy: () => {
      handle.destroy();
      delete window.Vitrine;
    },
  };
}

const script = ownScript();
const inbox = script?.dataset['inbox'];
if (script && inbox) {
  const { origin } = new URL(script.src, document.baseURI);
  if (document.body) start(origin, inbox);
  else document.addEventListener('DOMContentLoaded', () => start(origin, inbox), { once: true });
}
