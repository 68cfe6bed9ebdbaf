/** @file Oneself: name, language, theme, password, and where one is signed in. */

import { useSignal } from '@preact/signals';
import { useMemo } from 'preact/hooks';
import { LANGUAGES, language } from '../../i18n/i18n';
import { t } from '../../i18n/staff';
import type { StaffDoors } from '../../net/staff';
import { createAsking } from '../../state/asking';
import { Badge } from '../../ui/Badge';
import { Button } from '../../ui/Button';
import { chime } from '../../ui/chime';
import { Field } from '../../ui/Field';
import { end } from '../../ui/icons';
import { Select } from '../../ui/Select';
import { Switch } from '../../ui/Switch';
import type { Toasts } from '../../ui/toasts';
import type { Me, Preferences } from '../../wire/generated';
import { FaultLine } from '../FaultLine';
import type { Wishes } from '../preferences';
import { Page, Read } from './Page';
import { PasswordCard } from './PasswordCard';
import { useReading } from './reading';
import { ROLES } from './roles';
import { SessionsCard } from './SessionsCard';

/** See {@link MePage}. */
export interface MePageProps {
  readonly doors: StaffDoors;
  readonly toasts: Toasts;
  readonly wishes: Wishes;
  readonly onSignedOut: () => void;
}

const THEMES = [
  { value: 'system', key: 'me.theme.system' },
  { value: 'light', key: 'me.theme.light' },
  { value: 'dark', key: 'me.theme.dark' },
] as const;

function NameCard({
  me,
  doors,
  toasts,
  onMe,
}: Omit<MePageProps, 'onSignedOut' | 'wishes'> & CardProps) {
  const name = useSignal(me.name);
  const asked = useMemo(() => createAsking(), []);
  const state = asked.state.value;
  const changed = name.value.trim() !== '' && name.value.trim() !== me.name;
  return (
    <section class="card">
      <h2>{t('me.you')}</h2>
      <form
        class="form"
        onSubmit={(event) => {
          event.preventDefault();
          asked.run(
            () => doors.patchMe({ name: name.value.trim(), preferences: null }),
            (next) => {
              onMe(next);
              toasts.say(t('page.saved'));
            },
          );
        }}
      >
        <Field
          label={t('field.name')}
          hint={t('field.name.hint')}
          required
          maxLength={120}
          value={name.value}
          onInput={(text) => {
            name.value = text;
          }}
        />
        <dl class="facts">
          {me.email !== null && (
            <div>
              <dt>{t('field.email')}</dt>
              <dd>
                <bdi>{me.email}</bdi>
              </dd>
            </div>
          )}
          <div>
            <dt>{t('team.role')}</dt>
            <dd>
              <Badge>{t(ROLES[me.role])}</Badge>
            </dd>
          </div>
        </dl>
        {state.kind === 'failed' && <FaultLine fault={state.fault} />}
        <div class="acts">
          <Button kind="primary" submit disabled={!changed} busy={state.kind === 'running'}>
            {t('page.save')}
          </Button>
        </div>
      </form>
    </section>
  );
}

interface CardProps {
  readonly me: Me;
  readonly onMe: (me: Me) => void;
}

function LooksCard({ wishes, toasts }: Pick<MePageProps, 'wishes' | 'toasts'>) {
  const choose = (wish: Partial<Preferences>) => {
    // Here it holds already; only the account may not know of it.
    wishes.choose(wish).catch(() => toasts.say(t('fault.unavailable'), 'fault'));
  };
  return (
    <section class="card">
      <h2>{t('me.looks')}</h2>
      <div class="form">
        <p class="field-hint">{t('me.looks.hint')}</p>
        <div class="form two">
          <Select
            label={t('me.language')}
            value={language()}
            options={LANGUAGES.map(({ tag, name }) => ({ value: tag, label: name }))}
            onPick={(tag) => choose({ language: tag })}
          />
          <Select
            label={t('me.theme')}
            value={wishes.theme.value}
            options={THEMES.map(({ value, key }) => ({ value, label: t(key) }))}
            onPick={(theme) => choose({ theme })}
          />
        </div>
        <Switch
          label={
            <>
              {t('me.sound')}
              <span class="switch-hint">{t('me.sound.hint')}</span>
            </>
          }
          on={wishes.sound.value}
          onChange={(sound) => {
            if (sound) chime();
            choose({ sound });
          }}
        />
      </div>
    </section>
  );
}

/** Draws it. */
export function MePage({ doors, toasts, wishes, onSignedOut }: MePageProps) {
  const reading = useReading(doors.me);
  const asked = useMemo(() => createAsking(), []);
  const out = () => asked.run(doors.signOut, onSignedOut);
  const state = asked.state.value;
  return (
    <Page
      place="me"
      title={t('place.me')}
      act={
        <Button svg={end} busy={state.kind === 'running'} onClick={out} testId="sign-out">
          {t('me.signOut')}
        </Button>
      }
    >
      {state.kind === 'failed' && <FaultLine fault={state.fault} />}
      <Read reading={reading}>
        {(me) => (
          <>
            <NameCard me={me} doors={doors} toasts={toasts} onMe={reading.put} />
            <LooksCard wishes={wishes} toasts={toasts} />
            {me.email !== null && <PasswordCard doors={doors} toasts={toasts} />}
            <SessionsCard doors={doors} toasts={toasts} here={me.session} />
          </>
        )}
      </Read>
    </Page>
  );
}
