/** @file Finds addresses in plain text. Only http, https and mailto become links. */

/** A piece of a message. */
export type Piece =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'link'; readonly text: string; readonly href: string };

// The part before the `@` is bounded (RFC 5321), so that a text full of beginnings is no work.
const ADDRESS = /\bhttps?:\/\/[^\s<>"']+|\bmailto:[^\s<>"'@]{1,64}@[^\s<>"']+/giu;
/** Signs that end a sentence rather than an address. */
const TRAILING = '.,;:!?…)]}»”’';

/** A closing bracket belongs to the address if it was opened in it. One way through the text, back
 * from its end: a stranger wrote it. */
function withoutEnd(found: string): string {
  let unclosed = 0;
  for (const sign of found) {
    if (sign === '(') unclosed += 1;
    if (sign === ')') unclosed -= 1;
  }
  let end = found.length;
  while (end > 0 && TRAILING.includes(found.charAt(end - 1))) {
    if (found.charAt(end - 1) === ')') {
      if (unclosed >= 0) break;
      unclosed += 1;
    }
    end -= 1;
  }
  return found.slice(0, end);
}

function hrefOf(address: string): string | null {
  try {
    const url = new URL(address);
    return ['http:', 'https:', 'mailto:'].includes(url.protocol) ? url.href : null;
  } catch {
    return null;
  }
}

/** Splits a text into plain pieces and links. */
export function linked(text: string): Piece[] {
  const pieces: Piece[] = [];
  let done = 0;
  for (const match of text.matchAll(ADDRESS)) {
    const address = withoutEnd(match[0]);
    const href = hrefOf(address);
    if (href === null) continue;
    if (match.index > done) pieces.push({ kind: 'text', text: text.slice(done, match.index) });
    pieces.push({ kind: 'link', text: address, href });
    done = match.index + address.length;
  }
  if (done < text.length) pieces.push({ kind: 'text', text: text.slice(done) });
  return pieces;
}
