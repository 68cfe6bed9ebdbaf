/** @file What the console can do by a key, as things stand. */

import type { Signal } from '@preact/signals';
import type { RefObject } from 'preact';
import {
  answers,
  audit,
  chats,
  context,
  keyboard,
  lock,
  person,
  restart,
  search,
  site,
  take,
  team,
  tick,
  together,
} from '../ui/icons';
import type { Column } from './App';
import type { Act } from './acts';
import { go } from './place';
import type { Session } from './session';

/** The parts of the page the keys move. */
export interface ConsoleView {
  readonly column: Signal<Column>;
  readonly drawer: Signal<boolean>;
  readonly sheet: Signal<'keys' | 'palette' | null>;
  readonly field: RefObject<HTMLTextAreaElement>;
}

function placeActs(): Act[] {
  const act = (
    keys: string,
    place: Parameters<typeof go>[0],
    label: Act['label'],
    svg: string,
  ) => ({
    id: `place-${place}`,
    label,
    keys,
    svg,
    group: 'place' as const,
    run: () => go(place),
  });
  return [
    act('G C', 'chats', 'console.chats', chats),
    act('G V', 'visitors', 'place.visitors', together),
    act('G M', 'me', 'place.me', person),
    act('G T', 'team', 'place.team', team),
    act('G S', 'sites', 'place.sites', site),
    act('G R', 'canned', 'place.canned', answers),
    act('G A', 'audit', 'place.audit', audit),
  ];
}

/** All of them. */
export function consoleActs(session: Session, view: ConsoleView): Act[] {
  const talking = session.place.value === 'chats';
  const conversation = session.conversation.value;
  const off = !talking || conversation === null;
  const ended = conversation?.room.value.status === 'resolved';
  const row = conversation && session.lists.rowOf(conversation.id);
  const page = conversation?.page.value ?? row?.page ?? null;
  const mine = row?.assignee != null && row.assignee === conversation?.me;
  const toggle = (sheet: 'keys' | 'palette') => () => {
    view.sheet.value = view.sheet.peek() === sheet ? null : sheet;
  };
  return [
    {
      id: 'next',
      label: 'console.keys.next',
      keys: 'J',
      group: 'conversation',
      keysOnly: true,
      off: !talking,
      run: () => session.step(1),
    },
    {
      id: 'previous',
      label: 'console.keys.previous',
      keys: 'K',
      group: 'conversation',
      keysOnly: true,
      off: !talking,
      run: () => session.step(-1),
    },
    {
      id: 'reply',
      label: 'console.keys.reply',
      keys: '/',
      group: 'conversation',
      off,
      run: () => {
        session.note(false);
        view.field.current?.focus();
      },
    },
    {
      id: 'together',
      label: 'console.page.together',
      keys: 'P',
      group: 'conversation',
      svg: together,
      off: off || ended || page === null,
      run: () => page && session.together(page),
    },
    {
      id: 'note',
      label: 'keys.note',
      keys: 'N',
      group: 'conversation',
      svg: lock,
      off,
      run: () => {
        session.note(true);
        view.field.current?.focus();
      },
    },
    {
      id: 'take',
      label: 'keys.take',
      keys: 'T',
      group: 'conversation',
      svg: take,
      off: off || ended || mine,
      run: () => session.deal('take'),
    },
    {
      id: 'resolve',
      label: ended ? 'keys.reopen' : 'keys.resolve',
      keys: 'E',
      group: 'conversation',
      svg: ended ? restart : tick,
      off,
      run: () => session.deal(ended ? 'reopen' : 'resolve'),
    },
    {
      id: 'context',
      label: 'context.title',
      keys: 'I',
      group: 'conversation',
      svg: context,
      off,
      run: () => session.showContext(!session.contextOpen.peek()),
    },
    {
      id: 'list',
      label: 'console.keys.list',
      keys: 'L',
      group: 'general',
      keysOnly: true,
      off: !talking,
      run: () => {
        view.drawer.value = !view.drawer.peek();
      },
    },
    ...placeActs(),
    {
      id: 'palette',
      label: 'palette.title',
      keys: 'Mod+K',
      group: 'general',
      svg: search,
      keysOnly: true,
      run: toggle('palette'),
    },
    {
      id: 'help',
      label: 'console.keys.help',
      keys: '?',
      group: 'general',
      svg: keyboard,
      run: toggle('keys'),
    },
  ];
}
