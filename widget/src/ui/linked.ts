/** @file Finds addresses in plain text. Only http, https and mailto become links. */

/** A piece of a message. */
export type Piece =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'link'; readonly text: string; readonly href: string };

const ADDRESS = /\bhttps?:\/\/[^\s<>"']+|\bmailto:[^\s<>"']+@[^\s<>"']+/giu;
/** Signs that end a sentence rather than an address. */
const TRAILING = /[.,;:!?…)\]}»”’]+$/u;

/** A closing bracket belongs to the address if it was opened in it. */
function withoutEnd(found: string): string {
  let address = found;
  for (;;) {
    const end = TRAILING.exec(address)?.[0];
    if (!end) return address;
    const shorter = address.slice(0, -1);
    if (address.endsWith(')') && shorter.split('(').length > shorter.split(')').length) {
      return address;
    }
    address = shorter;
  }
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
