/**
 * @file Another device: the code that takes it in, how far that is, and the phone that takes photos
 * meanwhile. The state is asked for every few seconds while somebody waits for it or a phone is
 * there, and only while this page is looked at.
 */

import { type ReadonlySignal, signal } from '@preact/signals';
import type { DeviceDoors } from '../net/devices';
import type { Keep } from '../net/keep';
import { codeOf } from '../net/refused';
import type { DeviceLink, DeviceStep, DeviceUse } from '../wire/generated';

/** What the sheet shows. */
export type Asked =
  | { readonly kind: 'making' }
  | { readonly kind: 'failed'; readonly code: string }
  | {
      readonly kind: 'made';
      readonly link: DeviceLink;
      readonly step: DeviceStep;
      /** Browser and system of the device that came. */
      readonly device: string;
    };

/** See {@link createDevices}. */
export interface Devices {
  /** What the open sheet is for; null while there is none. */
  readonly purpose: ReadonlySignal<DeviceUse | null>;
  readonly asked: ReadonlySignal<Asked>;
  /** The phone that takes photos right now, in words; null while there is none. */
  readonly camera: ReadonlySignal<string | null>;
  /** Opens the sheet with a fresh code. */
  ask(purpose: DeviceUse): void;
  /** Closes it; a code that nobody has opened stops working. */
  close(): void;
  /** Ends what came of the code in the sheet. */
  end(): void;
  endCamera(): void;
}

/** What is needed for it. */
export interface DevicesOptions {
  readonly doors: DeviceDoors;
  readonly keep: Keep;
  readonly visible: () => boolean;
  /** Waits before the next question; a test makes it short. */
  readonly wait?: (run: () => void) => void;
}

const EVERY_MS = 2_000;
/** Where the phone's link is kept over a reload; it names and proves nothing. */
const KEPT = 'vitrine.camera-link';

/** Makes them. */
export function createDevices({ doors, keep, visible, wait }: DevicesOptions): Devices {
  const purpose = signal<DeviceUse | null>(null);
  const asked = signal<Asked>({ kind: 'making' });
  const camera = signal<string | null>(null);
  const later = wait ?? ((run: () => void) => setTimeout(run, EVERY_MS));
  let cameraLink = keep.get(KEPT);
  let waits = false;
  /** Grows with each sheet, so that a late answer is passed over. */
  let turn = 0;

  function forgetCamera() {
    cameraLink = null;
    camera.value = null;
    keep.remove(KEPT);
  }

  /** The link in the sheet, while there is more to learn about it. */
  function watched(): string | null {
    const now = asked.peek();
    const open = purpose.peek() !== null && now.kind === 'made';
    return open && now.step !== 'ended' && now.step !== 'expired' ? now.link.id : null;
  }

  async function look(id: string): Promise<void> {
    const { step, device } = await doors.state(id);
    const now = asked.peek();
    if (now.kind === 'made' && now.link.id === id) asked.value = { ...now, step, device };
    if (now.kind === 'made' && now.link.id === id && purpose.peek() === 'camera') {
      if (step === 'joined') {
        cameraLink = id;
        keep.set(KEPT, id);
      }
    }
    if (id !== cameraLink) return;
    if (step === 'joined') camera.value = device;
    else forgetCamera();
  }

  async function lookAll(): Promise<void> {
    const ids = new Set([watched(), cameraLink]);
    for (const id of ids) {
      if (id === null) continue;
      await look(id).catch((error) => {
        // Another visitor sits here now, or the link was forgotten long ago.
        if (id === cameraLink && codeOf(error) === 'not_found') forgetCamera();
      });
    }
  }

  function watch() {
    if (waits || (watched() === null && cameraLink === null)) return;
    waits = true;
    later(() => {
      waits = false;
      const looked = visible() ? lookAll() : Promise.resolve();
      void looked.finally(watch);
    });
  }

  function made(mine: number, link: DeviceLink) {
    if (mine !== turn) return;
    asked.value = { kind: 'made', link, step: 'waiting', device: '' };
    watch();
  }

  if (cameraLink !== null) void lookAll().finally(watch);

  return {
    purpose,
    asked,
    camera,
    ask: (wanted) => {
      turn += 1;
      const mine = turn;
      purpose.value = wanted;
      asked.value = { kind: 'making' };
      doors.link(wanted).then(
        (link) => made(mine, link),
        (error) => {
          if (mine === turn) asked.value = { kind: 'failed', code: codeOf(error) };
        },
      );
    },
    close: () => {
      turn += 1;
      const now = asked.peek();
      purpose.value = null;
      if (now.kind === 'made' && now.step === 'waiting') {
        doors.end(now.link.id).catch(() => undefined);
      }
    },
    end: () => {
      const now = asked.peek();
      if (now.kind !== 'made') return;
      doors.end(now.link.id).then(
        () => look(now.link.id).catch(() => undefined),
        (error) => {
          asked.value = { kind: 'failed', code: codeOf(error) };
        },
      );
    },
    endCamera: () => {
      const id = cameraLink;
      if (id === null) return;
      // It stays on screen until it is true.
      doors.end(id).then(forgetCamera, () => undefined);
    },
  };
}
