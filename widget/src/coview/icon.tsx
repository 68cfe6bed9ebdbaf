/** @file Lucide's icons as elements. Their text is only read for shapes; it is never set as HTML. */

import { h, type VNode } from 'preact';

const SHAPE = /<(path|circle|rect|line|polyline)\s([^>]*?)\/?>/g;
const ATTRIBUTE = /([a-z][a-z0-9-]*)="([^"]*)"/g;
const parsed = new Map<string, VNode[]>();

function shapes(svg: string): VNode[] {
  const known = parsed.get(svg);
  if (known) return known;
  const found = [...svg.matchAll(SHAPE)].map(([, tag = 'path', rest = '']) => {
    const pairs = [...rest.matchAll(ATTRIBUTE)].map(([, name, value]) => [name, value]);
    return h(tag, Object.fromEntries(pairs));
  });
  parsed.set(svg, found);
  return found;
}

/** Draws the text of an SVG file, imported with `?raw`, in the colour of the words around it. */
export function Icon({ svg }: { readonly svg: string }) {
  return (
    <svg class="cv-icon" viewBox="0 0 24 24" aria-hidden="true" focusable="false">
      {shapes(svg)}
    </svg>
  );
}
