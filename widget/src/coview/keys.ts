/** @file What the keys mean on the stage. */

import type { StageTool } from './tools';

/** What a key asks for. */
export type KeyAction =
  | { readonly kind: 'tool'; readonly tool: StageTool }
  | { readonly kind: 'step'; readonly x: number; readonly y: number }
  | { readonly kind: 'zoom_in' | 'zoom_out' | 'fit' | 'rotate' | 'undo' | 'escape' };

type Pressed = Pick<KeyboardEvent, 'key' | 'code' | 'ctrlKey' | 'metaKey' | 'altKey' | 'shiftKey'>;

const LETTERS: Readonly<Record<string, KeyAction>> = {
  a: { kind: 'tool', tool: 'arrow' },
  h: { kind: 'tool', tool: 'hand' },
  l: { kind: 'tool', tool: 'laser' },
  p: { kind: 'tool', tool: 'pen' },
  r: { kind: 'rotate' },
  v: { kind: 'tool', tool: 'hand' },
};

const OTHERS: Readonly<Record<string, KeyAction>> = {
  '+': { kind: 'zoom_in' },
  '=': { kind: 'zoom_in' },
  '-': { kind: 'zoom_out' },
  _: { kind: 'zoom_out' },
  '0': { kind: 'fit' },
  Escape: { kind: 'escape' },
  ArrowLeft: { kind: 'step', x: -1, y: 0 },
  ArrowRight: { kind: 'step', x: 1, y: 0 },
  ArrowUp: { kind: 'step', x: 0, y: -1 },
  ArrowDown: { kind: 'step', x: 0, y: 1 },
};

/** The Latin letter on the key, also where the keyboard writes another script. */
function letterOf(event: Pressed): string {
  if (/^[a-z]$/i.test(event.key)) return event.key.toLowerCase();
  return /^Key([A-Z])$/.exec(event.code)?.[1]?.toLowerCase() ?? '';
}

/** What this key asks for; null when it is not ours. */
export function actionOf(event: Pressed): KeyAction | null {
  if (event.ctrlKey || event.metaKey) {
    const undo = letterOf(event) === 'z' && !event.shiftKey && !event.altKey;
    return undo ? { kind: 'undo' } : null;
  }
  if (event.altKey) return null;
  return OTHERS[event.key] ?? LETTERS[letterOf(event)] ?? null;
}
