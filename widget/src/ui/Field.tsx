/** @file A field with its label, a hint, and what is wrong with what was written. */

import type { ComponentChildren, RefObject } from 'preact';
import { useId, useRef, useState } from 'preact/hooks';
import { t } from '../i18n/i18n';
import { Icon } from './Icon';
import { IconButton } from './IconButton';
import { alert, hidden, visible } from './icons';

/** See {@link Field}. */
export interface FieldProps {
  readonly label: string;
  readonly value: string;
  readonly onInput: (value: string) => void;
  readonly kind?: 'text' | 'email' | 'password' | 'url';
  readonly autocomplete?: string;
  readonly hint?: ComponentChildren;
  /** Words for what is wrong; null while nothing is. */
  readonly fault?: string | null;
  readonly placeholder?: string;
  readonly maxLength?: number;
  readonly required?: boolean;
  readonly readOnly?: boolean;
  readonly lines?: number;
  readonly field?: RefObject<HTMLInputElement>;
  readonly testId?: string;
}

/** Draws it. Placeholders are examples, never the only label. */
export function Field(props: FieldProps) {
  const id = useId();
  const own = useRef<HTMLInputElement>(null);
  const [bare, setBare] = useState(false);
  const { kind = 'text', fault = null, hint } = props;
  const secret = kind === 'password';
  const described = [hint ? `${id}-hint` : '', fault ? `${id}-fault` : '']
    .filter(Boolean)
    .join(' ');
  const shared = {
    id,
    value: props.value,
    placeholder: props.placeholder,
    required: props.required,
    readOnly: props.readOnly,
    maxLength: props.maxLength,
    'data-testid': props.testId,
    'aria-invalid': fault !== null,
    'aria-describedby': described || undefined,
  };
  return (
    <div class={`field ${fault === null ? '' : 'faulty'}`}>
      <label for={id}>{props.label}</label>
      <div class="field-box">
        {props.lines ? (
          <textarea
            {...shared}
            rows={props.lines}
            onInput={(event) => props.onInput(event.currentTarget.value)}
          />
        ) : (
          <input
            {...shared}
            ref={props.field ?? own}
            type={secret && bare ? 'text' : kind}
            autocomplete={props.autocomplete}
            spellcheck={kind === 'text'}
            autocapitalize={kind === 'text' ? undefined : 'none'}
            dir={kind === 'text' ? 'auto' : undefined}
            onInput={(event) => props.onInput(event.currentTarget.value)}
          />
        )}
        {secret && (
          <IconButton
            svg={bare ? hidden : visible}
            label={t(bare ? 'field.password.hide' : 'field.password.show')}
            pressed={bare}
            onClick={() => setBare(!bare)}
          />
        )}
      </div>
      {hint && (
        <p class="field-hint" id={`${id}-hint`}>
          {hint}
        </p>
      )}
      {fault !== null && (
        <p class="field-fault" id={`${id}-fault`} role="alert">
          <Icon svg={alert} small />
          {fault}
        </p>
      )}
    </div>
  );
}
