/** @file A field of a form whose text is kept in a signal. */

import type { Signal } from '@preact/signals';
import { Field, type FieldProps } from '../ui/Field';

/** See {@link TextField}. */
export interface TextFieldProps extends Omit<FieldProps, 'value' | 'onInput'> {
  readonly text: Signal<string>;
}

/** Draws it. */
export function TextField({ text, ...props }: TextFieldProps) {
  return (
    <Field
      {...props}
      value={text.value}
      onInput={(next) => {
        text.value = next;
      }}
    />
  );
}
