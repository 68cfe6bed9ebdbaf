/** @file What the panel's menu offers at this moment. */

import { t } from '../i18n/i18n';
import { end, past, person, silent, sound } from '../ui/icons';
import type { MenuItem } from './Menu';
import type { Session } from './session';

/** `onEnd` is null while there is nothing to end. */
export function menuItems(session: Session, onEnd: (() => void) | null): MenuItem[] {
  const on = session.sound.on.value;
  const items: (MenuItem | null)[] = [
    {
      key: 'contact',
      svg: person,
      words: t('menu.contact'),
      act: () => session.contact.edit(true),
    },
    session.past.ids.value.length > 0
      ? { key: 'past', svg: past, words: t('past.title'), act: session.past.list }
      : null,
    {
      key: 'sound',
      svg: on ? sound : silent,
      words: t('menu.sound'),
      on,
      act: () => session.sound.turn(!on),
    },
    onEnd && { key: 'end', svg: end, words: t('menu.end'), act: onEnd },
  ];
  return items.filter((one) => one !== null);
}
