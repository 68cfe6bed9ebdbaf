/** @file Around a stage: pictures dropped on it or pasted come onto the desk. */

import './upload.css';
import type { ComponentChildren } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { AddressForm } from './AddressForm';
import { Queue } from './Queue';
import { Sheet } from './Sheet';
import type { Uploading } from './uploading';
import type { Say } from './words';

export { Queue, Sheet };

/** What the stage is told, so that it can offer to add pictures. */
export interface Adding {
  files(files: readonly File[]): void;
  /** Asks for an address; null where that is not offered. */
  readonly address: (() => void) | null;
}

/** See {@link UploadLayer}. */
export interface UploadLayerProps {
  readonly uploading: Uploading;
  readonly t: Say;
  /** Whether the sheet of a chosen picture opens here; it must open in one place only. */
  readonly sheet: boolean;
  /** Fetches a picture by its address and shows it; null where that is not offered. */
  readonly onFetch: ((address: string) => Promise<void>) | null;
  readonly children: (adding: Adding) => ComponentChildren;
}

/** Draws it. */
export function UploadLayer({ uploading, t, sheet, onFetch, children }: UploadLayerProps) {
  const { desk, uploads } = uploading;
  const [over, setOver] = useState(false);
  const [asks, setAsks] = useState(false);
  useEffect(() => {
    const paste = (event: ClipboardEvent) => {
      const files = picturesOf(event.clipboardData);
      if (files.length === 0) return;
      event.preventDefault();
      desk.offer(files);
    };
    window.addEventListener('paste', paste);
    return () => window.removeEventListener('paste', paste);
  }, [desk]);
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: dropping is a short cut; the button on the strip does the same
    <div
      class="up-layer"
      onDragOver={(event) => {
        if (!event.dataTransfer?.types.includes('Files')) return;
        event.preventDefault();
        setOver(true);
      }}
      onDragLeave={(event) => {
        const to = event.relatedTarget;
        if (!(to instanceof Node && event.currentTarget.contains(to))) setOver(false);
      }}
      onDrop={(event) => {
        setOver(false);
        const files = [...(event.dataTransfer?.files ?? [])];
        if (files.length === 0) return;
        event.preventDefault();
        desk.offer(files);
      }}
    >
      {children({
        files: desk.offer,
        address: onFetch && (() => setAsks(true)),
      })}
      <Queue uploads={uploads} t={t} />
      {over && (
        <div class="up-drop">
          <p>{t('stage.drop')}</p>
        </div>
      )}
      {sheet && <Sheet desk={desk} t={t} />}
      {asks && onFetch && <AddressForm t={t} onFetch={onFetch} onDone={() => setAsks(false)} />}
    </div>
  );
}

/** Pictures in what was pasted; words are the composer's. */
function picturesOf(data: DataTransfer | null): File[] {
  return [...(data?.files ?? [])].filter((file) => file.type.startsWith('image/'));
}
