/** @file The settings of the widget, from the attributes of its script and from calls. */

import { isColour } from '../host/messages';
import type { VitrineConsent } from './sdk';

function consentOf(word: unknown): VitrineConsent | null {
  return word === 'granted' || word === 'denied' ? word : null;
}

/** Settings that were looked at. */
export interface Settings {
  readonly inbox: string;
  readonly language: string;
  readonly consent: VitrineConsent | null;
  readonly position: 'left' | 'right' | null;
  readonly colour: string;
  readonly hideLauncher: boolean;
}

const text = (value: unknown) => (typeof value === 'string' ? value : '');

/** What stands in the attributes. */
export function fromAttributes({ dataset }: HTMLElement): object {
  const hide = dataset['hideLauncher'];
  return { ...dataset, hideLauncher: hide !== undefined && hide !== 'false' };
}

/** What can be used of whatever a page says. */
export function read(said: object): Settings {
  const { inbox, language, consent, position, colour, hideLauncher } = said as Record<
    string,
    unknown
  >;
  return {
    inbox: text(inbox),
    language: text(language),
    consent: consentOf(consent),
    position: position === 'left' || position === 'right' ? position : null,
    colour: isColour(colour) ? colour : '',
    hideLauncher: hideLauncher === true,
  };
}

/**
 * Black or white, whichever can be read better on the colour: the luminance of `ui/contrast.ts`
 * with a plain power, because each byte counts here.
 */
export function inkOn(colour: string): string {
  const parts = [1, 3, 5].map((at) => (Number.parseInt(colour.slice(at, at + 2), 16) / 255) ** 2.2);
  const [r = 0, g = 0, b = 0] = parts;
  return 0.2126 * r + 0.7152 * g + 0.0722 * b > 0.179 ? '#000' : '#fff';
}
