/** @file A list that a page of the settings reads, changes and reads again. */

import { type ReadonlySignal, signal } from '@preact/signals';
import { useEffect, useMemo } from 'preact/hooks';
import { type Asking, createAsking } from '../../state/asking';

/** See {@link useReading}. */
export interface Reading<T> {
  /** Null before the first answer. */
  readonly value: ReadonlySignal<T | null>;
  readonly state: ReadonlySignal<Asking>;
  again(): void;
  /** Puts in what the server has answered to a change. */
  put(value: T): void;
}

/** Reads when the page is drawn first. */
export function useReading<T>(read: () => Promise<T>): Reading<T> {
  const reading = useMemo(() => {
    const value = signal<T | null>(null);
    const asked = createAsking();
    const put = (next: T) => {
      value.value = next;
    };
    return { value, state: asked.state, again: () => asked.run(read, put), put };
  }, []);
  useEffect(reading.again, []);
  return reading;
}
