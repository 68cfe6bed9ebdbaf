/** @file What is on its way, in the shape it will have; it appears after 150 ms. */

/** See {@link Skeletons}. */
export interface SkeletonsProps {
  /** Read out. */
  readonly label: string;
  readonly rows: number;
  readonly class?: string;
}

/** Draws them. */
export function Skeletons({ label, rows, class: classes }: SkeletonsProps) {
  return (
    <div class={`skeletons ${classes ?? ''}`} aria-busy="true">
      <p class="hidden-text">{label}</p>
      {Array.from({ length: rows }, (_, row) => (
        <div class="skeleton" key={row} />
      ))}
    </div>
  );
}
