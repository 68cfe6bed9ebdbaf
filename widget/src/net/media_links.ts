/**
 * @file Addresses of pictures that work without a header, made out by the server for one picture
 * and one viewer, for an hour or two. Asked for together, kept until shortly before they end.
 */

import { LINKS, type MediaId, type MediaLink } from '../wire/generated';
import type { Api } from './api';
import { readMediaLinks } from './frame';
import { Refused } from './refused';

/** See {@link createMediaLinks}. Everything rejects with `Refused`. */
export interface MediaLinks {
  get(media: MediaId): Promise<MediaLink>;
  /** One that is not `failed`, whose address did not answer. */
  renew(failed: MediaLink): Promise<MediaLink>;
  forget(media: MediaId): void;
  clear(): void;
}

/** An address that ends sooner than this is not given out any more. */
const MARGIN_MS = 5 * 60 * 1_000;

interface Waiting {
  readonly media: MediaId;
  done(link: MediaLink): void;
  failed(reason: unknown): void;
}

/** Addresses from the service behind `api`; `now` is the server's clock in milliseconds. */
export function createMediaLinks(api: Pick<Api, 'post'>, now: () => number): MediaLinks {
  const known = new Map<MediaId, Promise<MediaLink>>();
  const ends = new Map<MediaId, number>();
  let waiting: Waiting[] = [];

  async function ask(batch: readonly Waiting[]): Promise<void> {
    try {
      const body = { media: batch.map((one) => one.media) };
      const { links } = await api.post('/v1/media/links', body, readMediaLinks);
      for (const { media, done, failed } of batch) {
        const link = links.find((one) => one.info.media === media);
        if (link) done(link);
        else failed(new Refused('not_found'));
      }
    } catch (error) {
      for (const { failed } of batch) failed(error);
    }
  }

  function flush(): void {
    const all = waiting;
    waiting = [];
    for (let at = 0; at < all.length; at += LINKS) void ask(all.slice(at, at + LINKS));
  }

  function fetchLink(media: MediaId): Promise<MediaLink> {
    const link = new Promise<MediaLink>((done, failed) => {
      // What a page shows at once is asked for at once: a strip is one request.
      if (waiting.length === 0) setTimeout(flush);
      waiting.push({ media, done, failed });
    });
    known.set(media, link);
    ends.delete(media);
    link.then(
      ({ expiresAt }) => known.get(media) === link && ends.set(media, expiresAt),
      () => known.get(media) === link && known.delete(media),
    );
    return link;
  }

  function get(media: MediaId): Promise<MediaLink> {
    const end = ends.get(media) ?? Number.POSITIVE_INFINITY;
    const link = known.get(media);
    return link && end - now() > MARGIN_MS ? link : fetchLink(media);
  }

  return {
    get,
    renew: async (failed) => {
      const { media } = failed.info;
      const link = await get(media);
      // Of many requests that fail together the first asks anew, the others get its answer.
      return link === failed ? fetchLink(media) : link;
    },
    forget: (media) => {
      known.delete(media);
      ends.delete(media);
    },
    clear: () => {
      known.clear();
      ends.clear();
    },
  };
}

/** The address of a part of a picture, such as `thumb` or `tiles/0/1/2`. */
export function addressOf({ base, query, info }: MediaLink, part: string): string {
  // A preview becomes the picture under the same address: a browser that still has it in memory
  // would not look again.
  return `${base}/${part}?${query}${info.ready ? '' : '&preview'}`;
}
