/** @file A button with an icon; its name is read out and shown as a tip. */

import type { ComponentChildren } from 'preact';
import { Icon } from './Icon';

/** See {@link IconButton}. */
export interface IconButtonProps {
  readonly svg: string;
  readonly label: string;
  /** Shows the label under the icon instead of as a tip. */
  readonly worded?: boolean;
  readonly onClick: () => void;
  readonly pressed?: boolean;
  readonly current?: boolean;
  readonly disabled?: boolean;
  readonly turns?: boolean;
  readonly expanded?: boolean;
  readonly class?: string;
  readonly testId?: string;
  /** Such as a count on top of the icon. */
  readonly children?: ComponentChildren;
}

/** Draws it. */
export function IconButton(props: IconButtonProps) {
  return (
    <button
      type="button"
      class={`icon-button ${props.class ?? ''}`}
      aria-label={props.worded ? undefined : props.label}
      title={props.worded ? undefined : props.label}
      aria-pressed={props.pressed}
      aria-expanded={props.expanded}
      aria-current={props.current ? 'page' : undefined}
      disabled={props.disabled}
      data-testid={props.testId}
      onClick={props.onClick}
    >
      <Icon svg={props.svg} turns={props.turns ?? false} />
      {props.worded && <span class="icon-word">{props.label}</span>}
      {props.children}
    </button>
  );
}
