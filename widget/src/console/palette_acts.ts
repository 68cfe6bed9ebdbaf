/** @file What the palette offers: what keys do, and every conversation by name. */

import type { t as say } from '../i18n/staff';
import { shortId } from '../state/rows';
import { chats } from '../ui/icons';
import type { PaletteAct } from '../ui/Palette';
import type { Act } from './acts';
import { go } from './place';
import type { Session } from './session';

/** All of them, the acts first. */
export function paletteActs(session: Session, acts: readonly Act[], t: typeof say): PaletteAct[] {
  const able = acts
    .filter((act) => act.keysOnly !== true && act.off !== true)
    .map(({ id, label, keys, svg, run }) => ({
      id,
      label: t(label),
      keys,
      ...(svg ? { svg } : {}),
      run,
    }));
  const rows = [...session.lists.open.value.values()].map((row) => ({
    id: row.conversation,
    label: row.name ?? t('visitor.anonymous', { id: shortId(row.visitor) }),
    more: row.lastLine?.text ?? row.page?.title ?? '',
    svg: chats,
    run: () => {
      session.pick(row.conversation);
      go('chats');
    },
  }));
  return [...able, ...rows];
}
