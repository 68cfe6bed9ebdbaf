/** @file The thread as staff sees it: messages, private notes, and who answers from when on. */

import { t } from '../i18n/staff';
import type { StaffEntry, StaffLine } from '../state/notes';
import type { ThreadEntry } from '../ui/ThreadEntry';

/** Who somebody of the staff is, as the page calls them. */
export type NameOf = (id: string) => string;

function lineWords({ by, to }: StaffLine, nameOf: NameOf): string {
  if (to === null) return t('thread.released', { name: nameOf(by) });
  if (to === by) return t('thread.taken', { name: nameOf(by) });
  return t('thread.assigned', { name: nameOf(by), to: nameOf(to) });
}

/** The entries for the screen. */
export function staffEntries(entries: readonly StaffEntry[], nameOf: NameOf): ThreadEntry[] {
  return entries.map((entry): ThreadEntry => {
    if (entry.kind !== 'staff') return entry;
    const { line } = entry;
    const { key, at, text, sent } = line;
    if (line.kind === 'assigned') return { kind: 'line', key, text: lineWords(line, nameOf) };
    return { kind: 'note', key, author: nameOf(line.by), label: t('note.label'), text, at, sent };
  });
}
