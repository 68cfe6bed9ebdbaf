/**
 * @file Pictures on their way to the server: at most two at a time, a preview first so that the
 * other side sees something at once, then the whole in pieces. A cut costs a piece at most; what
 * cannot be sent stays here until the person says what becomes of it.
 */

import { type ReadonlySignal, signal } from '@preact/signals';
import { codeOf } from '../net/refused';
import type { UploadDoors } from '../net/uploads';
import type {
  Command,
  ConversationId,
  ErrorCode,
  ItemId,
  MediaId,
  MediaInfo,
  MediaSize,
  UploadId,
} from '../wire/generated';

/** A picture that its owner wants to show, ready to be sent. */
export interface Prepared {
  readonly name: string;
  /** The bytes to be kept. */
  readonly picture: Blob;
  readonly size: MediaSize;
  /** A small JPEG of the same; null when none could be made. */
  readonly preview: Blob | null;
  /** Whether it goes onto the stage at once. */
  readonly show: boolean;
  /** Length in milliseconds, if it is a clip. */
  readonly durationMs?: number;
}

/** How far a picture is. */
export type UploadStep =
  | { readonly kind: 'waiting' }
  | { readonly kind: 'sending'; readonly sent: number }
  /** The connection is gone; it goes on by itself. */
  | { readonly kind: 'paused'; readonly sent: number }
  | { readonly kind: 'sharpening' }
  | { readonly kind: 'failed'; readonly code: ErrorCode };

/** A picture in the queue. */
export interface Uploading {
  readonly id: string;
  readonly name: string;
  readonly bytes: number;
  readonly step: UploadStep;
}

/** See {@link createUploads}. */
export interface Uploads {
  readonly queue: ReadonlySignal<readonly Uploading[]>;
  /** Name of the picture that arrived last. */
  readonly arrived: ReadonlySignal<string | null>;
  add(picture: Prepared): void;
  /** Tries a failed one again. */
  retry(id: string): void;
  /** Gives one up, wherever it is. */
  cancel(id: string): void;
  dispose(): void;
}

/** What uploads need. */
export interface UploadOptions {
  readonly doors: UploadDoors;
  readonly conversation: ConversationId;
  op(command: Command): Promise<{ seq: number }>;
  newId(): string;
  /** Waits before the next try; a test makes it short. */
  wait?(ms: number): Promise<void>;
}

/** Two pictures at a time fill any line; more would only make each of them late. */
const AT_ONCE = 2;
const FIRST_WAIT_MS = 500;
const LONGEST_WAIT_MS = 8_000;
const TITLE_CHARS = 200;

/** Codes after which another try may go well by itself. */
const PASSING: ReadonlySet<ErrorCode> = new Set([
  'unavailable',
  'too_slow',
  'rate',
  'wrong_offset',
]);

interface Job {
  readonly id: string;
  readonly item: ItemId;
  readonly picture: Prepared;
  readonly stop: AbortController;
  upload: UploadId | null;
  media: MediaId | null;
  /** Whether it is on the strip. */
  placed: boolean;
  tries: number;
  step: UploadStep;
}

/** Makes the queue of one conversation. */
export function createUploads(options: UploadOptions): Uploads {
  const { doors, op, newId } = options;
  const wait = options.wait ?? ((ms: number) => new Promise((done) => setTimeout(done, ms)));
  const jobs = new Map<string, Job>();
  const queue = signal<readonly Uploading[]>([]);
  const arrived = signal<string | null>(null);
  const running = new Set<string>();

  function tell() {
    queue.value = [...jobs.values()].map(({ id, picture, step }) => ({
      id,
      name: picture.name,
      bytes: picture.picture.size,
      step,
    }));
  }

  function at(job: Job, step: UploadStep) {
    job.step = step;
    tell();
  }

  function next() {
    for (const job of jobs.values()) {
      if (running.size >= AT_ONCE) return;
      if (job.step.kind !== 'waiting' || running.has(job.id)) continue;
      running.add(job.id);
      void run(job).finally(() => {
        running.delete(job.id);
        next();
      });
    }
  }

  async function run(job: Job): Promise<void> {
    while (!job.stop.signal.aborted) {
      try {
        await through(job);
        return;
      } catch (error) {
        if (job.stop.signal.aborted) return;
        const code = codeOf(error);
        // The server has forgotten it, such as after a restart: the same client id finds what is
        // left of it, or begins anew.
        const lost = code === 'not_found' && job.upload !== null;
        if (!lost && !PASSING.has(code)) return at(job, { kind: 'failed', code });
        job.upload = null;
        const sent = job.step.kind === 'sending' ? job.step.sent : 0;
        if (code === 'unavailable') at(job, { kind: 'paused', sent });
        await wait(Math.min(FIRST_WAIT_MS * 2 ** job.tries, LONGEST_WAIT_MS));
        job.tries += 1;
      }
    }
  }

  async function through(job: Job): Promise<void> {
    const { picture, name, size, preview, durationMs } = job.picture;
    const length = durationMs === undefined ? {} : { durationMs };
    const wish = { conversation: options.conversation, name, bytes: picture.size, size, ...length };
    const begun = await doors.begin({ ...wish, cid: job.id });
    job.upload = begun.upload;
    if (begun.media) await place(job, begun.media);
    else if (preview) await place(job, await doors.preview(begun.upload, preview));
    if (!begun.media?.ready) {
      await pieces(job, begun.upload, begun.offset, begun.chunkBytes);
      at(job, { kind: 'sharpening' });
      await place(job, await doors.finish(begun.upload));
    }
    jobs.delete(job.id);
    arrived.value = name;
    tell();
  }

  async function pieces(job: Job, upload: UploadId, from: number, length: number): Promise<void> {
    const { picture } = job.picture;
    let offset = from;
    while (offset < picture.size) {
      at(job, { kind: 'sending', sent: offset });
      const piece = picture.slice(offset, offset + length);
      const there = await doors.send(upload, offset, piece, job.stop.signal);
      if (there > offset) job.tries = 0;
      offset = there;
    }
    at(job, { kind: 'sending', sent: picture.size });
  }

  /** Puts it onto the strip, once, as soon as there is something to see. */
  async function place(job: Job, { media }: MediaInfo): Promise<void> {
    job.media = media;
    if (job.placed) return;
    const title = [...job.picture.name].slice(0, TITLE_CHARS).join('');
    job.placed = true;
    try {
      await op({ do: 'add_item', item: job.item, media, title, show: job.picture.show });
    } catch (error) {
      job.placed = false;
      throw error;
    }
  }

  return {
    queue,
    arrived,
    add: (picture) => {
      const id = newId();
      const stop = new AbortController();
      const step: UploadStep = { kind: 'waiting' };
      const fresh = { upload: null, media: null, placed: false, tries: 0, step };
      jobs.set(id, { id, item: newId(), picture, stop, ...fresh });
      tell();
      next();
    },
    retry: (id) => {
      const job = jobs.get(id);
      if (job?.step.kind !== 'failed') return;
      job.tries = 0;
      at(job, { kind: 'waiting' });
      next();
    },
    cancel: (id) => {
      const job = jobs.get(id);
      if (!job) return;
      job.stop.abort();
      jobs.delete(id);
      tell();
      if (job.upload !== null) doors.cancel(job.upload).catch(() => undefined);
      // The other side has seen the preview; it goes with the rest.
      if (job.placed) op({ do: 'remove_item', item: job.item }).catch(() => undefined);
    },
    dispose: () => {
      for (const job of jobs.values()) job.stop.abort();
      jobs.clear();
      tell();
    },
  };
}
