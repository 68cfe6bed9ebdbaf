/** @file Tells the demo around the console that a person has touched it. */

/** In the demo the page around is ours and stops its story; elsewhere there is nobody to tell. */
export function tellTouches(): void {
  if (window.parent === window) return;
  const tell = (event: Event) => {
    if (!event.isTrusted) return;
    window.parent.postMessage({ vitrine: 1, type: 'touched' }, location.origin);
  };
  for (const kind of ['pointerdown', 'keydown', 'touchstart', 'wheel']) {
    window.addEventListener(kind, tell, { capture: true, passive: true });
  }
}
