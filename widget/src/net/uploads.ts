/** @file The doors of uploads, in the order in which they are gone through (`wire/media.rs`). */

import type { MediaInfo, NewUpload, Upload, UploadId } from '../wire/generated';
import type { Api } from './api';
import { readMediaInfo, readUpload, readUploadOffset } from './frame';

/**
 * See {@link createUploadDoors}. Everything rejects with `Refused`. To begin again under the same
 * `cid` after a cut finds the same upload and says from which byte to go on.
 */
export interface UploadDoors {
  begin(wish: NewUpload): Promise<Upload>;
  preview(upload: UploadId, picture: Blob): Promise<MediaInfo>;
  /** Sends a piece that begins at `offset`; gives how many bytes are there by then. */
  send(upload: UploadId, offset: number, piece: Blob, stop: AbortSignal): Promise<number>;
  finish(upload: UploadId): Promise<MediaInfo>;
  cancel(upload: UploadId): Promise<void>;
}

/** The server gives a picture of 120 megapixels a minute, and one may be before it. */
const FINISH_MS = 130_000;

/** Those of the service behind `api`. */
export function createUploadDoors(api: Api): UploadDoors {
  const path = (upload: UploadId) => `/v1/uploads/${encodeURIComponent(upload)}`;
  return {
    begin: (wish) => api.post('/v1/uploads', wish, readUpload),
    preview: (upload, picture) =>
      api.send('PUT', `${path(upload)}/preview`, { body: picture }, readMediaInfo),
    send: async (upload, offset, piece, stop) => {
      const headers = { 'Upload-Offset': String(offset) };
      const answer = await api.send(
        'PATCH',
        path(upload),
        { body: piece, headers, stop },
        readUploadOffset,
      );
      return answer.offset;
    },
    finish: (upload) =>
      api.send('POST', `${path(upload)}/finish`, { patienceMs: FINISH_MS }, readMediaInfo),
    cancel: async (upload) => {
      await api.delete(path(upload));
    },
  };
}
