/** @file The doors of saved answers; each rejects with `Refused`. */

import type { Canned, CannedList, NewCanned, PatchCanned } from '../wire/generated';
import type { Api } from './api';
import { readCanned, readCannedList, readNothing } from './frame';

/** See {@link cannedDoors}. */
export interface CannedDoors {
  list(): Promise<CannedList>;
  add(canned: NewCanned): Promise<Canned>;
  change(id: string, patch: PatchCanned): Promise<Canned>;
  remove(id: string): Promise<true>;
  restore(id: string): Promise<Canned>;
  /** Counts a use; refused when it is gone. */
  used(id: string): Promise<true>;
}

/** The doors behind `api`. */
export function cannedDoors(api: Api): CannedDoors {
  const path = (id: string) => `/v1/canned/${encodeURIComponent(id)}`;
  return {
    list: () => api.get('/v1/canned', readCannedList),
    add: (canned) => api.post('/v1/canned', canned, readCanned),
    change: (id, patch) => api.patch(path(id), patch, readCanned),
    remove: (id) => api.delete(path(id)),
    restore: (id) => api.post(`${path(id)}/restore`, {}, readCanned),
    used: (id) => api.post(`${path(id)}/uses`, {}, readNothing),
  };
}
