/** @file Loads what plays videos when the first one is shown, and keeps it with the stage. */

import { useEffect, useState } from 'preact/hooks';
import { loadVideoTexts } from '../i18n/stage';
import type { StagePort } from './port';
import type { StageView } from './stage_view';

type Parts = typeof import('./video/parts');

/** How far it is. */
export type Videos =
  | { readonly kind: 'none' }
  | { readonly kind: 'failed'; retry(): void }
  | { readonly kind: 'ready'; readonly parts: Parts; readonly desk: Desk };

type Desk = InstanceType<Parts['VideoDesk']>;

/** What it needs to know of the stage. */
export interface VideosOptions {
  /** Nothing can be changed. */
  readonly still: () => boolean;
  readonly problem: (code: string) => void;
}

/** None while no video is shown. */
export function useVideos(view: StageView, port: StagePort, options: VideosOptions): Videos {
  const [parts, setParts] = useState<Parts | 'failed' | null>(null);
  const [desk, setDesk] = useState<Desk | null>(null);
  const [tries, setTries] = useState(0);
  const host = view.videoHost.value;
  const wanted = view.model.shown.value.some((item) => item.moving);
  useEffect(() => {
    if (!wanted || (parts !== null && parts !== 'failed')) return;
    Promise.all([import('./video/parts'), loadVideoTexts()]).then(
      ([loaded]) => setParts(loaded),
      () => setParts('failed'),
    );
  }, [wanted, tries]);
  useEffect(() => {
    if (!wanted || !host || parts === null || parts === 'failed') return;
    const { model } = view;
    const made = new parts.VideoDesk({ port, model, host, ...options });
    view.videos = made;
    setDesk(made);
    model.repaint();
    return () => {
      view.videos = null;
      setDesk(null);
      made.dispose();
    };
  }, [wanted, host, parts, view, port]);
  if (parts === 'failed' && wanted) {
    return { kind: 'failed', retry: () => setTries((before) => before + 1) };
  }
  if (!desk || parts === null || parts === 'failed') return { kind: 'none' };
  return { kind: 'ready', parts, desk };
}
