/**
 * @file The page of a phone that takes photos for a conversation on another device. It asks before
 * its link is used up, sends what its owner chooses, and sees nothing of what is said.
 */

import './continue.css';
import './devices.css';
import { type ReadonlySignal, type Signal, signal } from '@preact/signals';
import { render } from 'preact';
import { useRef } from 'preact/hooks';
import { deviceText, loadDeviceTexts } from '../i18n/device';
import { t } from '../i18n/i18n';
import { loadStageTexts, stageText } from '../i18n/stage';
import { createApi } from '../net/api';
import { type CameraDoors, cameraDoors } from '../net/devices';
import { newId } from '../net/ids';
import type { Keep } from '../net/keep';
import { codeOf, Refused } from '../net/refused';
import { takeSecret } from '../state/secret';
import { Button } from '../ui/Button';
import { camera as cameraIcon, picture } from '../ui/icons';
import { Queue, Sheet } from '../upload/Layer';
import { type Uploading, uploadingOf } from '../upload/uploading';
import type { Camera, Command } from '../wire/generated';

/** How far it is. */
export type CameraView =
  | { readonly kind: 'asks' | 'joining' | 'failed' }
  | {
      readonly kind: 'takes';
      readonly camera: Camera;
      readonly uploading: Uploading;
      /** How many photos are on the stage or its strip. */
      readonly shown: ReadonlySignal<number>;
    }
  | { readonly kind: 'gone' | 'done' };

/** See {@link CameraPage}. */
export interface CameraPageProps {
  readonly view: CameraView;
  readonly onJoin: () => void;
  readonly onDone: () => void;
}

/** Without HEIC in the list iPhones hand over JPEG. */
const ACCEPT = 'image/jpeg,image/png,image/webp,image/gif';
/** Whether the photos are still wanted is asked this often. */
const EVERY_MS = 5_000;

/** Draws it. */
export function CameraPage({ view, onJoin, onDone }: CameraPageProps) {
  const say = deviceText;
  if (view.kind === 'takes') return <Takes {...view} onDone={onDone} />;
  if (view.kind === 'gone' || view.kind === 'done') {
    return (
      <main class="camera-page middle" data-testid={`camera-${view.kind}`}>
        <h1>{say(view.kind === 'gone' ? 'camera.gone' : 'camera.done')}</h1>
        <p>{say(view.kind === 'gone' ? 'camera.gone.body' : 'camera.done.body')}</p>
      </main>
    );
  }
  return (
    <main class="camera-page middle" data-testid="camera-asks">
      <h1>{say('camera.ask')}</h1>
      <p>{say('camera.ask.body')}</p>
      {view.kind === 'failed' && <p role="alert">{t('problem.other')}</p>}
      <Button kind="primary" testId="camera-join" busy={view.kind === 'joining'} onClick={onJoin}>
        {say('camera.ask.act')}
      </Button>
    </main>
  );
}

interface TakesProps {
  readonly camera: Camera;
  readonly uploading: Uploading;
  readonly shown: ReadonlySignal<number>;
  readonly onDone: () => void;
}

function Takes({ camera, uploading, shown, onDone }: TakesProps) {
  const { desk, uploads } = uploading;
  const say = deviceText;
  return (
    <main class="camera-page" data-testid="camera-takes">
      <h1>
        <bdi>{camera.shop}</bdi>
      </h1>
      <p>{say('camera.takes')}</p>
      <Choose
        testId="camera-take"
        svg={cameraIcon}
        primary
        capture
        words={say('camera.take')}
        onFiles={desk.offer}
      />
      <Choose testId="camera-pick" svg={picture} words={say('camera.pick')} onFiles={desk.offer} />
      <Queue uploads={uploads} t={stageText} />
      <p class="camera-count" role="status" data-testid="camera-count" data-count={shown.value}>
        {shown.value > 0 && say('camera.count', { n: shown.value })}
      </p>
      <footer>
        <Button testId="camera-done-act" onClick={onDone}>
          {say('camera.finish')}
        </Button>
      </footer>
      <Sheet desk={desk} t={stageText} />
    </main>
  );
}

interface ChooseProps {
  readonly testId: string;
  readonly svg: string;
  readonly words: string;
  readonly primary?: boolean;
  /** Opens the camera instead of the gallery. */
  readonly capture?: boolean;
  readonly onFiles: (files: readonly File[]) => void;
}

function Choose({ testId, svg, words, primary, capture, onFiles }: ChooseProps) {
  const input = useRef<HTMLInputElement>(null);
  return (
    <>
      <Button
        {...(primary ? { kind: 'primary' as const } : {})}
        svg={svg}
        testId={testId}
        onClick={() => input.current?.click()}
      >
        {words}
      </Button>
      <input
        ref={input}
        type="file"
        hidden
        data-input={testId}
        accept={ACCEPT}
        {...(capture ? { capture: 'environment' as const } : { multiple: true })}
        tabIndex={-1}
        aria-hidden="true"
        onChange={(event) => {
          const files = [...(event.currentTarget.files ?? [])];
          event.currentTarget.value = '';
          onFiles(files);
        }}
      />
    </>
  );
}

/** What a picture of the phone is shown with: only placing it, each under one name. */
function placing(doors: CameraDoors, shown: Signal<number>) {
  const names = new Map<string, string>();
  return async (command: Command): Promise<{ seq: number }> => {
    // A picture that was placed is the visitor's to take away, on the other device.
    if (command.do !== 'add_item') throw new Refused('forbidden');
    const { item, media, title, show } = command;
    const cid = names.get(item) ?? newId();
    names.set(item, cid);
    await doors.show({ cid, item, media, title, show });
    shown.value += 1;
    return { seq: 0 };
  };
}

const TOKEN = 'vitrine.camera';

/** Runs the page: takes the secret out of the address, or goes on after a reload. */
export async function runCamera(root: HTMLElement, keep: Keep): Promise<void> {
  const secret = takeSecret();
  const api = createApi(() => keep.get(TOKEN));
  const doors = cameraDoors(api);
  const view: Signal<CameraView> = signal({ kind: secret === null ? 'gone' : 'asks' });
  await Promise.all([loadStageTexts(), loadDeviceTexts()]);

  function takes(camera: Camera) {
    const shown = signal(0);
    const conversation = { id: camera.conversation, op: placing(doors, shown) };
    const uploading = uploadingOf(conversation, api, 'visitor');
    view.value = { kind: 'takes', camera, uploading, shown };
  }

  function over(kind: 'gone' | 'done') {
    const now = view.peek();
    if (now.kind === 'takes') now.uploading.uploads.dispose();
    keep.remove(TOKEN);
    view.value = { kind };
  }

  async function join(): Promise<void> {
    if (secret === null) return;
    view.value = { kind: 'joining' };
    try {
      const joined = await doors.join(secret);
      keep.set(TOKEN, joined.token);
      takes(joined.camera);
    } catch (error) {
      view.value = { kind: codeOf(error) === 'link_gone' ? 'gone' : 'failed' };
    }
  }

  async function done(): Promise<void> {
    // Gone already is as good as ended.
    await doors.leave().catch(() => undefined);
    over('done');
  }

  async function ask(): Promise<void> {
    const camera = await doors.about();
    if (view.peek().kind !== 'takes') takes(camera);
  }

  function refused(error: unknown) {
    if (codeOf(error) === 'unauthorized') over('gone');
  }

  setInterval(() => {
    if (view.peek().kind === 'takes' && document.visibilityState === 'visible') {
      ask().catch(refused);
    }
  }, EVERY_MS);
  // Taking a photo may throw the page out of a small phone's memory.
  if (secret === null && keep.get(TOKEN) !== null) await ask().catch(refused);
  function Shown() {
    return <CameraPage view={view.value} onJoin={() => void join()} onDone={() => void done()} />;
  }
  render(<Shown />, root);
}
