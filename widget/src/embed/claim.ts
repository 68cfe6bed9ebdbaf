/** @file What a page claims, in the form the server takes: whole signs, one line, within its cap. */

/** A text of at most `most` UTF-16 units; '' for what is none. */
export function claim(value: unknown, most: number): string {
  if (typeof value !== 'string' && typeof value !== 'number') return '';
  const line = String(value)
    .replace(/[\p{Cc}\s]+/gu, ' ')
    .trim()
    .slice(0, most);
  // Half a sign is no text, and a frame with one is a bad one.
  return line.replace(/[\uD800-\uDBFF]$/, '');
}

/** The whole address of something on the web; null for anything else. */
export function webAddress(value: unknown, base: string): string | null {
  const found = claim(value, 2048);
  try {
    const { protocol, href } = new URL(found, base);
    return found !== '' && /^https?:$/.test(protocol) && href.length <= 2048 ? href : null;
  } catch {
    return null;
  }
}
