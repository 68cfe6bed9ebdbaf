/** @file The stage: pictures two people look at together; loaded only when it opens. */

/** Placeholder of the stage. */
export function Stage() {
  return <h2>Stage</h2>;
}
