/** @file A quiet question in the thread: a name and an address, both optional. */

import { useSignal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import { t } from '../i18n/i18n';
import { codeOf } from '../net/refused';
import type { Contact } from './contact';

/** See {@link ContactCard}. */
export interface ContactCardProps {
  readonly contact: Contact;
  /** Nobody is there to answer now. */
  readonly night: boolean;
  /** Whether answers can be sent to it. */
  readonly mail: boolean;
}

const NAME_CHARS = 120;
const EMAIL_CHARS = 254;

/** Draws it. */
export function ContactCard({ contact, night, mail }: ContactCardProps) {
  const self = contact.self.value;
  const name = useSignal(self?.name ?? '');
  const email = useSignal(self?.email ?? '');
  const refused = useSignal<'field' | 'other' | null>(null);
  const first = useRef<HTMLInputElement>(null);
  const editing = contact.editing.value;
  useEffect(() => {
    // What is known comes a moment later, and overwrites nothing that was written meanwhile.
    if (self === null) return;
    if (name.peek() === '') name.value = self.name ?? '';
    if (email.peek() === '') email.value = self.email ?? '';
  }, [self]);
  useEffect(() => {
    if (editing) first.current?.focus();
  }, [editing]);

  async function save() {
    refused.value = null;
    try {
      await contact.save(name.value.trim(), email.value.trim());
    } catch (error) {
      refused.value = codeOf(error) === 'bad_field' ? 'field' : 'other';
    }
  }

  const title = t(mail ? 'contact.title' : 'contact.plain.title');
  // Nobody is promised what cannot be kept.
  const promise = mail ? (night ? 'contact.night' : 'contact.body') : 'contact.plain';
  if (!editing) {
    return (
      // biome-ignore lint/a11y/useSemanticElements: two buttons below a sentence are no set of form fields
      <div class="contact-card" role="group" aria-label={title} data-testid="contact">
        <h2>{title}</h2>
        <p>{t(promise)}</p>
        <div class="contact-acts">
          <button
            type="button"
            class="button"
            data-testid="contact-open"
            onClick={() => contact.edit(true)}
          >
            {t(mail ? 'contact.open' : 'menu.contact')}
          </button>
          <button type="button" class="button quiet" onClick={contact.decline}>
            {t('contact.later')}
          </button>
        </div>
      </div>
    );
  }
  return (
    <form
      class="contact-card"
      data-testid="contact-form"
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        void save();
      }}
    >
      <h2>{title}</h2>
      <label>
        <span>{t('contact.name')}</span>
        <input
          ref={first}
          type="text"
          name="name"
          dir="auto"
          autocomplete="name"
          maxLength={NAME_CHARS}
          value={name.value}
          onInput={(event) => {
            name.value = event.currentTarget.value;
          }}
        />
      </label>
      <label>
        <span>{t('contact.email')}</span>
        <input
          type="email"
          name="email"
          dir="ltr"
          autocomplete="email"
          inputMode="email"
          maxLength={EMAIL_CHARS}
          aria-invalid={refused.value === 'field'}
          value={email.value}
          onInput={(event) => {
            email.value = event.currentTarget.value;
          }}
        />
      </label>
      {refused.value !== null && (
        <p class="contact-refused" role="alert">
          {t(refused.value === 'field' ? 'contact.badField' : 'problem.other')}
        </p>
      )}
      <div class="contact-acts">
        <button type="submit" class="button primary">
          {t('contact.save')}
        </button>
        <button type="button" class="button quiet" onClick={() => contact.edit(false)}>
          {t('contact.cancel')}
        </button>
      </div>
    </form>
  );
}
