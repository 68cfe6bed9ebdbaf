/** @file Keys as one sees them on a keyboard. */

const MAC = /Mac|iPhone|iPad/.test(navigator.platform);

/** How a key is written on this device. */
function sign(key: string): string {
  if (key === 'Mod') return MAC ? '⌘' : 'Ctrl';
  return key;
}

/** Draws keys that are pressed together (`Mod+K`) or one after the other (`G T`). */
export function Keys({ keys }: { readonly keys: string }) {
  return (
    <span class="keys" aria-hidden="true">
      {keys
        .split(' ')
        .flatMap((chord) =>
          chord.split('+').map((key) => <kbd key={`${chord}-${key}`}>{sign(key)}</kbd>),
        )}
    </span>
  );
}
