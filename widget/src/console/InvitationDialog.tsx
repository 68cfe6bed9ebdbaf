/** @file Words to a visitor who has not opened the chat, with what they look at beside them. */

import { useSignal } from '@preact/signals';
import { useMemo } from 'preact/hooks';
import { language, pickLanguage } from '../i18n/i18n';
import greetings from '../i18n/invitation_words.json';
import { count, t } from '../i18n/staff';
import { newId } from '../net/ids';
import { createAsking } from '../state/asking';
import { Button } from '../ui/Button';
import { Dialog } from '../ui/Dialog';
import { INVITATION_CHARS, type VisitorRow } from '../wire/generated';
import { FaultLine } from './FaultLine';
import type { Session } from './session';
import { TextField } from './TextField';

/** See {@link InvitationDialog}. */
export interface InvitationDialogProps {
  readonly session: Session;
  readonly row: VisitorRow;
  /** What the visitor is called. */
  readonly name: string;
  readonly onClose: () => void;
}

/** Draws it. */
export function InvitationDialog({ session, row, name, onClose }: InvitationDialogProps) {
  const { page, cart } = row;
  // In the visitor's language as far as we speak it; else the agent's, who can change the words.
  const text = useSignal(greetings[pickLanguage([page.language, language()])]);
  // One id for one invitation: asked again after a break, nobody is invited twice.
  const id = useMemo(newId, []);
  const asked = useMemo(() => createAsking(), []);
  const state = asked.state.value;
  const said = text.value.trim();
  return (
    <Dialog title={t('invitation.title')} onClose={onClose} testId="invitation-dialog">
      <form
        class="form"
        onSubmit={(event) => {
          event.preventDefault();
          asked.run(() => session.doors.inviteVisitor(row.visit, { id, text: said }), onClose);
        }}
      >
        <dl class="facts">
          <div>
            <dt>{t('visitors.who')}</dt>
            <dd>
              <bdi>{name}</bdi>
            </dd>
          </div>
          <div>
            <dt>{t('visitors.page')}</dt>
            <dd>
              <bdi>{page.product?.name ?? (page.title || page.url)}</bdi>
            </dd>
          </div>
          {cart && (
            <div>
              <dt>{t('visitors.cart')}</dt>
              <dd>
                <bdi>{cart.total ?? count('visitors.pieces', cart.count)}</bdi>
              </dd>
            </div>
          )}
        </dl>
        <TextField
          label={t('invitation.words')}
          hint={t('invitation.hint')}
          required
          lines={4}
          maxLength={INVITATION_CHARS}
          text={text}
          testId="invitation-text"
        />
        {state.kind === 'failed' && (
          <FaultLine
            fault={state.fault}
            own={{
              not_found: 'invitation.left',
              taken: 'invitation.taken',
              rate: 'invitation.soon',
              ended: 'invitation.dismissed',
            }}
          />
        )}
        <div class="acts">
          <Button onClick={onClose}>{t('confirm.cancel')}</Button>
          <Button
            kind="primary"
            submit
            first
            disabled={said === ''}
            busy={state.kind === 'running'}
            testId="invitation-send"
          >
            {t('invitation.act')}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
