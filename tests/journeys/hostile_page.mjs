/** @file A page of a shop that makes it as hard as it can, and notes what is done to it. */

const NONCE = 'bm9uY2Utb2YtdGhlLXNob3A';

/** Answers for the page and what belongs to it. */
export function hostilePage({ origin }) {
  const socket = origin.replace('http', 'ws');
  const policy = [
    "default-src 'none'",
    `script-src 'nonce-${NONCE}' 'strict-dynamic'`,
    "style-src 'self'",
    `connect-src ${socket}`,
    `frame-src ${origin}`,
    "require-trusted-types-for 'script'",
    'trusted-types vitrine',
    "base-uri 'none'",
    "form-action 'none'",
  ].join('; ');
  const page = `<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><title>Strict</title><link rel="stylesheet" href="/hostile/all.css"></head>
<body>
<h1>A strict page</h1>
<p>It allows the widget's script and frame, and nothing else.</p>
<div class="overlay"></div>
<script nonce="${NONCE}">
window.Vitrine=window.Vitrine||function(){(Vitrine.q=Vitrine.q||[]).push(arguments)};
for (const name of ['ready','opened','closed','message_sent','message_received','coview_item'])
  Vitrine('on', name, () => hostEvents.push(name));
</script>
<script nonce="${NONCE}" src="${origin}/widget.js" data-inbox="demo" async></script>
<script nonce="${NONCE}" src="${origin}/widget.js?again" data-inbox="demo" async></script>
</body>
</html>`;
  const css = `* { all: unset !important; position: relative !important; z-index: 0 !important;
  visibility: hidden !important; }
body *, vitrine-widget { transform: scale(0.5) !important; opacity: 0.2 !important; }
head, script { display: none !important; }
.overlay { position: fixed !important; inset: 0 !important; display: block !important;
  visibility: visible !important; transform: none !important; z-index: 2147483647 !important; }`;
  return (route) => {
    const styled = route.request().url().endsWith('.css');
    return route.fulfill({
      contentType: styled ? 'text/css' : 'text/html; charset=utf-8',
      headers: { 'Content-Security-Policy': policy, 'Cross-Origin-Opener-Policy': 'same-origin' },
      body: styled ? css : page,
    });
  };
}

/** Runs before the page: notes what the widget does to it. Counts what outlives its elements. */
export function noteTheHost() {
  if (window.top !== window) return;
  const violations = [];
  const listeners = new Map();
  const timers = new Set();
  const sockets = [];
  const names = new Set(Object.getOwnPropertyNames(window));
  const { pushState, replaceState } = History.prototype;
  let shift = 0;
  let before = '';
  const ours = () => new Error().stack.includes('/widget');
  globalThis.hostEvents = [];

  document.addEventListener('securitypolicyviolation', (event) => {
    violations.push(`${event.violatedDirective}: ${event.blockedURI}`);
  });
  new PerformanceObserver((list) => {
    for (const entry of list.getEntries()) shift += entry.value;
  }).observe({ type: 'layout-shift', buffered: true });
  document.addEventListener('DOMContentLoaded', () => {
    globalThis.hostBody = document.body;
    const page = document.documentElement.cloneNode(true);
    // The script may have been faster than the end of the document.
    page.querySelector('vitrine-widget')?.remove();
    before = page.outerHTML;
  });

  for (const owner of [window, document, window.visualViewport]) {
    const { addEventListener: add, removeEventListener: remove } = owner;
    const count = (kind, by) => {
      // The test's own tools listen as well.
      if (ours()) listeners.set(kind, (listeners.get(kind) ?? 0) + by);
    };
    owner.addEventListener = (...parameters) => {
      count(parameters[0], 1);
      return add.apply(owner, parameters);
    };
    owner.removeEventListener = (...parameters) => {
      count(parameters[0], -1);
      return remove.apply(owner, parameters);
    };
  }
  for (const [set, clear] of [
    ['setTimeout', 'clearTimeout'],
    ['setInterval', 'clearInterval'],
  ]) {
    const { [set]: begin, [clear]: end } = window;
    window[set] = (act, ...rest) => {
      const mine = ours();
      const id = begin(
        (...words) => {
          if (set === 'setTimeout') timers.delete(id);
          act(...words);
        },
        ...rest,
      );
      if (mine) timers.add(id);
      return id;
    };
    window[clear] = (id) => {
      timers.delete(id);
      end(id);
    };
  }
  const Native = window.WebSocket;
  window.WebSocket = class extends Native {
    constructor(url) {
      super(url);
      sockets.push(url);
    }
  };

  const known = ['hostNotes', 'hostEvents', 'hostBody', 'addEventListener', 'removeEventListener'];
  for (const own of known) names.add(own);
  const textOf = (node) =>
    [...(node.shadowRoot ? [node.shadowRoot] : []), ...node.childNodes]
      .map((child) => (child.nodeType === Node.TEXT_NODE ? child.data : textOf(child)))
      .join(' ');
  globalThis.hostNotes = () => {
    const widgets = [...document.querySelectorAll('vitrine-widget')];
    const root = widgets[0]?.shadowRoot ?? null;
    const box = root?.querySelector('.launcher')?.getBoundingClientRect();
    const hit = box && document.elementFromPoint(box.x + box.width / 2, box.y + box.height / 2);
    const resources = performance.getEntriesByType('resource').map((entry) => entry.name);
    const widgetOrigin = resources.find((name) => name.includes('/widget.js'))?.split('/widget')[0];
    const inRoot = root ? [...root.querySelectorAll('[style]')] : [];
    return {
      violations,
      shift,
      before,
      sockets,
      asked: resources
        .filter((name) => widgetOrigin && name.startsWith(widgetOrigin))
        .map((name) => name.split('?')[0]),
      frames: root?.querySelectorAll('iframe').length ?? 0,
      frameSrc: root?.querySelector('iframe')?.src ?? '',
      widgets: widgets.length,
      onTop: Boolean(hit) && hit === widgets[0] && box.width > 40,
      styles: inRoot.length + widgets.filter((one) => one.hasAttribute('style')).length,
      text: textOf(document.documentElement),
      events: globalThis.hostEvents,
      cookie: document.cookie,
      stored: [...Object.keys(sessionStorage), ...Object.keys(localStorage)],
      timers: timers.size,
      html: document.documentElement.outerHTML,
      globals: Object.getOwnPropertyNames(window).filter((name) => !names.has(name)),
      listeners: [...listeners].filter(([, count]) => count !== 0).map(([kind]) => kind),
      history:
        history.pushState === pushState && history.replaceState === replaceState
          ? 'native'
          : 'ours',
    };
  };
}

/** Runs before the page: what old libraries and careless shops do to the built-ins. */
export function breakTheHost() {
  if (window.top !== window) return;
  // Enumerable, as for..in finds it.
  Array.prototype.inGroupsOf = () => [];
  // As Prototype.js did: JSON of arrays becomes JSON of their JSON.
  Array.prototype.toJSON = function () {
    return `[${this.join(',')}]`;
  };
  const { parse, stringify } = JSON;
  JSON.parse = (text, ...rest) => parse(text, ...rest);
  JSON.stringify = (value, ...rest) => stringify(value, ...rest);
  window.postMessage = () => {
    throw new Error('this page posts nothing');
  };
  window.onerror = () => true;
}
