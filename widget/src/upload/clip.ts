/**
 * @file A clip before it is sent: its size, its length and a frame to show for it, by the
 * browser's own player. What cannot be played here is not sent, because the server looks into no
 * film and others would find out.
 */

import { Refused } from '../net/refused';
import { CLIP_BYTES, CLIP_PX } from '../wire/generated';
import type { Opened } from './prepare';

/** A file of this machine tells of itself within this time, in milliseconds. */
const PATIENCE_MS = 15_000;
/** Into the clip by this part, but not further than a second: the first frame is often black. */
const POSTER_PART = 0.1;
const POSTER_S = 1;
/** Recordings of browsers do not say how long they are; beyond their end is where that shows. */
const BEYOND_S = 1e7;

/** Opens it; rejects with `Refused` and a code that says what it is instead. */
export async function openClip(file: File): Promise<Opened> {
  if (file.size > CLIP_BYTES) throw new Refused('too_big');
  const video = document.createElement('video');
  const address = URL.createObjectURL(file);
  video.muted = true;
  video.playsInline = true;
  video.preload = 'auto';
  try {
    await came(video, 'loadedmetadata', () => {
      video.src = address;
    });
    const { videoWidth: width, videoHeight: height } = video;
    if (width === 0 || Math.max(width, height) > CLIP_PX) throw new Refused('kind_video');
    if (!Number.isFinite(video.duration)) {
      await came(video, 'timeupdate', () => {
        video.currentTime = BEYOND_S;
      });
    }
    const durationMs = Math.round(video.duration * 1_000);
    if (!Number.isFinite(durationMs) || durationMs < 1) throw new Refused('kind_video');
    await came(video, 'seeked', () => {
      video.currentTime = Math.min(POSTER_S, video.duration * POSTER_PART);
    });
    const bitmap = await createImageBitmap(video);
    const size = { width, height };
    return { file, bitmap, size, asIs: true, heavy: false, durationMs };
  } finally {
    video.removeAttribute('src');
    video.load();
    URL.revokeObjectURL(address);
  }
}

/** Resolves when this has happened after `cause`. */
function came(video: HTMLVideoElement, event: string, cause: () => void): Promise<void> {
  return new Promise((done, failed) => {
    const refuse = () => failed(new Refused('kind_video'));
    setTimeout(refuse, PATIENCE_MS);
    video.addEventListener('error', refuse, { once: true });
    video.addEventListener(event, () => done(), { once: true });
    cause();
  });
}
