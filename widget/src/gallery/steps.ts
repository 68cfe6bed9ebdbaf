/** @file What somebody did before a photograph is taken. */

/** Longer than this no part of a view takes; afterwards the photographer says what is missing. */
const PATIENCE_MS = 8_000;

/** Waits until there is such an element. */
export function until(selector: string): Promise<Element> {
  const from = performance.now();
  return new Promise((done, failed) => {
    const look = () => {
      const found = document.querySelector(selector);
      if (found) return done(found);
      if (performance.now() - from > PATIENCE_MS) {
        return failed(new Error(`this state never shows ${selector}`));
      }
      setTimeout(look, 20);
    };
    look();
  });
}

/** Presses it. */
export async function click(selector: string): Promise<void> {
  const found = await until(selector);
  if (found instanceof HTMLElement) found.click();
}

/** Writes into a field. */
export async function fill(selector: string, text: string): Promise<void> {
  const found = await until(selector);
  if (!(found instanceof HTMLInputElement || found instanceof HTMLTextAreaElement)) {
    throw new Error(`${selector} is no field`);
  }
  found.value = text;
  found.dispatchEvent(new Event('input', { bubbles: true }));
}

/** Presses a key where the focus is. */
export function press(key: string, init: KeyboardEventInit = {}): void {
  const target = document.activeElement ?? document.body;
  target.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true, ...init }));
}
