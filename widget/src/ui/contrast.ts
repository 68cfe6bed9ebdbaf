/** @file How well one colour is read on another (WCAG 2.2). Colours are `#rrggbb` or `#rgb`. */

/** Red, green and blue, 0 to 255. */
type Parts = readonly number[];

function partsOf(colour: string): Parts {
  // The short form is what a minifier makes of a token.
  const long = colour.length === 4 ? colour.replace(/[\da-f]/gi, '$&$&') : colour;
  return [1, 3, 5].map((at) => Number.parseInt(long.slice(at, at + 2), 16));
}

function linear(channel: number): number {
  const part = channel / 255;
  return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
}

/** Relative luminance, from 0 of black to 1 of white. */
export function luminance(colour: string): number {
  const [red = 0, green = 0, blue = 0] = partsOf(colour).map(linear);
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

/** Whether black is read better on it than white: both have the same contrast at 0.179. */
export function isPale(colour: string): boolean {
  return luminance(colour) > 0.179;
}

/** From 1, the same, to 21, black and white. */
export function contrast(one: string, other: string): number {
  const [dark = 0, light = 0] = [luminance(one), luminance(other)].sort((a, b) => a - b);
  return (light + 0.05) / (dark + 0.05);
}

/** So much (0 to 1) of `other` in `one`. */
export function mix(one: string, other: string, share: number): string {
  const others = partsOf(other);
  const mixed = partsOf(one).map((part, at) => part + ((others[at] ?? 0) - part) * share);
  return `#${mixed.map((part) => Math.round(part).toString(16).padStart(2, '0')).join('')}`;
}
