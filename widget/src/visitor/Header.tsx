/** @file Who is at the other end, and whether they are there. */

import { t } from '../i18n/i18n';
import { Avatar } from '../ui/Avatar';
import { IconButton } from '../ui/IconButton';
import { back, hide } from '../ui/icons';
import type { Person } from '../wire/generated';
import { Menu, type MenuItem } from './Menu';

/** See {@link Header}. */
export interface HeaderProps {
  readonly shop: string;
  readonly agent: Person | null;
  readonly colour: number | null;
  /** Nobody is there to answer now. */
  readonly night: boolean;
  readonly menu: readonly MenuItem[];
  /** The panel is a page of its own and closing it leads to the shop. */
  readonly alone: boolean;
  readonly onClose: () => void;
}

const STATES = {
  online: 'panel.online',
  away: 'panel.away',
  reconnecting: 'panel.reconnecting',
  offline: 'panel.offline',
} as const;

/** Draws it; without an agent the shop itself stands there. */
export function Header({ shop, agent, colour, night, menu, alone, onClose }: HeaderProps) {
  const name = agent?.name ?? shop;
  return (
    <header class="chat-header">
      {agent ? (
        <Avatar name={name} colour={colour} state={agent.state} />
      ) : (
        <Avatar name={name} colour={null} />
      )}
      <div class="chat-who">
        <h1>
          <bdi>{name}</bdi>
        </h1>
        <p class="chat-state">
          {agent ? t(STATES[agent.state]) : t(night ? 'panel.night' : 'panel.ready')}
        </p>
      </div>
      <Menu items={menu} />
      <IconButton
        svg={alone ? back : hide}
        turns={alone}
        label={t(alone ? 'continue.shop' : 'panel.close')}
        testId="leave"
        onClick={onClose}
      />
    </header>
  );
}
