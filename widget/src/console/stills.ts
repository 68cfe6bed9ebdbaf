/**
 * @file After an answer to a visitor who is gone, a picture of the stage for the mail that follows.
 * The answer never waits for it, and a mail without it is a mail all the same.
 */

import { effect, type ReadonlySignal } from '@preact/signals';
import type { Api } from '../net/api';
import { readNothing, readStillWish } from '../net/frame';
import { newId } from '../net/ids';
import type { MediaCache } from '../net/media_cache';
import { createUploadDoors } from '../net/uploads';
import type { Conversation } from '../state/conversation';
import { colour } from '../state/people';
import { participantColour } from '../ui/participants';
import type { Annotation, Item } from '../wire/generated';

/** What stills need. */
export interface StillOptions {
  readonly api: Api;
  readonly media: MediaCache;
  readonly conversation: ReadonlySignal<Conversation | null>;
}

/** So long after the last word or mark the stage is as it was meant. */
const REST_MS = 2_000;

/** Watches the conversation in front. */
export function watchStills({ api, media, conversation }: StillOptions): void {
  const doors = createUploadDoors(api);
  let known: { readonly id: string; readonly answer: number; readonly marks: string } | null = null;
  let rest: ReturnType<typeof setTimeout> | undefined;

  effect(() => {
    const current = conversation.value;
    if (!current || current.phase.value === 'loading') return;
    const { id, me } = current;
    const room = current.room.value;
    const said = current.messages.value.said;
    const answers = said.filter((one) => one.by === me && one.deed.kind === 'message');
    const answer = answers.at(-1)?.seq ?? 0;
    const [item = ''] = room.shown;
    const live = room.annotations.filter((mark) => mark.live && mark.item === item);
    const marks = `${item} ${live.map((mark) => mark.id).join(' ')}`;
    const drew = live.some((mark) => mark.author === me);
    const before = known?.id === id ? known : null;
    known = { id, answer, marks };
    // What was there before is no answer of now. Marks are an answer without words, too.
    if (!before || (answer === before.answer && marks === before.marks)) return;
    if (answer === 0 && !drew) return;
    const visitor = current.people.peek().find((one) => one.role === 'visitor');
    clearTimeout(rest);
    if (item === '' || visitor?.state === 'online') return;
    rest = setTimeout(() => void send(current).catch(() => undefined), REST_MS);
  });

  async function send(current: Conversation): Promise<void> {
    const path = `/v1/stills/${encodeURIComponent(current.id)}`;
    if (!(await api.get(path, readStillWish)).wanted) return;
    const room = current.room.peek();
    const item = onStrip(current, room.shown[0]);
    if (!item) return;
    const marks = room.annotations.filter((mark) => mark.live && mark.item === item.id);
    const still = await draw(current, item, marks);
    // Whoever takes a picture off the strip takes it out of the mail as well.
    const removed = () => !onStrip(current, item.id);
    if (!still || removed()) return;
    const { picture, size } = still;
    const wish = { conversation: current.id, name: 'still.jpg', bytes: picture.size, size };
    const { upload, chunkBytes } = await doors.begin({ ...wish, cid: newId() });
    const { signal } = new AbortController();
    for (let at = 0; at < picture.size; ) {
      at = await doors.send(upload, at, picture.slice(at, at + chunkBytes), signal);
    }
    if (removed()) return doors.cancel(upload);
    const { media: id } = await doors.finish(upload);
    await api.post(path, { item: item.id, media: id }, readNothing);
  }

  function onStrip({ room }: Conversation, id: string | undefined): Item | undefined {
    return room.peek().items.find((one) => one.id === id && !one.removed);
  }

  async function draw(current: Conversation, item: Item, marks: readonly Annotation[]) {
    const [{ drawStill }, bitmap] = await Promise.all([
      import('../coview/still'),
      media.bitmap(item.media, 'full'),
    ]);
    const { participants } = current.room.peek();
    const people = current.people.peek();
    return drawStill(item, bitmap, marks, (id) =>
      participantColour(colour(participants, people, id)),
    );
  }
}
