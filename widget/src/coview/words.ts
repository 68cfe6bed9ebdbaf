/**
 * @file How the words of a mark are broken into lines. Sizes are in heights of a line, so the
 * breaks stay where they are at any zoom.
 */

/** Height of the letters in heights of a line. */
export const LETTER = 0.78;
/** Widest line of a text, in heights of a line. */
export const WIDEST = 14;
/** The face of all words on pictures. */
export const FACE = 'system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", sans-serif';

/** Words in lines. */
export interface Block {
  readonly lines: readonly string[];
  /** Of the widest line, in heights of a line. */
  readonly width: number;
  /** Whether it is read from the right, by its first letter that has a direction. */
  readonly rtl: boolean;
}

/** Width of a text in heights of a line. */
export type Measure = (text: string) => number;

const RTL_LETTER = /[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufeff]/u;
const ANY_LETTER = /\p{L}/u;

/** Whether a text is read from the right. */
export function isRtl(text: string): boolean {
  const letter = ANY_LETTER.exec(text)?.[0];
  return letter !== undefined && RTL_LETTER.test(letter);
}

/** Breaks at line ends, then between words, and within a word only where it fits no line. */
export function breakWords(text: string, measure: Measure): Block {
  const lines = text.split('\n').flatMap((line) => breakLine(line, measure));
  const width = Math.max(0, ...lines.map(measure));
  return { lines, width, rtl: isRtl(text) };
}

function breakLine(line: string, measure: Measure): string[] {
  const lines: string[] = [];
  let open = '';
  for (const word of line.split(/(?<=\s)/u)) {
    if (open !== '' && measure((open + word).trimEnd()) > WIDEST) {
      lines.push(open.trimEnd());
      open = '';
    }
    const parts = measure(word.trimEnd()) > WIDEST ? breakWord(word, measure) : [word];
    open += parts.at(-1) ?? '';
    lines.push(...parts.slice(0, -1));
  }
  return [...lines, open.trimEnd()];
}

function breakWord(word: string, measure: Measure): string[] {
  const parts: string[] = [];
  let part = '';
  for (const letter of word) {
    if (part !== '' && measure(part + letter) > WIDEST) {
      parts.push(part);
      part = '';
    }
    part += letter;
  }
  return [...parts, part];
}

/** Letters are measured at this size, in CSS pixels. */
const RULER_PX = 64;
let ruler: CanvasRenderingContext2D | null = null;

/** Measures with the letters of this browser. */
export function measureLetters(text: string): number {
  ruler ??= document.createElement('canvas').getContext('2d');
  if (!ruler) return text.length / 2;
  ruler.font = `600 ${RULER_PX * LETTER}px ${FACE}`;
  return ruler.measureText(text).width / RULER_PX;
}
