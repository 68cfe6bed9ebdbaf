/** @file What the panel's menu offers at this moment. */

import { t } from '../i18n/i18n';
import { camera, elsewhere, end, past, person, silent, sound, transcript } from '../ui/icons';
import type { MenuItem } from './Menu';
import type { Session } from './session';

/** What can be done with the conversation as a whole; null while there is nothing to do it with. */
export interface Deals {
  readonly onTranscript: (() => void) | null;
  /** There is nothing to show a photo in any more. */
  readonly ended: boolean;
  readonly onEnd: (() => void) | null;
}

/** What stands in the menu. */
export function menuItems(session: Session, { onTranscript, ended, onEnd }: Deals): MenuItem[] {
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
    // A phone has a camera of its own.
    session.host.shape.value.sheet || ended
      ? null
      : {
          key: 'camera',
          svg: camera,
          words: t('menu.camera'),
          act: () => session.devices.ask('camera'),
        },
    {
      key: 'elsewhere',
      svg: elsewhere,
      words: t('menu.elsewhere'),
      act: () => session.devices.ask('continue'),
    },
    {
      key: 'sound',
      svg: on ? sound : silent,
      words: t('menu.sound'),
      on,
      act: () => session.sound.turn(!on),
    },
    onTranscript && {
      key: 'transcript',
      svg: transcript,
      words: t('menu.transcript'),
      act: onTranscript,
    },
    onEnd && { key: 'end', svg: end, words: t('menu.end'), act: onEnd },
  ];
  return items.filter((one) => one !== null);
}
