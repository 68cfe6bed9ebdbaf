/** @file A page in front of the console: the mark, one heading, one form. */

import type { ComponentChildren } from 'preact';
import { LANGUAGES, language, setLanguage } from '../../i18n/i18n';
import { t } from '../../i18n/staff';
import { Select } from '../../ui/Select';
import { keepLanguage } from '../preferences';

/** See {@link DoorPage}. */
export interface DoorPageProps {
  readonly title: string;
  readonly lead?: ComponentChildren;
  readonly children: ComponentChildren;
  readonly wide?: boolean;
}

/** Draws it. */
export function DoorPage({ title, lead, children, wide }: DoorPageProps) {
  return (
    <div class={`door ${wide ? 'wide' : ''}`}>
      <main class="door-card">
        <span class="rail-mark" aria-hidden="true" />
        <h1>{title}</h1>
        {lead && <p class="door-lead">{lead}</p>}
        {children}
      </main>
      <footer class="door-foot">
        <Select
          quiet
          label={t('me.language')}
          value={language()}
          options={LANGUAGES.map(({ tag, name }) => ({ value: tag, label: name }))}
          onPick={(tag) => {
            keepLanguage(tag);
            void setLanguage(tag);
          }}
        />
      </footer>
    </div>
  );
}
