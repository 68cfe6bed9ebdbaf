/** @file Where one writes. Enter sends, Shift+Enter begins a line. */

import type { ComponentChildren, RefObject } from 'preact';
import { useLayoutEffect, useRef } from 'preact/hooks';
import { t } from '../i18n/i18n';
import { IconButton } from './IconButton';
import { send } from './icons';

/** See {@link Composer}. */
export interface ComposerProps {
  readonly draft: string;
  readonly placeholder: string;
  readonly maxChars: number;
  readonly onDraft: (text: string) => void;
  readonly onSend: (text: string) => void;
  /** Stands before the field, such as a way to show a photo. */
  readonly beside?: ComponentChildren;
  /** Keys that something else takes, such as a list above the field; true when it took one. */
  readonly onKeys?: (event: KeyboardEvent) => boolean;
  /** Why what is written cannot be sent yet; null while it can. */
  readonly fault?: string | null;
  /** The list above the field that its keys move through, and the entry they are at. */
  readonly list?: { readonly id: string; readonly chosen: string } | null;
  /** The cursor is elsewhere. */
  readonly onCursor?: (at: number) => void;
  /** To move the focus here from outside. */
  readonly field?: RefObject<HTMLTextAreaElement>;
}

/** The counter appears when this many characters are left. */
const NEAR_LIMIT = 200;

/** Draws it. */
export function Composer(props: ComposerProps) {
  const own = useRef<HTMLTextAreaElement>(null);
  const field = props.field ?? own;
  const length = [...props.draft.trim()].length;
  const left = props.maxChars - length;
  const blocked = props.fault != null;
  const sendable = length > 0 && left >= 0 && !blocked;

  useLayoutEffect(() => {
    const area = field.current;
    // Where the style sheet can do it, it does; and what is not on screen has no height.
    if (!area || CSS.supports('field-sizing', 'content') || area.scrollHeight === 0) return;
    area.style.blockSize = 'auto';
    area.style.blockSize = `${area.scrollHeight}px`;
  }, [props.draft, field]);

  function submit() {
    if (sendable) props.onSend(props.draft.trim());
    field.current?.focus();
  }

  return (
    <form
      class="composer"
      onSubmit={(event) => {
        event.preventDefault();
        submit();
      }}
    >
      {props.beside}
      <textarea
        ref={field}
        rows={1}
        dir="auto"
        data-testid="composer"
        enterkeyhint="send"
        autocomplete="off"
        aria-label={props.placeholder}
        placeholder={props.placeholder}
        value={props.draft}
        {...(props.list && {
          role: 'combobox',
          'aria-expanded': true,
          'aria-autocomplete': 'list' as const,
          'aria-controls': props.list.id,
          'aria-activedescendant': props.list.chosen,
        })}
        aria-invalid={blocked || undefined}
        onInput={(event) => {
          props.onDraft(event.currentTarget.value);
          props.onCursor?.(event.currentTarget.selectionStart);
        }}
        onSelect={(event) => props.onCursor?.(event.currentTarget.selectionStart)}
        onKeyDown={(event) => {
          if (!event.isComposing && props.onKeys?.(event) === true) return;
          // While a word is being composed, Enter belongs to the input method.
          if (event.key !== 'Enter' || event.shiftKey || event.isComposing) return;
          event.preventDefault();
          submit();
        }}
      />
      {left <= NEAR_LIMIT && (
        <span class={`composer-count ${left < 0 ? 'over' : ''}`} role="status">
          {left}
        </span>
      )}
      <IconButton
        svg={send}
        label={t('composer.send')}
        class="send"
        testId="send"
        disabled={!sendable}
        onClick={submit}
      />
    </form>
  );
}
