/** @file A picture that is fetched with proof of who we are; grey until it is there. */

import { useEffect, useState } from 'preact/hooks';

/** See {@link MediaImage}. */
export interface MediaImageProps {
  /** Gives an object URL. Give the component a `key` when the picture changes. */
  readonly load: () => Promise<string>;
}

/** Draws it; what it shows is said in words beside it. */
export function MediaImage({ load }: MediaImageProps) {
  const [url, setUrl] = useState<string | null>(null);
  useEffect(() => {
    let here = true;
    load().then(
      (found) => here && setUrl(found),
      () => undefined,
    );
    return () => {
      here = false;
    };
  }, []);
  return (
    <span class="media-image">{url !== null && <img src={url} alt="" draggable={false} />}</span>
  );
}
