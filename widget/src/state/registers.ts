/**
 * @file The newest live values of each session. A stage that appears later than they arrived, as
 * it does after every reload and each time it is unfolded again, still begins with them (SN5).
 */

import type {
  AnnotationId,
  Applied,
  LiveUpdate,
  Readiness,
  SessionId,
  View,
} from '../wire/generated';

type Heard = Pick<LiveUpdate, 'sub' | 'from' | 'session'>;

/** See {@link createRegisters}. */
export interface Registers {
  /** Notes what has come, or what was sent from here. */
  note(update: LiveUpdate): void;
  /** Forgets strokes that are marks by now. */
  finished(marks: Iterable<AnnotationId>): void;
  /** The connection is gone: its next one begins with all that still counts. */
  clear(): void;
  /** What a new listener must be told, oldest first. */
  all(): LiveUpdate[];
}

/** Empty ones. */
export function createRegisters(): Registers {
  const views = new Map<SessionId, Heard & { readonly view: View }>();
  const echoes = new Map<SessionId, Heard & { readonly applied: Applied }>();
  const videos = new Map<SessionId, Heard & { readonly video: Readiness }>();
  const strokes = new Map<AnnotationId, LiveUpdate[]>();

  function noteStroke(heard: Heard, stroke: NonNullable<LiveUpdate['stroke']>) {
    const { sid, from, cancelled } = stroke;
    if (cancelled) {
      strokes.delete(sid);
      return;
    }
    const earlier = from === 0 ? [] : (strokes.get(sid) ?? []);
    strokes.set(sid, [...earlier, { ...heard, stroke }]);
  }

  return {
    note: ({ sub, from, session, view, stroke, applied, video }) => {
      const heard = { sub, from, session };
      // Set anew, so that of two sessions of one person the one heard last is told last.
      if (view) {
        views.delete(session);
        views.set(session, { ...heard, view });
      }
      if (applied) {
        echoes.delete(session);
        echoes.set(session, { ...heard, applied });
      }
      if (video) videos.set(session, { ...heard, video });
      if (stroke) noteStroke(heard, stroke);
    },
    finished: (marks) => {
      for (const id of marks) strokes.delete(id);
    },
    clear: () => {
      views.clear();
      echoes.clear();
      videos.clear();
      strokes.clear();
    },
    all: () => [
      ...views.values(),
      ...[...strokes.values()].flat(),
      ...echoes.values(),
      ...videos.values(),
    ],
  };
}
