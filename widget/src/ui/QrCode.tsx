/** @file A QR code as the server has made it. */

/** Light modules around the code that a camera needs (ISO/IEC 18004). */
const QUIET = 4;

/** See {@link QrCode}. */
export interface QrCodeProps {
  /** Rows of `1` for dark and `0` for light. */
  readonly rows: readonly string[];
  readonly label: string;
  readonly testId?: string;
}

/** Draws it: dark on light in both themes, because cameras read nothing else for sure. */
export function QrCode({ rows, label, testId }: QrCodeProps) {
  const size = rows.length + 2 * QUIET;
  const dark = rows.flatMap((row, y) =>
    [...row].flatMap((module, x) => (module === '1' ? [`M${x + QUIET} ${y + QUIET}h1v1h-1z`] : [])),
  );
  return (
    <svg
      class="qr"
      role="img"
      aria-label={label}
      viewBox={`0 0 ${size} ${size}`}
      shape-rendering="crispEdges"
      data-testid={testId}
    >
      <rect width={size} height={size} fill="#fff" />
      <path d={dark.join('')} fill="#000" />
    </svg>
  );
}
