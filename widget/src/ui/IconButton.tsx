/** @file A button with an icon; its name is read out and shown as a tip. */

import type { ComponentChildren } from 'preact';
import { Icon } from './Icon';
import { Keys } from './Keys';

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
  /** The key that does the same; shown in the tip. */
  readonly keys?: string;
  /** Draws a tip of our own there, with the key in it, instead of the browser's. */
  readonly tip?: 'below' | 'above' | 'after';
  /** Such as a count on top of the icon. */
  readonly children?: ComponentChildren;
}

/** Draws it. */
export function IconButton(props: IconButtonProps) {
  const { tip } = props;
  return (
    <button
      type="button"
      class={`icon-button ${tip ? 'tipped' : ''} ${props.class ?? ''}`}
      aria-label={props.worded ? undefined : props.label}
      title={props.worded || tip ? undefined : props.label}
      aria-keyshortcuts={props.keys}
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
      {tip && !props.worded && (
        <span class={`tip ${tip}`} aria-hidden="true">
          {props.label}
          {props.keys && <Keys keys={props.keys} />}
        </span>
      )}
    </button>
  );
}
