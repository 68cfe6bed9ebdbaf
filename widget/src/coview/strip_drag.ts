/** @file Carrying a picture to another place of the strip, by mouse at once, by finger after a rest. */

/** A pointer that moves less than this presses. */
const START_PX = 6;
/** A finger that rests this long wants to carry, not to scroll. */
const REST_MS = 350;

/** Who hears of it. */
export interface DragSink {
  /** The picture is being carried; it would come before this one, or to the end. */
  over(before: string | null): void;
  /** It is put down there. */
  drop(before: string | null): void;
  /** It goes back. */
  cancel(): void;
}

/** Follows a pointer that came down on the picture `item` of `list`. */
export function carry(list: HTMLElement, item: string, down: PointerEvent, sink: DragSink): void {
  const off = new AbortController();
  const { signal } = off;
  let carrying = false;
  let before: string | null = item;
  const rest = down.pointerType === 'mouse' ? null : setTimeout(() => begin(), REST_MS);

  function begin() {
    carrying = true;
    list.setPointerCapture?.(down.pointerId);
    sink.over(before);
  }

  function end(run: () => void) {
    if (rest !== null) clearTimeout(rest);
    off.abort();
    if (!carrying) return;
    // The press that ends a drag chooses nothing; where no click follows, the next one counts.
    const press = new AbortController();
    const stop = (event: Event) => event.stopPropagation();
    list.addEventListener('click', stop, { capture: true, once: true, signal: press.signal });
    setTimeout(() => press.abort());
    run();
  }

  const away = (event: PointerEvent) =>
    Math.hypot(event.clientX - down.clientX, event.clientY - down.clientY);

  list.addEventListener(
    'pointermove',
    (event) => {
      if (event.pointerId !== down.pointerId) return;
      if (!carrying && down.pointerType === 'mouse' && away(event) > START_PX) begin();
      // A finger that moves at once scrolls.
      else if (!carrying && away(event) > START_PX) return end(() => undefined);
      if (!carrying) return;
      before = placeAt(list, event.clientX);
      sink.over(before);
    },
    { signal },
  );
  list.addEventListener(
    'pointerup',
    (event) => {
      if (event.pointerId === down.pointerId) end(() => sink.drop(before));
    },
    { signal },
  );
  list.addEventListener(
    'pointercancel',
    (event) => {
      if (event.pointerId === down.pointerId) end(() => sink.cancel());
    },
    { signal },
  );
  // A finger that carries must not scroll the strip under it.
  list.addEventListener('touchmove', (event) => carrying && event.preventDefault(), {
    signal,
    passive: false,
  });
}

/** The picture before which something at this place of the window would come. */
function placeAt(list: HTMLElement, x: number): string | null {
  const rtl = getComputedStyle(list).direction === 'rtl';
  for (const button of list.querySelectorAll<HTMLElement>('[data-item]')) {
    const { left, width } = button.getBoundingClientRect();
    const middle = left + width / 2;
    if (rtl ? x > middle : x < middle) return button.dataset['item'] ?? null;
  }
  return null;
}
