/** @file Addresses are asked for together, kept while they last, and renewed once. */

import { beforeEach, describe, expect, test, vi } from 'vitest';
import { LINKS, type MediaLink } from '../wire/generated';
import { addressOf, createMediaLinks, type MediaLinks } from './media_links';
import { Refused } from './refused';

const HOUR_MS = 60 * 60 * 1_000;

describe('s64 addresses of pictures', () => {
  let now: number;
  let asked: string[][];
  let gone: Set<string>;
  let links: MediaLinks;

  beforeEach(() => {
    now = 0;
    asked = [];
    gone = new Set();
    links = createMediaLinks(
      {
        post: async (_path, body, read) => {
          const { media } = body as { media: string[] };
          asked.push(media);
          const there = media.filter((one) => !gone.has(one));
          const found = read({ links: there.map((one) => linkOf(one, asked.length)) });
          if (found === null) throw new Refused('unavailable');
          return found;
        },
      },
      () => now,
    );
  });

  const linkOf = (media: string, turn: number): MediaLink => ({
    info: {
      media,
      size: { width: 4, height: 3 },
      title: '',
      ready: true,
      problem: null,
      tiles: null,
    },
    base: `/v1/media/${media}`,
    query: `e=${turn}`,
    expiresAt: now + HOUR_MS,
  });

  test('what is wanted at once is one request, in hundreds', async () => {
    const wanted = Array.from({ length: LINKS + 1 }, (_, n) => `m${n}`);
    const [first, again] = await Promise.all([
      links.get('m0'),
      links.get('m0'),
      ...wanted.map((one) => links.get(one)),
    ]);
    expect(asked.map((one) => one.length)).toEqual([LINKS, 1]);
    expect(again).toBe(first);
    expect(addressOf(first, 'tiles/0/1/2')).toBe('/v1/media/m0/tiles/0/1/2?e=1');
  });

  test('one is renewed before its end, and not sooner', async () => {
    const first = await links.get('m');
    now = HOUR_MS / 2;
    expect(await links.get('m')).toBe(first);
    now = HOUR_MS - 60_000;
    expect((await links.get('m')).query).toBe('e=2');
  });

  test('of many that fail together only the first asks anew', async () => {
    const first = await links.get('m');
    const renewed = await Promise.all([1, 2, 3].map(() => links.renew(first)));
    expect(asked.length).toBe(2);
    expect(new Set(renewed.map((one) => one.query))).toEqual(new Set(['e=2']));
  });

  test('a picture that is gone has no address, and is asked for again later', async () => {
    gone.add('m');
    await expect(links.get('m')).rejects.toMatchObject({ code: 'not_found' });
    gone.clear();
    expect((await links.get('m')).query).toBe('e=2');
  });

  test('a preview and the picture it becomes have different addresses', async () => {
    const sharp = linkOf('m', 1);
    const preview = { ...sharp, info: { ...sharp.info, ready: false } };
    expect(addressOf(preview, 'thumb')).not.toBe(addressOf(sharp, 'thumb'));
  });

  test('a line that is down is said to everybody who waits', async () => {
    const post = vi.fn(() => Promise.reject(new Refused('unavailable')));
    const down = createMediaLinks({ post }, () => 0);
    const answers = await Promise.allSettled([down.get('a'), down.get('b')]);
    expect(post).toHaveBeenCalledTimes(1);
    expect(answers.map((one) => one.status)).toEqual(['rejected', 'rejected']);
  });
});
