/** @file Further things to do, behind one button (WAI-ARIA menu button). */

import type { ComponentChildren } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import { Icon } from './Icon';
import { IconButton } from './IconButton';

/** One of them. */
export interface MenuItem {
  readonly label: string;
  readonly svg?: string;
  readonly danger?: boolean;
  readonly disabled?: boolean;
  readonly onPick: () => void;
}

/** See {@link Menu}. */
export interface MenuProps {
  readonly label: string;
  readonly svg: string;
  readonly items: readonly MenuItem[];
  readonly head?: ComponentChildren;
}

const STEPS: Readonly<Record<string, number>> = { ArrowDown: 1, ArrowUp: -1 };

/** Draws the button, and the list while it is open. */
export function Menu({ label, svg, items, head }: MenuProps) {
  const [open, setOpen] = useState(false);
  const box = useRef<HTMLDivElement>(null);
  const list = useRef<HTMLDivElement>(null);

  useEffect(() => {
    if (!open) return;
    list.current?.querySelector<HTMLElement>('[role="menuitem"]:not(:disabled)')?.focus();
    const away = ({ target }: Event) => {
      if (target instanceof Node && !box.current?.contains(target)) setOpen(false);
    };
    document.addEventListener('pointerdown', away);
    document.addEventListener('focusin', away);
    return () => {
      document.removeEventListener('pointerdown', away);
      document.removeEventListener('focusin', away);
    };
  }, [open]);

  function leave() {
    setOpen(false);
    box.current?.querySelector('button')?.focus();
  }

  function press(event: KeyboardEvent) {
    if (event.key === 'Escape') {
      event.preventDefault();
      event.stopPropagation();
      return leave();
    }
    const step = STEPS[event.key];
    if (step === undefined) return;
    event.preventDefault();
    const all = [...(list.current?.querySelectorAll<HTMLElement>('[role="menuitem"]') ?? [])];
    const { activeElement } = document;
    const at = activeElement instanceof HTMLElement ? all.indexOf(activeElement) : -1;
    all[(at + step + all.length) % all.length]?.focus();
  }

  return (
    <div class="menu" ref={box}>
      <IconButton svg={svg} label={label} expanded={open} onClick={() => setOpen(!open)} />
      {open && (
        <div class="menu-list" role="menu" aria-label={label} ref={list} onKeyDown={press}>
          {head}
          {items.map((item) => (
            <button
              key={item.label}
              type="button"
              role="menuitem"
              tabIndex={-1}
              class={item.danger ? 'danger' : ''}
              disabled={item.disabled}
              onClick={() => {
                leave();
                item.onPick();
              }}
            >
              {item.svg && <Icon svg={item.svg} small />}
              {item.label}
            </button>
          ))}
        </div>
      )}
    </div>
  );
}
