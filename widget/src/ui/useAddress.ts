/** @file The address of an `<img>` that ends after an hour or two: one that failed is renewed once. */

import { useEffect, useState } from 'preact/hooks';

/** Gives an address; another one than `failed`, when that did not load. */
export type Load = (failed: string | null) => Promise<string>;

/** Null until it is known, and again when there is nothing at it. */
export function useAddress(load: Load, inputs: readonly unknown[]) {
  const [address, setAddress] = useState<string | null>(null);
  const [failed, setFailed] = useState<string | null>(null);
  useEffect(() => {
    let here = true;
    load(failed).then(
      (found) => here && setAddress(found),
      () => here && setAddress(null),
    );
    return () => {
      here = false;
    };
  }, [...inputs, failed]);
  return {
    address,
    onError: () => {
      setAddress(null);
      if (failed === null) setFailed(address);
    },
  };
}
