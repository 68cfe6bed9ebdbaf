/** @file The doors for another device of a visitor, and those of a phone that takes photos. */

import type {
  Camera,
  CameraItem,
  CameraToken,
  DeviceLink,
  DeviceState,
  DeviceUse,
} from '../wire/generated';
import type { Api } from './api';
import { readCamera, readCameraToken, readDeviceLink, readDeviceState, readNothing } from './frame';

/** The visitor's side; everything rejects with `Refused`. */
export interface DeviceDoors {
  link(purpose: DeviceUse): Promise<DeviceLink>;
  state(id: string): Promise<DeviceState>;
  /** Ends the link and what came of it. */
  end(id: string): Promise<true>;
}

/** The phone's side. */
export interface CameraDoors {
  join(secret: string): Promise<CameraToken>;
  about(): Promise<Camera>;
  show(item: CameraItem): Promise<true>;
  leave(): Promise<true>;
}

/** The doors behind `api`, as the visitor. */
export function deviceDoors(api: Api): DeviceDoors {
  const path = (id: string) => `/v1/visitor/device-links/${encodeURIComponent(id)}`;
  return {
    link: (purpose) => api.post('/v1/visitor/device-links', { purpose }, readDeviceLink),
    state: (id) => api.get(path(id), readDeviceState),
    end: (id) => api.delete(path(id)),
  };
}

/** The doors behind `api`, as the camera. */
export function cameraDoors(api: Api): CameraDoors {
  return {
    join: (secret) => api.post('/v1/camera/join', { secret }, readCameraToken),
    about: () => api.get('/v1/camera', readCamera),
    show: (item) => api.post('/v1/camera/items', item, readNothing),
    leave: () => api.delete('/v1/camera'),
  };
}
