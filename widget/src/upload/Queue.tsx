/** @file Pictures on their way, each with its progress and a way to stop or try again. */

import './upload.css';
import closeIcon from 'lucide-static/icons/x.svg?raw';
import type { Uploading, Uploads } from '../state/uploads';
import { Icon } from '../ui/Icon';
import { problemKey, type Say } from './words';

/** See {@link Queue}. */
export interface QueueProps {
  readonly uploads: Uploads;
  readonly t: Say;
}

/** Draws it while there is something in it. */
export function Queue({ uploads, t }: QueueProps) {
  const queue = uploads.queue.value;
  const arrived = uploads.arrived.value;
  return (
    <section class="up-queue" aria-label={t('upload.queue')} data-empty={queue.length === 0}>
      <ul>
        {queue.map((one) => (
          <li key={one.id} data-upload={one.step.kind}>
            <Card one={one} uploads={uploads} t={t} />
          </li>
        ))}
      </ul>
      <p class="up-hidden" role="status">
        {arrived !== null && queue.length === 0 && t('upload.done', { name: arrived })}
      </p>
    </section>
  );
}

function Card({ one, uploads, t }: QueueProps & { readonly one: Uploading }) {
  const { id, name, step } = one;
  if (step.kind === 'failed') {
    return (
      <>
        <p role="alert" data-code={step.code}>
          <bdi>{name}</bdi>
          <span>{t(problemKey(step.code))}</span>
        </p>
        <div class="up-buttons">
          <button type="button" class="button" onClick={() => uploads.retry(id)}>
            {t('upload.retry')}
          </button>
          <button type="button" class="button quiet" onClick={() => uploads.cancel(id)}>
            {t('upload.remove')}
          </button>
        </div>
      </>
    );
  }
  const percent = percentOf(one);
  return (
    <>
      <div class="up-line">
        <bdi>{wordsOf(one, percent, t)}</bdi>
        <button
          type="button"
          class="up-stop"
          data-upload="stop"
          aria-label={t('upload.stop', { name })}
          title={t('upload.stop', { name })}
          onClick={() => uploads.cancel(id)}
        >
          <Icon svg={closeIcon} small />
        </button>
      </div>
      <div
        class="up-bar"
        role="progressbar"
        aria-label={name}
        aria-valuemin={0}
        aria-valuemax={100}
        aria-valuenow={percent}
      >
        <i style={{ inlineSize: `${percent}%` }} />
      </div>
    </>
  );
}

function percentOf({ step, bytes }: Uploading): number {
  switch (step.kind) {
    case 'waiting':
    case 'failed':
      return 0;
    case 'sending':
    case 'paused':
      return Math.round((step.sent / Math.max(1, bytes)) * 100);
    case 'sharpening':
      return 100;
  }
}

function wordsOf({ name, step }: Uploading, percent: number, t: Say): string {
  switch (step.kind) {
    case 'waiting':
      return t('upload.waiting', { name });
    case 'paused':
      return t('upload.paused', { name });
    case 'sharpening':
      return t('upload.sharpening', { name });
    case 'sending':
    case 'failed':
      return t('upload.sending', { name, percent: `${percent}\u202f%` });
  }
}
