/** @file A choice of a few words, by the browser's own list: it works with every hand and reader. */

import { useId } from 'preact/hooks';
import { Icon } from './Icon';
import { hide } from './icons';

/** See {@link Select}. */
export interface SelectProps<T extends string> {
  readonly label: string;
  /** Read out, not shown: where a table says it already. */
  readonly quiet?: boolean;
  readonly value: T;
  readonly options: readonly { readonly value: T; readonly label: string }[];
  readonly disabled?: boolean;
  readonly onPick: (value: T) => void;
  readonly testId?: string;
}

/** Draws it. */
export function Select<T extends string>(props: SelectProps<T>) {
  const id = useId();
  return (
    <div class="field">
      <label for={id} class={props.quiet ? 'hidden-text' : ''}>
        {props.label}
      </label>
      <div class="select-box">
        <select
          id={id}
          value={props.value}
          disabled={props.disabled}
          data-testid={props.testId}
          onChange={(event) => {
            const picked = props.options.find((one) => one.value === event.currentTarget.value);
            if (picked) props.onPick(picked.value);
          }}
        >
          {props.options.map((one) => (
            <option key={one.value} value={one.value}>
              {one.label}
            </option>
          ))}
        </select>
        <Icon svg={hide} small />
      </div>
    </div>
  );
}
