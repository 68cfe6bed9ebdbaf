/** @file What the browser tells about this page: seen or hidden, woken up, going away. */

/** The browser's signs, as an interface so that tests can give their own. */
export interface PageSigns {
  visible(): boolean;
  /** The page may have been asleep or without a network: worth a look at the connection. */
  onWake(listener: () => void): () => void;
  /** The page was hidden or shown. */
  onVisibility(listener: () => void): () => void;
  /** The page goes away, perhaps into the back-forward cache. */
  onLeave(listener: () => void): () => void;
}

function listen(target: EventTarget, kind: string, listener: () => void): () => void {
  target.addEventListener(kind, listener);
  return () => target.removeEventListener(kind, listener);
}

/** The signs of the real page. */
export function pageSigns(): PageSigns {
  const visible = () => document.visibilityState === 'visible';
  return {
    visible,
    onWake: (listener) => {
      const stops = [
        listen(window, 'online', listener),
        listen(window, 'pageshow', listener),
        listen(document, 'visibilitychange', () => visible() && listener()),
      ];
      return () => {
        for (const stop of stops) stop();
      };
    },
    onVisibility: (listener) => listen(document, 'visibilitychange', listener),
    onLeave: (listener) => listen(window, 'pagehide', listener),
  };
}
