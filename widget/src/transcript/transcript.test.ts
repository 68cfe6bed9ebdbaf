/**
 * @file What stands in a transcript, and that its file is words and nothing that runs.
 * @vitest-environment happy-dom
 */

import { describe, expect, test } from 'vitest';
import type { Record } from '../state/record';
import type { Event, EventBody } from '../wire/generated';
import { blocksOf, MOST_STILLS } from './blocks';
import { transcriptFile } from './file';

const step = (seq: number, body: EventBody, stream: 'public' | 'staff' = 'public') => {
  const event: Event = { seq, at: seq * 1_000, actor: 'ana', cid: `cid-${seq}`, body };
  return { stream, event };
};
const added = (seq: number, item: string) =>
  step(seq, {
    kind: 'item_added',
    item,
    media: `media-${item}`,
    size: { width: 400, height: 200 },
    title: item,
  });
const shown = (seq: number, ...items: string[]) => step(seq, { kind: 'items_shown', items });
const marked = (seq: number, item: string) =>
  step(seq, {
    kind: 'annotation_added',
    annotation: `mark-${seq}`,
    item,
    mark: { tool: 'arrow', path: [0, 0, 100, 100], width: 128 },
  });
const said = (seq: number, text = 'Words') => step(seq, { kind: 'message_sent', text });

function record(...steps: Record['steps']): Record {
  return { people: [], steps, views: new Map(), keptDays: 30 };
}

function told(steps: Record['steps'], notes = false): string[] {
  return blocksOf(record(...steps), notes).map((block) =>
    block.kind === 'still' ? `${block.item.id} +${block.marks.length}` : block.kind,
  );
}

describe('a transcript', () => {
  test('shows each picture as it was when the next words were said', () => {
    const steps = [
      said(1),
      added(2, 'bag'),
      shown(3, 'bag'),
      marked(4, 'bag'),
      said(5),
      said(6),
      marked(7, 'bag'),
      added(8, 'mug'),
      shown(9, 'mug'),
    ];
    expect(told(steps)).toEqual(['words', 'bag +1', 'words', 'words', 'bag +2', 'mug +0']);
  });

  test('keeps what was drawn before it is cleared, and nothing of a mark taken back', () => {
    const cleared = step(4, { kind: 'annotations_cleared', item: 'bag', annotations: ['mark-3'] });
    expect(told([added(1, 'bag'), shown(2, 'bag'), marked(3, 'bag'), cleared, said(5)])).toEqual([
      'bag +1',
      'words',
    ]);
    const undone = step(4, { kind: 'annotations_deleted', annotations: ['mark-3'] });
    expect(told([added(1, 'bag'), shown(2, 'bag'), marked(3, 'bag'), undone, said(5)])).toEqual([
      'bag +0',
      'words',
    ]);
  });

  test('has notes only when they are wanted, and of what was erased the place', () => {
    const steps = [
      said(1),
      step(1, { kind: 'note_added', text: 'Psst', afterPublicSeq: 1 }, 'staff'),
      step(2, { kind: 'erased', was: 'message_sent' }),
      step(3, { kind: 'unknown', name: 'hologram_shown' }),
    ];
    expect(told(steps)).toEqual(['words', 'erased']);
    expect(told(steps, true)).toEqual(['words', 'note', 'erased']);
  });

  test('has so many pictures and no more', () => {
    const steps = Array.from({ length: 2 * MOST_STILLS }, (_, n) => added(n + 1, `item-${n}`));
    expect(told(steps).length).toBe(MOST_STILLS);
  });
});

test('s50_the_file_of_a_transcript_holds_words_and_nothing_that_runs', () => {
  const hostile = '<script>alert(1)</script><img src=x onerror=alert(2)>&amp;"\'';
  const sheet = document.createElement('article');
  const words = document.createElement('p');
  words.textContent = hostile;
  const script = document.createElement('script');
  script.textContent = 'alert(3)';
  sheet.append(words, script);
  const text = transcriptFile(sheet, `</title>${hostile}`);
  expect(text.startsWith('<!doctype html>')).toBe(true);
  expect(text).not.toMatch(/<script/iu);
  const read = new DOMParser().parseFromString(text, 'text/html');
  expect(read.querySelectorAll('script, img, [onerror]').length).toBe(0);
  expect(read.querySelector('p')?.textContent).toBe(hostile);
  expect(read.querySelector('meta[http-equiv]')?.getAttribute('content')).toContain(
    "default-src 'none'",
  );
});
