/** @file A few places side by side, one of them in front (WAI-ARIA tabs, arrows move). */

import type { ComponentChildren } from 'preact';

/** One of them. */
export interface Tab<T extends string> {
  readonly name: T;
  readonly label: ComponentChildren;
  /** Where the label is only an icon. */
  readonly title?: string;
  readonly count?: number | null;
  /** The key that does the same. */
  readonly keys?: string;
}

/** See {@link Tabs}. */
export interface TabsProps<T extends string> {
  readonly label: string;
  readonly tabs: readonly Tab<T>[];
  readonly current: T;
  /** Id of the element they change. */
  readonly controls: string;
  readonly onPick: (name: T) => void;
  readonly class?: string;
}

const STEPS: Readonly<Record<string, number>> = { ArrowRight: 1, ArrowLeft: -1 };

/** Draws them. */
export function Tabs<T extends string>(props: TabsProps<T>) {
  const { tabs, current, onPick } = props;

  function move(event: KeyboardEvent) {
    const step = STEPS[event.key];
    if (step === undefined) return;
    event.preventDefault();
    const list = event.currentTarget;
    if (!(list instanceof HTMLElement)) return;
    const way = getComputedStyle(list).direction === 'rtl' ? -step : step;
    const at = tabs.findIndex((one) => one.name === current);
    const next = (at + way + tabs.length) % tabs.length;
    const name = tabs[next]?.name;
    if (name === undefined) return;
    onPick(name);
    const found = list.children[next];
    if (found instanceof HTMLElement) found.focus();
  }

  return (
    <div
      class={`tabs ${props.class ?? ''}`}
      role="tablist"
      aria-label={props.label}
      onKeyDown={move}
    >
      {tabs.map(({ name, label, title, count, keys }) => (
        <button
          key={name}
          type="button"
          role="tab"
          aria-selected={name === current}
          aria-controls={props.controls}
          aria-keyshortcuts={keys}
          aria-label={title}
          title={title}
          tabIndex={name === current ? 0 : -1}
          data-tab={name}
          onClick={() => onPick(name)}
        >
          <span>{label}</span>
          {count !== undefined && count !== null && <span class="tab-count">{count}</span>}
        </button>
      ))}
    </div>
  );
}
