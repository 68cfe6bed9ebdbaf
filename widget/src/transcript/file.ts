/**
 * @file The transcript as one file that needs nothing else: what is on screen, copied node by node,
 * with its styles. Made by the browser's own serializer, so that words stay words; no script.
 */

import styles from './transcript.css?inline';

/** What the file may do when it is opened: show itself. */
const POLICY = "default-src 'none'; img-src data:; style-src 'unsafe-inline'";

/** The colours of the page, as whoever opens the file has them. */
const COLOURS = `:root {
  color-scheme: light dark;
  --surface: Canvas;
  --ink: CanvasText;
  --muted: color-mix(in srgb, CanvasText 65%, Canvas);
  --line: color-mix(in srgb, CanvasText 15%, Canvas);
  --sunken: color-mix(in srgb, CanvasText 6%, Canvas);
  --note: color-mix(in srgb, gold 18%, Canvas);
  --radius-card: 14px;
  font: 15px/1.5 system-ui, sans-serif;
}
body { margin: 0; }
`;

/** What never leaves the page: what it is drawn with, and what could run or load something. */
const LEFT_OUT = '[data-left-out], script, link, iframe, object, embed';

/** The whole file. */
export function transcriptFile(sheet: HTMLElement, title: string): string {
  const file = document.implementation.createHTMLDocument(title);
  file.documentElement.lang = document.documentElement.lang;
  const meta = (attributes: Readonly<Record<string, string>>) => {
    const element = file.createElement('meta');
    for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
    file.head.prepend(element);
  };
  meta({ name: 'viewport', content: 'width=device-width' });
  meta({ 'http-equiv': 'Content-Security-Policy', content: POLICY });
  meta({ charset: 'utf-8' });
  const style = file.createElement('style');
  style.textContent = COLOURS + styles;
  file.head.append(style);
  const copy = file.importNode(sheet, true);
  for (const one of copy.querySelectorAll(LEFT_OUT)) one.remove();
  file.body.append(copy);
  return `<!doctype html>\n${file.documentElement.outerHTML}\n`;
}

/** Hands the file to the reader. */
export function saveTranscript(sheet: HTMLElement, title: string, at: number): void {
  const day = new Date(at).toISOString().slice(0, 10);
  const address = URL.createObjectURL(
    new Blob([transcriptFile(sheet, title)], { type: 'text/html;charset=utf-8' }),
  );
  const link = document.createElement('a');
  link.href = address;
  link.download = `transcript-${day}.html`;
  link.click();
  // The browser has taken it by then; a second is what the slowest needs to begin.
  setTimeout(() => URL.revokeObjectURL(address), 1_000);
}
