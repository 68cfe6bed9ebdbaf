/** @file Which ink is read on a colour of a person. */

/** Black or white, whichever is read better on a colour of the form `#RRGGBB`. */
export function inkOn(colour: string): string {
  const value = Number.parseInt(colour.slice(1), 16);
  const [red, green, blue] = [value >> 16, (value >> 8) & 255, value & 255].map(linear);
  const luminance = 0.2126 * (red ?? 0) + 0.7152 * (green ?? 0) + 0.0722 * (blue ?? 0);
  // The luminance at which black and white have the same contrast (WCAG 2.2, relative luminance).
  return luminance > 0.179 ? '#1B1A17' : '#FFFFFF';
}

function linear(channel: number): number {
  const part = channel / 255;
  return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
}
