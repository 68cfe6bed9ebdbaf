/**
 * @file What the pages of the sync bench note about themselves: when an input event happened, in
 * which frame of the socket it left, and when a stage had painted what came.
 *
 * Why this is the paint: a stage paints in an animation frame and there sets `data-n` to the
 * number of the view it has painted. A message posted from there (by a mutation observer, so in
 * the same task) is a task of its own, and the browser runs it after the rendering of that frame:
 * style, layout, paint and the hand-over to the compositor are done. What is missing to light is
 * the same for every page on that screen. A stroke has no number on the canvas; there the pixel
 * under its newest point is read after each frame until it has ink.
 *
 * Times are `performance.timeOrigin` plus a monotonic clock, on both sides of one machine. The two
 * origins were read from the wall clock at different moments; `offset` says by how much a page's
 * times differ from the wall clock now, and the bench takes that out.
 */

/** Runs before every script of every frame. */
export function noteTimes() {
  const now = () => performance.timeOrigin + performance.now();
  const notes = { inputs: [], sent: [], painted: [] };
  const waiting = { inputs: [], strokes: [] };
  /** Tabs whose strokes are not looked for, and those strokes. */
  const ignored = new Set();
  let armed = false;

  // A pen is followed by raw updates where there are any, and `pointermove` tells them again.
  let told = Number.NEGATIVE_INFINITY;
  const note = (event) => {
    if (!armed) return;
    const raw = event.getCoalescedEvents?.() ?? [];
    for (const one of raw.length > 0 ? raw : [event]) {
      if (one.timeStamp <= told) continue;
      told = one.timeStamp;
      waiting.inputs.push(performance.timeOrigin + one.timeStamp);
    }
  };
  for (const kind of ['pointerrawupdate', 'pointermove']) {
    addEventListener(kind, note, { capture: true });
  }

  const afterFrame = (run) => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = run;
    port2.postMessage(null);
  };

  const parsed = (text) => {
    try {
      return typeof text === 'string' ? JSON.parse(text) : null;
    } catch {
      return null;
    }
  };

  function leaves(text) {
    const frame = armed && waiting.inputs.length > 0 ? parsed(text) : null;
    if (frame?.type !== 'live' || !(frame.view || frame.stroke)) return;
    const { view, stroke } = frame;
    const what = view
      ? { of: `view ${view.fence}`, upTo: view.n }
      : { of: stroke.sid, upTo: stroke.from + stroke.path.length / 2 };
    for (const at of waiting.inputs.splice(0)) notes.inputs.push({ at, ...what });
    notes.sent.push(now());
  }

  function comes(text) {
    const frame = armed ? parsed(text) : null;
    if (frame?.type === 'live' && frame.stroke) {
      const { sid, from, path, cancelled } = frame.stroke;
      if (ignored.has(frame.session)) ignored.add(sid);
      else if (cancelled) waiting.strokes = waiting.strokes.filter((one) => one.of !== sid);
      else expectInk({ of: sid, upTo: from + path.length / 2 }, path);
    }
    if (frame?.type !== 'events') return;
    for (const { body } of frame.events) {
      // The finished mark may overtake the last piece of its preview, and holds all of it.
      const { kind, annotation, mark } = body;
      if (kind === 'annotation_added' && !ignored.has(annotation))
        expectInk({ of: annotation, upTo: 1e9 }, mark.path);
    }
  }

  /** Notes `what` as painted when the last point of the path has ink. */
  function expectInk(what, path) {
    let [u, v] = [0, 0];
    for (let at = 0; at + 1 < path.length; at += 2) {
      u += path[at];
      v += path[at + 1];
    }
    waiting.strokes.push({ ...what, u, v });
    if (waiting.strokes.length === 1) lookForInk();
  }

  function lookForInk() {
    requestAnimationFrame(() =>
      afterFrame(() => {
        const at = now();
        while (waiting.strokes.length > 0 && inked(waiting.strokes[0])) {
          const { of, upTo } = waiting.strokes.shift();
          notes.painted.push({ of, upTo, at });
        }
        if (waiting.strokes.length > 0) lookForInk();
      }),
    );
  }

  function inked({ u, v }) {
    const canvas = document.querySelector('.cv-ink');
    const { view, frame } = document.querySelector('.cv-picture').dataset;
    const [cu, cv, eu, ev] = view.split(',').map(Number);
    const [x, y, w, h] = frame.split(',').map(Number);
    const scale = Math.min(w / eu, h / ev);
    const density = canvas.width / canvas.clientWidth;
    const px = (x + w / 2 + (u - cu) * scale) * density;
    const py = (y + h / 2 + (v - cv) * scale) * density;
    return canvas.getContext('2d').getImageData(px, py, 1, 1).data[3] > 0;
  }

  globalThis.WebSocket = class extends WebSocket {
    constructor(...parameters) {
      super(...parameters);
      this.addEventListener('message', (event) => comes(event.data));
    }

    send(text) {
      leaves(text);
      super.send(text);
    }
  };

  globalThis.benchNotes = {
    /** Begins anew; from here on this stage's paints count. */
    arm: () => {
      armed = true;
      for (const list of [...Object.values(notes), ...Object.values(waiting)]) list.length = 0;
      const canvas = document.querySelector('.cv-picture');
      globalThis.benchNotes.watch ??= new MutationObserver(() => {
        const { fence, n } = canvas.dataset;
        const upTo = Number(n);
        const last = notes.painted.at(-1);
        if (last?.of === `view ${fence}` && last.upTo === upTo) return;
        const note = { of: `view ${fence}`, upTo, at: 0 };
        notes.painted.push(note);
        afterFrame(() => {
          note.at = now();
        });
      });
      globalThis.benchNotes.watch.observe(canvas, { attributeFilter: ['data-n', 'data-fence'] });
    },
    /** Looks for no strokes of this tab. */
    ignore: (session) => ignored.add(session),
    /** What the hand here did so far and was sent. */
    inputs: () => notes.inputs,
    /** Whether something was painted that contains this. */
    has: (of, upTo) => notes.painted.some((one) => one.of === of && one.upTo >= upTo && one.at > 0),
    take: () => {
      armed = false;
      globalThis.benchNotes.watch?.disconnect();
      return { ...notes, left: waiting.inputs.length };
    },
    /** Wall clock minus this page's clock: the largest of many, because the former is cut off. */
    offset: () => {
      let most = Number.NEGATIVE_INFINITY;
      for (const until = now() + 60; now() < until; ) most = Math.max(most, Date.now() - now());
      return most;
    },
  };
}
