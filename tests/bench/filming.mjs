/**
 * @file What runs in the page beside the film: reads the number in each painted frame, and makes
 * the element stall. Injected as one function, so it may use nothing from outside itself.
 */

/** Before the page's own scripts; `filming.begin` when the film is there. */
export function film() {
  const ROWS = 2;
  const BITS = 16;
  const painted = [];
  let [video, seeks, held] = [null, 0, false];
  let canvas = null;
  const wall = (at) => performance.timeOrigin + at;

  // What a stall does to the element is not what a person does.
  for (const name of ['pause', 'play']) {
    document.addEventListener(name, (event) => held && event.stopImmediatePropagation(), true);
  }

  /** The number in the picture; null when it is none. */
  function read() {
    const context = canvas.getContext('2d', { willReadFrequently: true });
    context.drawImage(video, 0, 0, canvas.width, canvas.height);
    const { data } = context.getImageData(0, 0, canvas.width, canvas.height);
    const white = (bit, row) => {
      const x = Math.floor((bit + 0.5) * (canvas.width / BITS));
      const y = Math.floor((row * 2 + 1) * (canvas.height / (ROWS * 4)));
      return data[(y * canvas.width + x) * 4] > 128;
    };
    let number = 0;
    for (let bit = 0; bit < BITS; bit += 1) {
      if (white(bit, 0) === white(bit, 1)) return null;
      number = number * 2 + (white(bit, 0) ? 1 : 0);
    }
    return number;
  }

  function note(_now, frame) {
    const number = read();
    if (number !== null) painted.push({ number, at: wall(frame.expectedDisplayTime) });
    video.requestVideoFrameCallback(note);
  }

  globalThis.filming = {
    begin(_fps, { width, height }) {
      video = document.querySelector('.cv-videos video');
      canvas = Object.assign(document.createElement('canvas'), {
        width: width / 2,
        height: height / 2,
      });
      video.addEventListener('seeking', () => {
        seeks += 1;
      });
      video.requestVideoFrameCallback(note);
    },
    /** What was painted since the last time. */
    take() {
      const said = { painted: painted.splice(0), seeks };
      seeks = 0;
      return said;
    },
    /** The picture at an instant, and since when it has been there. */
    async stillAt(at) {
      const left = at - wall(performance.now());
      if (left > 0) await new Promise((resolve) => setTimeout(resolve, left));
      const number = read();
      const last = painted.findLastIndex((one) => one.number !== number);
      return { number, since: painted[last + 1]?.at ?? 0 };
    },
    /** Stands as if bytes were missing: the picture freezes, `waiting` is said. */
    stall(ms) {
      if (held || video.paused) return;
      held = true;
      video.pause();
      Object.defineProperty(video, 'readyState', { configurable: true, get: () => 2 });
      Object.defineProperty(video, 'paused', { configurable: true, get: () => false });
      video.dispatchEvent(new Event('waiting'));
      setTimeout(() => {
        delete video.readyState;
        delete video.paused;
        const goesOn = video.play().catch(() => undefined);
        goesOn.then(() => {
          held = false;
          video.dispatchEvent(new Event('playing'));
        });
      }, ms);
    },
  };
}
