/**
 * @file Which frame of a video element is on the screen. The element's own clock runs ahead of
 * the picture by as much as the decoder is late; where the browser tells of painted frames they
 * count.
 */

/** A frame that was painted. */
interface Painted {
  /** When it begins, in seconds of the video. */
  readonly from: number;
  /** When it is seen, in milliseconds of the page's clock. */
  readonly at: number;
}

/** A painted frame older than this no longer says where a playing video is, in milliseconds. */
const FRESH_MS = 250;
/** Length of a frame before two were seen, in seconds: 24 a second. */
const FRAME_S = 1 / 24;
/** Lengths remembered; the shortest counts, because frames are left out, never doubled. */
const LENGTHS = 12;
/** Two frames this close are one, in seconds. */
const SAME_S = 0.003;
/** A longer pause between frames is a jump, in seconds. */
const LONGEST_S = 0.2;

export class Frames {
  readonly #video: HTMLVideoElement;
  readonly #painted: () => void;
  readonly #lengths: number[] = [];
  #last: Painted | null = null;
  #request: number | null = null;

  constructor(video: HTMLVideoElement, painted: () => void) {
    this.#video = video;
    this.#painted = painted;
    this.#ask();
  }

  /** Whether the browser has told of one since the last jump. */
  get seen(): boolean {
    return this.#last !== null;
  }

  /** Where the picture is by now, in seconds. */
  position(): number {
    const { currentTime, paused, playbackRate } = this.#video;
    const last = this.#last;
    if (!last || paused) return currentTime;
    const age = performance.now() - last.at;
    if (age > FRESH_MS) return currentTime;
    return last.from + (age / 1_000) * playbackRate;
  }

  /** The middle of the frame on the screen, in seconds. */
  middle(): number {
    const last = this.#last;
    return last ? last.from + this.#length() / 2 : this.#video.currentTime;
  }

  /** Whether the frame on the screen is the one of this second. */
  shows(at: number): boolean {
    const last = this.#last;
    if (!last) return false;
    return at >= last.from - SAME_S && at < last.from + this.#length() + SAME_S;
  }

  /** The video jumps: what was painted says nothing of where it will be. */
  forget(): void {
    this.#last = null;
  }

  dispose(): void {
    if (this.#request !== null) this.#video.cancelVideoFrameCallback(this.#request);
  }

  #ask(): void {
    if (typeof this.#video.requestVideoFrameCallback !== 'function') return;
    this.#request = this.#video.requestVideoFrameCallback((_now, frame) => {
      this.#note({ from: frame.mediaTime, at: frame.expectedDisplayTime });
      this.#ask();
      this.#painted();
    });
  }

  #note(next: Painted): void {
    const long = next.from - (this.#last?.from ?? next.from);
    if (long > SAME_S && long < LONGEST_S) {
      this.#lengths.push(long);
      if (this.#lengths.length > LENGTHS) this.#lengths.shift();
    }
    this.#last = next;
    // For tests and for whoever looks: which moment is painted.
    this.#video.dataset['frame'] = String(Math.round(next.from * 1_000));
  }

  #length(): number {
    return this.#lengths.length > 0 ? Math.min(...this.#lengths) : FRAME_S;
  }
}
