/** @file The work of a page's main thread for each frame, out of a trace of Chromium. */

/** What has to be traced. */
export const CATEGORIES = [
  'toplevel',
  'devtools.timeline',
  'disabled-by-default-devtools.timeline',
  'disabled-by-default-devtools.timeline.frame',
];
const MAIN = 'CrRendererMain';
/** What the main thread does one after the other, as two generations of tracing call it. */
const TASKS = ['RunTask', 'ThreadControllerImpl::RunTask'];

/**
 * Milliseconds of work between the beginning of one frame and that of the next, of the main
 * thread that made the most frames: everything, from the socket's messages to painting. `wall` is
 * what a person at this machine waits for, `own` what the thread was on a processor for.
 */
export function workOfFrames(events) {
  const threads = new Map();
  for (const { name, ph, pid, tid, args } of events) {
    if (ph === 'M' && name === 'thread_name' && args.name === MAIN) {
      threads.set(`${pid}/${tid}`, { frames: [], tasks: [] });
    }
  }
  for (const event of events) {
    const thread = threads.get(`${event.pid}/${event.tid}`);
    if (!thread) continue;
    if (event.name === 'BeginMainThreadFrame') thread.frames.push(event.ts);
    else if (event.ph === 'X' && TASKS.includes(event.name)) thread.tasks.push(event);
  }
  const busiest = [...threads.values()].reduce((most, one) =>
    one.frames.length > most.frames.length ? one : most,
  );
  const frames = busiest.frames.toSorted((one, other) => one - other);
  if (frames.length < 2) throw new Error('no frame was made');
  // Where two generations of events tell the same, one of them counts.
  const name = TASKS.find((known) => busiest.tasks.some((task) => task.name === known));
  const tasks = busiest.tasks.filter((task) => task.name === name);
  tasks.sort((one, other) => one.ts - other.ts);
  // A frame begins with the task in which it begins.
  const starts = frames.map((at) => tasks.findLast((task) => task.ts <= at)?.ts ?? at);
  const work = starts.map(() => ({ wall: 0, own: 0 }));
  let frame = -1;
  for (const task of tasks) {
    while (frame + 1 < starts.length && starts[frame + 1] <= task.ts) frame += 1;
    if (frame < 0) continue;
    work[frame].wall += task.dur / 1_000;
    work[frame].own += (task.tdur ?? task.dur) / 1_000;
  }
  // What came after the last frame has no end.
  return work.slice(0, -1);
}
