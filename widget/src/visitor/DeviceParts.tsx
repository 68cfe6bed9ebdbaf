/** @file Where another device is asked for and shown; its code is loaded once it is used. */

import { useEffect } from 'preact/hooks';
import { Lazy } from '../ui/Lazy';
import type { Session } from './session';
import { loadDevices } from './stage_parts';

/** Draws it while there is something to show. */
export function DeviceParts({ session }: { readonly session: Session }) {
  const { devices } = session;
  const wanted = devices.purpose.value !== null || devices.camera.value !== null;
  // Nobody waits for the code's code: it comes with the menu.
  useEffect(() => {
    if (wanted) loadDevices().catch(() => undefined);
  }, [wanted]);
  if (!wanted) return null;
  return (
    <Lazy load={loadDevices}>
      {([{ CameraBar, DeviceSheet }]) => (
        <>
          <CameraBar devices={devices} />
          <DeviceSheet devices={devices} />
        </>
      )}
    </Lazy>
  );
}
