/** @file What else can be done in the panel, behind three dots. */

import { useSignal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import { t } from '../i18n/i18n';
import { Icon } from '../ui/Icon';
import { IconButton } from '../ui/IconButton';
import { more } from '../ui/icons';

/** One thing that can be done. */
export interface MenuItem {
  readonly key: string;
  readonly svg: string;
  readonly words: string;
  /** For a switch: whether it is on. */
  readonly on?: boolean;
  readonly act: () => void;
}

/** Draws it; Escape and a press elsewhere close it. */
export function Menu({ items }: { readonly items: readonly MenuItem[] }) {
  const open = useSignal(false);
  const root = useRef<HTMLDivElement>(null);
  const shut = (focus: boolean) => {
    open.value = false;
    if (focus) root.current?.querySelector('button')?.focus();
  };
  useEffect(() => {
    if (!open.value) return;
    const elsewhere = (event: Event) => {
      if (event.target instanceof Node && !root.current?.contains(event.target)) shut(false);
    };
    document.addEventListener('pointerdown', elsewhere);
    window.addEventListener('blur', elsewhere);
    return () => {
      document.removeEventListener('pointerdown', elsewhere);
      window.removeEventListener('blur', elsewhere);
    };
  }, [open.value]);
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: keys of the buttons inside
    <div
      class="menu"
      ref={root}
      onKeyDown={(event) => {
        if (event.key !== 'Escape' || !open.value) return;
        // The panel stays open.
        event.preventDefault();
        shut(true);
      }}
    >
      <IconButton
        svg={more}
        label={t('menu.open')}
        testId="menu"
        expanded={open.value}
        onClick={() => {
          open.value = !open.value;
        }}
      />
      {open.value && (
        <ul class="menu-list">
          {items.map(({ key, svg, words, on, act }) => (
            <li key={key}>
              <button
                type="button"
                data-testid={`menu-${key}`}
                aria-pressed={on}
                onClick={() => {
                  shut(true);
                  act();
                }}
              >
                <Icon svg={svg} small />
                {words}
              </button>
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}
