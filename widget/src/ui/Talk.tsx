/** @file Messages, the state of the connection, and the composer: a whole conversation. */

import type { ComponentChildren } from 'preact';
import { useMemo } from 'preact/hooks';
import { Composer, type ComposerProps } from './Composer';
import { LinkBar, type LinkBarProps } from './LinkBar';
import { Thread, type ThreadProps } from './Thread';

/** See {@link Talk}. */
export interface TalkProps
  extends Omit<ThreadProps, 'since'>,
    Pick<
      ComposerProps,
      | 'draft'
      | 'placeholder'
      | 'maxChars'
      | 'onDraft'
      | 'field'
      | 'beside'
      | 'onKeys'
      | 'onCursor'
      | 'fault'
      | 'list'
    > {
  readonly link: LinkBarProps['view'];
  readonly onReconnect: () => void;
  /** Whether something is being written. */
  readonly onWrites: (now: boolean) => void;
  readonly onSay: (text: string) => void;
  /** Between the messages and where one writes, such as what is written here. */
  readonly above?: ComponentChildren;
  /** Stands where one would write. */
  readonly instead?: ComponentChildren;
}

/** Draws it. Give it a `key` of the conversation, so that each begins at its own end. */
export function Talk(props: TalkProps) {
  const {
    link,
    onReconnect,
    draft,
    placeholder,
    maxChars,
    field,
    beside,
    onDraft,
    instead,
    above,
    onKeys,
    onCursor,
    fault,
    list,
    ...thread
  } = props;
  // What is older than this was there before: only what comes now slides in.
  const since = useMemo(() => Date.now(), []);
  return (
    <>
      <Thread {...thread} since={since} />
      <LinkBar view={link} onRetry={onReconnect} />
      {above}
      {instead || (
        <Composer
          {...(field ? { field } : {})}
          {...(onKeys ? { onKeys } : {})}
          {...(onCursor ? { onCursor } : {})}
          fault={fault ?? null}
          list={list ?? null}
          beside={beside}
          draft={draft}
          placeholder={placeholder}
          maxChars={maxChars}
          onDraft={(text) => {
            onDraft(text);
            props.onWrites(text.trim() !== '');
          }}
          onSend={(text) => {
            onDraft('');
            props.onSay(text);
          }}
        />
      )}
    </>
  );
}
