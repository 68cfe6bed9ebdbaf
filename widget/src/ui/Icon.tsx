/** @file Lucide's icons as elements. Their text is only read for shapes; it is never set as HTML. */

import { h, type VNode } from 'preact';

const SHAPE = /<(path|circle|rect|line|polyline|polygon|ellipse)\s([^>]*?)\/?>/g;
const ATTRIBUTE = /([a-z][a-z0-9-]*)="([^"]*)"/g;
const parsed = new Map<string, VNode[]>();

function shapes(svg: string): VNode[] {
  const known = parsed.get(svg);
  if (known) return known;
  const found = [...svg.matchAll(SHAPE)].map(([, tag = 'path', rest = '']) =>
    h(
      tag,
      Object.fromEntries([...rest.matchAll(ATTRIBUTE)].map(([, name, value]) => [name, value])),
    ),
  );
  parsed.set(svg, found);
  return found;
}

/** An icon beside or instead of words; the words are the button's. */
export interface IconProps {
  /** Text of an SVG file, imported with `?raw`. */
  readonly svg: string;
  readonly small?: boolean;
  /** Mirrored where one reads from the right. */
  readonly turns?: boolean;
}

/** Draws it in the colour of the text around it. */
export function Icon({ svg, small, turns }: IconProps) {
  const classes = ['icon', small ? 'small' : '', turns ? 'turns' : ''].filter(Boolean).join(' ');
  return (
    <svg class={classes} viewBox="0 0 24 24" aria-hidden="true" focusable="false">
      {shapes(svg)}
    </svg>
  );
}
