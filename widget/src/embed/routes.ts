/** @file Notices when a shop that is one page shows another one. */

/** Wraps one method of the history so that it also tells; returns the way back. */
function wrap(name: 'pushState' | 'replaceState', tell: () => void): () => void {
  const had = Object.hasOwn(history, name);
  const original = history[name];
  let on = true;
  const wrapped: typeof original = function (this: History, ...args) {
    original.apply(this, args);
    if (on) tell();
  };
  history[name] = wrapped;
  return () => {
    on = false;
    // Somebody may have wrapped ours since; then it stays as an empty shell.
    if (history[name] !== wrapped) return;
    if (had) history[name] = original;
    else Reflect.deleteProperty(history, name);
  };
}

/** Calls `changed` after each change of the address until the returned function is called. */
export function watchRoutes(changed: () => void): () => void {
  const undo = [wrap('pushState', changed), wrap('replaceState', changed)];
  const moves = ['popstate', 'hashchange'];
  for (const move of moves) window.addEventListener(move, changed);
  return () => {
    for (const one of undo) one();
    for (const move of moves) window.removeEventListener(move, changed);
  };
}
