/**
 * @file One colour for each participant, the same on every screen: strokes, laser, outline, and
 * whatever else the pages colour by person. Okabe and Ito's palette stays apart for colour-blind
 * eyes; the order is that of `--participant-N` in the pages' colour file.
 */

import type { ParticipantId, Role } from '../wire/generated';

const VISITOR = '#E69F00';
const AGENTS = [
  '#0072B2',
  '#009E73',
  '#CC79A7',
  '#D55E00',
  '#56B4E9',
  '#F0E442',
  '#8C8C8C',
] as const;

/**
 * The colour of a participant. Agents take them in the order in which they stand in `people`,
 * which should be the order of their first appearance: then nobody's colour ever changes.
 */
export function participantColour(
  id: ParticipantId,
  role: Role,
  people: readonly { readonly id: ParticipantId; readonly role: Role }[],
): string {
  if (role === 'visitor') return VISITOR;
  const agents = people.filter((person) => person.role !== 'visitor');
  const place = agents.findIndex((person) => person.id === id);
  return AGENTS[Math.max(0, place) % AGENTS.length] ?? AGENTS[0];
}

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
