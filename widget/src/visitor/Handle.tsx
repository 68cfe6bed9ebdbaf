/** @file The handle between stage and chat on a phone. */

import { t } from '../i18n/i18n';

/** See {@link Handle}. */
export interface HandleProps {
  /** Share of the stage in percent. */
  readonly share: number;
  readonly onShare: (share: number) => void;
}

const LEAST = 30;
const MOST = 80;
const STEP = 5;

const within = (share: number) => Math.min(MOST, Math.max(LEAST, share));

/** Draws it; it moves by finger and by arrow keys. */
export function Handle({ share, onShare }: HandleProps) {
  function drag(event: PointerEvent & { readonly currentTarget: HTMLElement }) {
    const { currentTarget: handle, pointerId, clientY } = event;
    if (event.type === 'pointerdown') handle.setPointerCapture(pointerId);
    if (!handle.hasPointerCapture(pointerId)) return;
    onShare(within((clientY / window.innerHeight) * 100));
  }
  return (
    // biome-ignore lint/a11y/useSemanticElements: a separator that can be moved is a widget, not a rule
    <div
      class="stage-handle"
      role="separator"
      tabIndex={0}
      aria-label={t('pane.resize')}
      aria-orientation="horizontal"
      aria-valuemin={LEAST}
      aria-valuemax={MOST}
      aria-valuenow={Math.round(share)}
      onPointerDown={drag}
      onPointerMove={drag}
      onKeyDown={(event) => {
        if (event.key !== 'ArrowUp' && event.key !== 'ArrowDown') return;
        event.preventDefault();
        onShare(within(share + (event.key === 'ArrowUp' ? -STEP : STEP)));
      }}
    />
  );
}
