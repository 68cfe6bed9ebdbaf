/** @file The thread as staff sees it: messages, private notes, and who answers from when on. */

import { t } from '../i18n/staff';
import type { StaffEntry, StaffLine } from '../state/notes';
import type { ThreadEntry } from '../ui/ThreadEntry';

/** What the page knows beyond the lines. */
export interface StaffReader {
  /** Who somebody of the staff is, as the page calls them. */
  readonly nameOf: (id: string) => string;
  /** Whether the reader may remove this note. */
  readonly erasable: (line: StaffLine) => boolean;
  readonly onErase: (seq: number) => void;
}

function lineWords({ by, to }: StaffLine, nameOf: StaffReader['nameOf']): string {
  if (to === null) return t('thread.released', { name: nameOf(by) });
  if (to === by) return t('thread.taken', { name: nameOf(by) });
  return t('thread.assigned', { name: nameOf(by), to: nameOf(to) });
}

/** The entries for the screen. */
export function staffEntries(
  entries: readonly StaffEntry[],
  { nameOf, erasable, onErase }: StaffReader,
): ThreadEntry[] {
  const words = { label: t('note.label'), erase: t('note.erase'), erased: t('note.erased') };
  return entries.map((entry): ThreadEntry => {
    if (entry.kind !== 'staff') return entry;
    const { line } = entry;
    const { key, at, text, sent, seq } = line;
    if (line.kind === 'assigned') return { kind: 'line', key, text: lineWords(line, nameOf) };
    const may = seq !== null && text !== null && erasable(line);
    const author = nameOf(line.by);
    const act = may ? () => onErase(seq) : null;
    return { kind: 'note', key, author, words, text, at, sent, onErase: act };
  });
}
