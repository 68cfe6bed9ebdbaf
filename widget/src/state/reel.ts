/** @file The time of a film beside the time in which it happened: long pauses can be cut out. */

/** A stretch in which film and room run alike, or a pause that was shortened. */
interface Span {
  readonly real: number;
  readonly film: number;
  readonly realMs: number;
  readonly filmMs: number;
}

/** See {@link createReel}. Film time begins at 0. */
export interface Reel {
  readonly length: number;
  /** Room time at an instant of the film. */
  realAt(film: number): number;
  /** The instant of the film at a room time. */
  filmAt(real: number): number;
  /** The pauses that were shortened, in film time. */
  readonly cuts: readonly { readonly film: number; readonly realMs: number }[];
}

/** A pause longer than this can be cut, in milliseconds. */
export const PAUSE_MS = 3_000;
/** What is left of it. */
export const CUT_MS = 1_000;

/** Lays `moments`, in order, on a reel; `skips` cuts the pauses between them. */
export function createReel(moments: readonly number[], skips: boolean): Reel {
  const spans: Span[] = [];
  let film = 0;
  for (const [at, real] of moments.entries()) {
    const next = moments[at + 1];
    if (next === undefined || next === real) continue;
    const realMs = next - real;
    const filmMs = skips && realMs > PAUSE_MS ? CUT_MS : realMs;
    spans.push({ real, film, realMs, filmMs });
    film += filmMs;
  }
  const first = moments[0] ?? 0;
  const last = moments.at(-1) ?? 0;
  const length = film;

  function spanBy(value: number, of: (span: Span) => number): Span | undefined {
    let [low, high] = [0, spans.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      const span = spans[middle];
      if (span && of(span) <= value) low = middle + 1;
      else high = middle;
    }
    return spans[low - 1];
  }

  return {
    length,
    realAt: (at) => {
      if (at >= length) return last;
      const span = spanBy(at, (one) => one.film);
      if (!span) return first;
      return span.real + ((at - span.film) / span.filmMs) * span.realMs;
    },
    filmAt: (real) => {
      if (real >= last) return length;
      const span = spanBy(real, (one) => one.real);
      if (!span) return 0;
      return span.film + ((real - span.real) / span.realMs) * span.filmMs;
    },
    cuts: spans.flatMap(({ film: at, realMs, filmMs }) =>
      filmMs < realMs ? [{ film: at, realMs }] : [],
    ),
  };
}
