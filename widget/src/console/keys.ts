/** @file Single keys of the console; they rest while somebody writes. */

/** What keys do. */
export interface KeyActions {
  next(): void;
  previous(): void;
  reply(): void;
  list(): void;
  help(): void;
  leave(): void;
}

function writing(target: EventTarget | null): boolean {
  return (
    target instanceof HTMLElement &&
    (target.isContentEditable || ['INPUT', 'TEXTAREA', 'SELECT'].includes(target.tagName))
  );
}

/** Listens until the returned function is called. */
export function watchKeys(actions: KeyActions): () => void {
  function press(event: KeyboardEvent) {
    if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === 'Escape') {
      if (event.target instanceof HTMLElement && writing(event.target)) event.target.blur();
      return actions.leave();
    }
    if (writing(event.target)) return;
    const act = new Map([
      ['j', actions.next],
      ['k', actions.previous],
      ['/', actions.reply],
      ['l', actions.list],
      ['?', actions.help],
    ]).get(event.key.toLowerCase());
    if (!act) return;
    event.preventDefault();
    act();
  }
  document.addEventListener('keydown', press);
  return () => document.removeEventListener('keydown', press);
}
