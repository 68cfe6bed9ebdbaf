/** @file Saves what is on the stage, with words if there are any, behind a name. */

import { useSignal } from '@preact/signals';
import { useMemo } from 'preact/hooks';
import { language } from '../i18n/i18n';
import { count, t } from '../i18n/staff';
import { newId } from '../net/ids';
import { createAsking } from '../state/asking';
import type { Conversation } from '../state/conversation';
import { Button } from '../ui/Button';
import { Dialog } from '../ui/Dialog';
import { Field } from '../ui/Field';
import { Select } from '../ui/Select';
import { CANNED_NAME_CHARS, type Canned, type CannedScope, MESSAGE_CHARS } from '../wire/generated';
import { visitorsOwn } from './canned';
import { askingWords } from './faults';
import type { Session } from './session';

/** See {@link CannedSave}. */
export interface CannedSaveProps {
  readonly session: Session;
  /** Its stage is saved, too; null for words only. */
  readonly conversation: Conversation | null;
  /** What is written already. */
  readonly text: string;
  readonly onClose: () => void;
  readonly onSaved?: (canned: Canned) => void;
}

/** What better words than the usual say about a saved answer that was refused. */
export const CANNED_FAULTS = {
  id_taken: 'canned.fault.name',
  bad_field: 'canned.fault.field',
  text_length: 'canned.fault.empty',
  full: 'canned.fault.full',
  forbidden: 'canned.fault.visitor',
  item_gone: 'canned.gone',
  kind_video: 'canned.fault.video',
} as const;

/** Draws it. */
export function CannedSave({ session, conversation, text, onClose, onSaved }: CannedSaveProps) {
  const id = useMemo(newId, []);
  const name = useSignal('');
  const words = useSignal(text);
  const scope = useSignal<CannedScope>('me');
  const asked = useMemo(createAsking, []);
  const shown = conversation?.room.value.shown.length ?? 0;
  const theirs = conversation !== null && shown > 0 && visitorsOwn(conversation);
  const busy = asked.state.value.kind === 'running';
  return (
    <Dialog title={t('canned.saveStage')} onClose={onClose} testId="canned-save">
      <form
        class="canned-form"
        onSubmit={(event) => {
          event.preventDefault();
          if (busy) return;
          const wish = {
            id,
            name: name.value,
            scope: scope.value,
            language: language(),
            text: words.value,
          };
          asked.run(
            () => session.canned.save(theirs ? null : conversation, wish),
            (saved) => {
              session.toasts.say(t('canned.saved', { name: saved.name }));
              onSaved?.(saved);
              onClose();
            },
          );
        }}
      >
        {conversation && (
          <p class="canned-lead" role={theirs ? 'alert' : undefined}>
            {theirs
              ? t('canned.fault.visitor')
              : shown === 0
                ? t('canned.save.noStage')
                : count('canned.save.stage', shown)}
          </p>
        )}
        <Field
          label={t('canned.name')}
          hint={t('canned.name.hint')}
          value={name.value}
          maxLength={CANNED_NAME_CHARS + 1}
          required
          placeholder={t('canned.name.example')}
          fault={askingWords(asked.state.value, CANNED_FAULTS)}
          testId="canned-name"
          onInput={(next) => {
            name.value = next;
          }}
        />
        <Field
          label={t('canned.words')}
          hint={t('canned.words.hint')}
          value={words.value}
          lines={3}
          maxLength={MESSAGE_CHARS}
          testId="canned-text"
          onInput={(next) => {
            words.value = next;
          }}
        />
        {session.looksAfterTeam.value && (
          <ScopeSelect
            scope={scope.value}
            onPick={(next) => {
              scope.value = next;
            }}
          />
        )}
        <div class="acts">
          <Button onClick={onClose}>{t('confirm.cancel')}</Button>
          <Button kind="primary" submit busy={busy} testId="canned-save-act">
            {t('page.save')}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}

/** Who finds an answer; only whom it is a choice for sees it. */
export function ScopeSelect(props: {
  readonly scope: CannedScope;
  readonly onPick: (scope: CannedScope) => void;
}) {
  return (
    <Select
      label={t('canned.scope')}
      value={props.scope}
      options={[
        { value: 'me', label: t('canned.scope.me') },
        { value: 'all', label: t('canned.scope.all') },
      ]}
      testId="canned-scope"
      onPick={props.onPick}
    />
  );
}
