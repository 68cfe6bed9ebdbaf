/** @file Pictures arrive whole, once, whatever the network does, or stay where they are. */

import { beforeEach, describe, expect, test } from 'vitest';
import { Refused } from '../net/refused';
import type { UploadDoors } from '../net/uploads';
import type { Command, ErrorCode, MediaInfo, NewUpload } from '../wire/generated';
import { createUploads, type Prepared, type Uploads } from './uploads';

const CHUNK = 1_000;
const SIZE = { width: 40, height: 30 };

/** The server's side of the doors, with a network that can be made bad. */
class Server implements UploadDoors {
  readonly kept = new Map<string, { wish: NewUpload; bytes: number[]; media: MediaInfo | null }>();
  readonly said: string[] = [];
  /** Called before each request; throws what the network or the server answers instead. */
  fault: (what: string) => void = () => {};
  open = 0;
  most = 0;

  #enter(what: string) {
    this.said.push(what);
    this.fault(what);
  }

  #of(upload: string) {
    const found = this.kept.get(upload);
    if (!found) throw new Refused('not_found');
    return found;
  }

  async begin(wish: NewUpload) {
    this.#enter('begin');
    const upload = `upload-${wish.cid}`;
    const known = this.kept.get(upload) ?? { wish, bytes: [], media: null };
    this.kept.set(upload, known);
    const { bytes, media } = known;
    return { upload, offset: bytes.length, chunkBytes: CHUNK, media };
  }

  async preview(upload: string) {
    this.#enter('preview');
    return this.#picture(upload, false);
  }

  async send(upload: string, offset: number, piece: Blob) {
    this.#enter(`send ${offset}`);
    const { bytes } = this.#of(upload);
    this.open += 1;
    this.most = Math.max(this.most, this.open);
    await Promise.resolve();
    this.open -= 1;
    if (offset !== bytes.length) throw new Refused('wrong_offset');
    bytes.push(...new Uint8Array(await piece.arrayBuffer()));
    return bytes.length;
  }

  async finish(upload: string) {
    this.#enter('finish');
    return this.#picture(upload, true);
  }

  async cancel(upload: string) {
    this.#enter('cancel');
    this.kept.delete(upload);
  }

  #picture(upload: string, ready: boolean): MediaInfo {
    const found = this.#of(upload);
    const rest = { size: SIZE, title: found.wish.name, problem: null, tiles: null };
    found.media = { media: `media-${found.wish.cid}`, ready, ...rest };
    return found.media;
  }
}

const bytes = Array.from({ length: 3_500 }, (_, at) => at % 251);
const picture = (change: Partial<Prepared> = {}): Prepared => ({
  name: 'IMG_1.jpg',
  picture: new Blob([new Uint8Array(bytes)]),
  size: SIZE,
  preview: new Blob(['small']),
  show: true,
  ...change,
});

async function settled(uploads: Uploads): Promise<void> {
  for (let turn = 0; turn < 2_000; turn += 1) {
    await Promise.resolve();
    const { value } = uploads.queue;
    if (value.every(({ step }) => step.kind === 'failed')) return;
    // Blobs are read by the event loop.
    if (turn % 10 === 9) await new Promise((done) => setTimeout(done));
  }
  throw new Error(`not settled: ${JSON.stringify(uploads.queue.value)}`);
}

describe('uploads', () => {
  let server: Server;
  let ops: Command[];
  let uploads: Uploads;
  let ids: number;
  let refuse: ErrorCode | null;

  beforeEach(() => {
    server = new Server();
    ops = [];
    ids = 0;
    refuse = null;
    uploads = createUploads({
      doors: server,
      conversation: 'c',
      newId: () => {
        ids += 1;
        return `id-${ids}`;
      },
      op: async (command) => {
        if (refuse) throw new Refused(refuse);
        ops.push(command);
        return { seq: 1 };
      },
      wait: () => Promise.resolve(),
    });
  });

  test('the preview is shown before the first piece, and all bytes arrive', async () => {
    let shownAt = -1;
    server.fault = (what) => {
      if (what === 'send 0') shownAt = ops.length;
    };
    uploads.add(picture());
    await settled(uploads);
    expect(shownAt).toBe(1);
    expect(ops).toMatchObject([{ do: 'add_item', media: 'media-id-1', title: 'IMG_1.jpg' }]);
    expect([...server.kept.values()][0]?.bytes).toEqual(bytes);
    expect(server.said.at(-1)).toBe('finish');
    expect(uploads.arrived.value).toBe('IMG_1.jpg');
  });

  test('a cut costs one piece: it goes on from what is there', async () => {
    let cut = 0;
    server.fault = (what) => {
      if (what === 'send 2000' && cut < 3) {
        cut += 1;
        throw new Refused('unavailable');
      }
    };
    uploads.add(picture());
    await settled(uploads);
    expect(cut).toBe(3);
    expect(server.said.filter((what) => what === 'send 0')).toHaveLength(1);
    expect([...server.kept.values()][0]?.bytes).toEqual(bytes);
    expect(ops).toHaveLength(1);
  });

  test('an answer that was lost doubles nothing', async () => {
    let lost = false;
    const { send } = server;
    server.send = async (...args) => {
      const there = await send.apply(server, args as [string, number, Blob]);
      if (lost || there < 1_500) return there;
      lost = true;
      throw new Refused('unavailable');
    };
    uploads.add(picture());
    await settled(uploads);
    expect(lost).toBe(true);
    expect([...server.kept.values()][0]?.bytes).toEqual(bytes);
  });

  test('an upload the server has forgotten begins anew, and is one item', async () => {
    server.fault = (what) => {
      if (what !== 'send 2000') return;
      server.fault = () => {};
      server.kept.clear();
    };
    uploads.add(picture());
    await settled(uploads);
    expect([...server.kept.values()][0]?.bytes).toEqual(bytes);
    expect(ops).toHaveLength(1);
  });

  test('without a preview it is shown once it is whole', async () => {
    uploads.add(picture({ preview: null, show: false }));
    await settled(uploads);
    expect(server.said).not.toContain('preview');
    expect(ops).toMatchObject([{ do: 'add_item', show: false }]);
  });

  test.each(['quota', 'kind_heic', 'too_big'] as const)(
    'what is refused with %s stays, and can be tried again',
    async (code) => {
      server.fault = (what) => {
        if (what === 'begin') throw new Refused(code);
      };
      uploads.add(picture());
      await settled(uploads);
      const [card] = uploads.queue.value;
      expect(card?.step).toEqual({ kind: 'failed', code });
      server.fault = () => {};
      uploads.retry(card?.id ?? '');
      await settled(uploads);
      expect(uploads.queue.value).toEqual([]);
      expect(ops).toHaveLength(1);
    },
  );

  test('a full conversation is said, and nothing is lost', async () => {
    refuse = 'full';
    uploads.add(picture());
    await settled(uploads);
    expect(uploads.queue.value[0]?.step).toEqual({ kind: 'failed', code: 'full' });
    refuse = null;
    uploads.retry(uploads.queue.value[0]?.id ?? '');
    await settled(uploads);
    expect(ops).toHaveLength(1);
  });

  test('what is given up is cancelled there, and its preview goes', async () => {
    server.fault = (what) => {
      if (what === 'send 1000') uploads.cancel(uploads.queue.value[0]?.id ?? '');
    };
    uploads.add(picture());
    await settled(uploads);
    for (let turn = 0; turn < 20; turn += 1) await new Promise((done) => setTimeout(done));
    expect(server.said).toContain('cancel');
    expect(server.said).not.toContain('finish');
    expect(ops.map((command) => command.do)).toEqual(['add_item', 'remove_item']);
  });

  test('two go at a time, the others wait', async () => {
    for (let at = 0; at < 5; at += 1) uploads.add(picture({ name: `${at}.jpg` }));
    expect(uploads.queue.value).toHaveLength(5);
    await settled(uploads);
    expect(server.most).toBeLessThanOrEqual(2);
    expect(ops).toHaveLength(5);
  });
});
