/** @file What a reader of a replay can jump to: words, pictures, marks, turns of the talk. */

import type { Step } from '../../state/record';

/** What happened. */
export type Deed =
  | { readonly kind: 'message' | 'note'; readonly text: string }
  | { readonly kind: 'erased' | 'resolved' | 'reopened' | 'cleared' | 'unknown' }
  | { readonly kind: 'played' | 'paused' | 'proposed' | 'accepted' | 'declined' }
  | { readonly kind: 'picture' | 'shown'; readonly title: string; readonly media: string }
  | { readonly kind: 'marks' | 'unmarked'; readonly count: number }
  | { readonly kind: 'assigned'; readonly to: string | null };

/** Something to jump to. */
export interface Moment {
  readonly key: string;
  /** Room time. */
  readonly at: number;
  readonly by: string;
  readonly deed: Deed;
}

/** Marks of one hand closer together than this are one thing. */
const TOGETHER_MS = 8_000;

/** What to jump to in these steps, in order. */
export function momentsOf(steps: readonly Step[]): Moment[] {
  const moments: Moment[] = [];
  const pictures = new Map<string, { readonly title: string; readonly media: string }>();
  let before: Step | null = null;
  for (const step of steps) {
    const { stream, event } = step;
    const { body } = event;
    if (body.kind === 'item_added') {
      pictures.set(body.item, { title: body.title, media: body.media });
    }
    // A picture that comes and is shown at once is one thing.
    const echo = body.kind === 'items_shown' && before?.event.cid === event.cid;
    before = step;
    const deed = echo ? null : deedOf(step, pictures);
    if (!deed) continue;
    const last = moments.at(-1);
    if (deed.kind === 'marks' && last?.deed.kind === 'marks' && last.by === event.actor) {
      if (event.at - last.at < TOGETHER_MS) {
        const count = last.deed.count + 1;
        moments[moments.length - 1] = { ...last, deed: { kind: 'marks', count } };
        continue;
      }
    }
    moments.push({ key: `${stream}-${event.seq}`, at: event.at, by: event.actor, deed });
  }
  return moments;
}

function deedOf(
  { event: { body } }: Step,
  pictures: ReadonlyMap<string, { readonly title: string; readonly media: string }>,
): Deed | null {
  switch (body.kind) {
    case 'message_sent':
      return { kind: 'message', text: body.text };
    case 'note_added':
      return { kind: 'note', text: body.text };
    case 'item_added':
      return { kind: 'picture', title: body.title, media: body.media };
    case 'items_shown': {
      const picture = pictures.get(body.items[0] ?? '');
      return picture ? { kind: 'shown', ...picture } : null;
    }
    case 'annotation_added':
      return { kind: 'marks', count: 1 };
    case 'annotations_deleted':
      return { kind: 'unmarked', count: body.annotations.length };
    case 'annotations_cleared':
      return { kind: 'cleared' };
    case 'assigned':
      return { kind: 'assigned', to: body.to };
    case 'playback_changed':
      if (body.cause === 'play') return { kind: 'played' };
      return body.cause === 'pause' ? { kind: 'paused' } : null;
    case 'product_proposed':
      return { kind: 'proposed' };
    case 'proposal_accepted':
      return { kind: 'accepted' };
    case 'proposal_declined':
      return { kind: 'declined' };
    case 'erased':
    case 'resolved':
    case 'reopened':
    case 'unknown':
      return { kind: body.kind };
    default:
      return null;
  }
}
