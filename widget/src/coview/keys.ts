/** @file What the keys mean on the stage. */

import type { StageTool } from './tools';

/** What a key asks for. */
export type KeyAction =
  | { readonly kind: 'tool'; readonly tool: StageTool }
  | { readonly kind: 'step'; readonly x: number; readonly y: number; readonly leap: boolean }
  | { readonly kind: 'next_mark'; readonly by: 1 | -1 }
  | {
      readonly kind:
        | 'press'
        | 'zoom_in'
        | 'zoom_out'
        | 'fit'
        | 'rotate'
        | 'undo'
        | 'redo'
        | 'delete'
        | 'escape';
    };

type Pressed = Pick<KeyboardEvent, 'key' | 'code' | 'ctrlKey' | 'metaKey' | 'altKey' | 'shiftKey'>;

const LETTERS: Readonly<Record<string, KeyAction>> = {
  a: { kind: 'tool', tool: 'arrow' },
  h: { kind: 'tool', tool: 'highlighter' },
  l: { kind: 'tool', tool: 'laser' },
  n: { kind: 'tool', tool: 'pin' },
  o: { kind: 'tool', tool: 'ellipse' },
  p: { kind: 'tool', tool: 'pen' },
  r: { kind: 'tool', tool: 'rectangle' },
  t: { kind: 'tool', tool: 'text' },
  v: { kind: 'tool', tool: 'hand' },
};

const OTHERS: Readonly<Record<string, KeyAction>> = {
  '+': { kind: 'zoom_in' },
  '=': { kind: 'zoom_in' },
  '-': { kind: 'zoom_out' },
  _: { kind: 'zoom_out' },
  '0': { kind: 'fit' },
  '.': { kind: 'rotate' },
  ',': { kind: 'next_mark', by: 1 },
  '<': { kind: 'next_mark', by: -1 },
  ' ': { kind: 'press' },
  Enter: { kind: 'press' },
  Delete: { kind: 'delete' },
  Backspace: { kind: 'delete' },
  Escape: { kind: 'escape' },
};

const ARROWS: Readonly<Record<string, readonly [x: number, y: number]>> = {
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
  ArrowUp: [0, -1],
  ArrowDown: [0, 1],
};

/** The Latin letter on the key, also where the keyboard writes another script. */
function letterOf(event: Pressed): string {
  if (/^[a-z]$/i.test(event.key)) return event.key.toLowerCase();
  return /^Key([A-Z])$/.exec(event.code)?.[1]?.toLowerCase() ?? '';
}

/** What this key asks for; null when it is not ours. */
export function actionOf(event: Pressed): KeyAction | null {
  const letter = letterOf(event);
  if (letter === 'z' && !event.altKey) return { kind: event.shiftKey ? 'redo' : 'undo' };
  if (event.ctrlKey || event.metaKey) {
    return letter === 'y' && !event.shiftKey && !event.altKey ? { kind: 'redo' } : null;
  }
  if (event.altKey) return null;
  const arrow = ARROWS[event.key];
  if (arrow) return { kind: 'step', x: arrow[0], y: arrow[1], leap: event.shiftKey };
  return OTHERS[event.key] ?? LETTERS[letter] ?? null;
}
