/** @file A small picture by an address that is made out for this viewer; grey until it is there. */

import { type Load, useAddress } from './useAddress';

/** See {@link MediaImage}. */
export interface MediaImageProps {
  /** Gives the address. Give the component a `key` when the picture changes. */
  readonly load: Load;
}

/** Draws it; what it shows is said in words beside it. */
export function MediaImage({ load }: MediaImageProps) {
  const { address, onError } = useAddress(load, []);
  return (
    <span class="media-image">
      {address !== null && <img src={address} alt="" draggable={false} onError={onError} />}
    </span>
  );
}
