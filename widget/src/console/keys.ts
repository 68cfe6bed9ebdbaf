/** @file Keys of the console: single ones, chords and sequences; letters rest while one writes. */

/** What the keys do: `j`, `?`, `Mod+k`, or two letters one after the other such as `g c`. */
export type Bindings = ReadonlyMap<string, () => void>;

/** The second letter of a sequence comes within this time. */
const SEQUENCE_MS = 1_200;

function writing(target: EventTarget | null): boolean {
  return (
    target instanceof HTMLElement &&
    (target.isContentEditable || ['INPUT', 'TEXTAREA', 'SELECT'].includes(target.tagName))
  );
}

/** Letters of the stage, of a list of tabs or of a dialog are theirs. */
function elsewhere(target: EventTarget | null): boolean {
  return target instanceof Element && target.closest('[data-stage], dialog[open]') !== null;
}

/** The Latin letter on the key, also where the keyboard writes another script. */
function letterOf(event: KeyboardEvent): string {
  if (event.key.length !== 1) return event.key;
  if (/^[!-~]$/.test(event.key)) return event.key.toLowerCase();
  return /^Key([A-Z])$/.exec(event.code)?.[1]?.toLowerCase() ?? event.key;
}

/** Listens until the returned function is called. */
export function watchKeys(bindings: () => Bindings, leave: () => void): () => void {
  let first: { readonly key: string; readonly at: number } | null = null;

  function press(event: KeyboardEvent) {
    if (event.defaultPrevented || event.altKey) return;
    const letter = letterOf(event);
    if (event.ctrlKey || event.metaKey) {
      const act = bindings().get(`Mod+${letter}`);
      if (!act) return;
      event.preventDefault();
      return act();
    }
    if (event.key === 'Escape') {
      if (event.target instanceof HTMLElement && writing(event.target)) event.target.blur();
      return leave();
    }
    if (writing(event.target) || elsewhere(event.target)) return;
    const before = first !== null && event.timeStamp - first.at < SEQUENCE_MS ? first.key : null;
    first = null;
    const act = (before && bindings().get(`${before} ${letter}`)) || bindings().get(letter);
    if (act) {
      event.preventDefault();
      return act();
    }
    first = { key: letter, at: event.timeStamp };
  }
  document.addEventListener('keydown', press);
  return () => document.removeEventListener('keydown', press);
}
