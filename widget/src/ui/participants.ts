/**
 * @file The eight colours of people, for what is painted rather than styled: strokes, lasers,
 * outlines. Style sheets have the same as `--participant-N`; a test compares the two.
 *
 * Okabe and Ito's palette stays apart for colour-blind eyes. The first is the visitor's.
 */
export const PARTICIPANT_COLOURS = [
  '#e69f00',
  '#0072b2',
  '#009e73',
  '#cc79a7',
  '#d55e00',
  '#56b4e9',
  '#f0e442',
  '#8c8c8c',
] as const;

/** The colour with this number; numbers begin again after the last. */
export function participantColour(index: number): string {
  return PARTICIPANT_COLOURS[index % PARTICIPANT_COLOURS.length] ?? PARTICIPANT_COLOURS[0];
}
