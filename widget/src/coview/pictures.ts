/**
 * @file Which decoded bitmap of the picture is on the canvas: a small one at once, the fitting
 * one as soon as it is there, and when the zoom shows more than that has, the full one; or tiles
 * over the fitting one, when the picture has a pyramid.
 */

import type { Media, Tiles } from '../wire/generated';
import type { StagePort, Variant } from './port';
import { STRETCH } from './pyramid';

/** What the stage says about its picture. */
export type PictureState = 'none' | 'loading' | 'ready' | 'error';

/** A picture and the sharpness of what is there. */
interface Loaded {
  readonly bitmap: ImageBitmap;
  readonly variant: Variant;
}

/** What a picture needs from the world. */
type Source = Pick<StagePort, 'bitmap' | 'pyramid'>;

const SHARPNESS: Record<Variant, number> = { thumb: 0, fit: 1, full: 2 };

export class Pictures {
  readonly #port: Source;
  readonly #changed: () => void;
  #media: Media['media'] | null = null;
  #loaded: Loaded | null = null;
  #state: PictureState = 'none';
  readonly #asked = new Set<Variant>();
  /** Undefined until it is known whether there is one. */
  #pyramid: Tiles | null | undefined;
  /** Whether nobody could say. */
  #unsure = false;
  /** Whether what comes next replaces what is there, however sharp that claims to be. */
  #fresh = false;
  /** Whether there is something to see without it, as with the poster of a video. */
  #spare = false;

  constructor(port: Source, changed: () => void) {
    this.#port = port;
    this.#changed = changed;
  }

  get state(): PictureState {
    return this.#state;
  }

  get bitmap(): ImageBitmap | null {
    return this.#loaded?.bitmap ?? null;
  }

  /** The pyramid whose tiles go over the bitmap, once there is one. */
  get pyramid(): Tiles | null {
    const loaded = this.#loaded;
    return loaded && loaded.variant !== 'thumb' ? (this.#pyramid ?? null) : null;
  }

  /** Shows another picture, or none; one that is to spare may be missing. */
  show(media: Media['media'] | null, spare = false): void {
    if (media === this.#media) return;
    this.#media = media;
    this.#spare = spare;
    this.#loaded = null;
    this.#asked.clear();
    this.#state = media === null || spare ? 'none' : 'loading';
    this.#ask('thumb');
    this.#ask('fit');
    if (!spare) this.#askPyramid();
    this.#changed();
  }

  /** Tries again after an error. */
  retry(): void {
    const media = this.#media;
    this.#media = null;
    this.show(media, this.#spare);
  }

  /** The picture is sharper by now than what was loaded; what is shown stays until that is here. */
  refresh(): void {
    this.#asked.clear();
    this.#fresh = true;
    this.#ask('fit');
    this.#askPyramid();
  }

  /** The network is back. */
  resumed(): void {
    if (this.#unsure) this.#askPyramid();
  }

  /** Says how many canvas pixels the picture's width takes, of how many it has. */
  need(pixelsAcross: number, pixelsThere: number): void {
    const loaded = this.#loaded;
    if (loaded?.variant !== 'fit' || this.#pyramid !== null) return;
    const has = loaded.bitmap.width;
    if (pixelsAcross > has * STRETCH && pixelsThere > has) this.#ask('full');
  }

  #ask(variant: Variant): void {
    const media = this.#media;
    if (media === null || this.#asked.has(variant)) return;
    this.#asked.add(variant);
    this.#port.bitmap(media, variant).then(
      (bitmap) => this.#arrived(media, { bitmap, variant }),
      () => this.#failed(media, variant),
    );
  }

  #askPyramid(): void {
    const media = this.#media;
    if (media === null) return;
    const answered = (pyramid: Tiles | null, unsure: boolean) => {
      if (media !== this.#media) return;
      this.#pyramid = pyramid;
      this.#unsure = unsure;
      this.#changed();
    };
    this.#pyramid = undefined;
    this.#port.pyramid(media).then(
      (pyramid) => answered(pyramid, false),
      () => answered(null, true),
    );
  }

  #arrived(media: string, loaded: Loaded): void {
    if (media !== this.#media) return;
    if (
      !this.#fresh &&
      this.#loaded &&
      SHARPNESS[this.#loaded.variant] >= SHARPNESS[loaded.variant]
    )
      return;
    this.#fresh = false;
    this.#loaded = loaded;
    if (!this.#spare) this.#state = 'ready';
    this.#changed();
  }

  #failed(media: string, variant: Variant): void {
    if (media !== this.#media) return;
    // The small one is only there to bridge the wait, and the full one to sharpen.
    if (variant !== 'fit' || this.#fresh) return;
    if (this.#spare) return;
    this.#loaded = null;
    this.#state = 'error';
    this.#changed();
  }
}
