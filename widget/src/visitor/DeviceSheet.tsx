/** @file The code that takes another device in, who came by it, and the way to end it. */

import '../ui/forms.css';
import '../ui/overlays.css';
import './devices.css';
import { deviceText } from '../i18n/device';
import { t } from '../i18n/i18n';
import { Button } from '../ui/Button';
import { CopyField } from '../ui/CopyField';
import { Dialog } from '../ui/Dialog';
import { QrCode } from '../ui/QrCode';
import type { DeviceUse } from '../wire/generated';
import type { Asked, Devices } from './devices';

/** See {@link DeviceSheet}. */
export interface DeviceSheetProps {
  readonly devices: Devices;
}

/** Draws it while it is asked for. */
export function DeviceSheet({ devices }: DeviceSheetProps) {
  const purpose = devices.purpose.value;
  if (purpose === null) return null;
  const say = deviceText;
  return (
    <Dialog
      title={say(purpose === 'camera' ? 'device.camera.title' : 'device.continue.title')}
      onClose={devices.close}
      class="device-sheet"
      testId="device-sheet"
    >
      <Body devices={devices} purpose={purpose} asked={devices.asked.value} />
    </Dialog>
  );
}

interface BodyProps extends DeviceSheetProps {
  readonly purpose: DeviceUse;
  readonly asked: Asked;
}

function Body({ devices, purpose, asked }: BodyProps) {
  const say = deviceText;
  const again = (
    <Button kind="primary" testId="device-again" onClick={() => devices.ask(purpose)}>
      {say('device.again')}
    </Button>
  );
  if (asked.kind === 'making') {
    return (
      <div class="device-code" aria-busy="true">
        <div class="skeleton device-skeleton" />
        <p role="status">{say('device.making')}</p>
      </div>
    );
  }
  if (asked.kind === 'failed') {
    return (
      <>
        <p role="alert" data-code={asked.code}>
          {asked.code === 'ended' ? say('device.ended.conversation') : t('problem.other')}
        </p>
        {asked.code !== 'ended' && again}
      </>
    );
  }
  const { link, step, device } = asked;
  const name = device || say('device.unnamed');
  switch (step) {
    case 'waiting':
      return (
        <div class="device-code">
          <QrCode rows={link.code} label={say('device.code')} testId="device-qr" />
          <div>
            <p>{say(purpose === 'camera' ? 'device.camera.how' : 'device.continue.how')}</p>
            <p class="device-once">{say('device.once')}</p>
            {isThisComputer() && <p class="device-once">{say('device.loopback')}</p>}
            <CopyField label={say('device.link')} value={link.url} />
          </div>
        </div>
      );
    case 'joined':
      return (
        <div data-testid="device-joined">
          <p role="status">
            {say(purpose === 'camera' ? 'device.camera.joined' : 'device.continue.joined', {
              device: name,
            })}
          </p>
          <div class="device-acts">
            <Button kind="primary" onClick={devices.close}>
              {say('device.fine')}
            </Button>
            <Button kind="danger" testId="device-end" onClick={devices.end}>
              {say(purpose === 'camera' ? 'device.camera.end' : 'device.continue.end')}
            </Button>
          </div>
        </div>
      );
    case 'ended':
    case 'expired':
      return (
        <div data-testid={`device-${step}`}>
          <p role="status">{say(step === 'ended' ? 'device.ended' : 'device.expired')}</p>
          <div class="device-acts">{again}</div>
        </div>
      );
  }
}

/** A code with an address of this computer leads another device nowhere. */
function isThisComputer(): boolean {
  return ['127.0.0.1', 'localhost', '[::1]'].includes(location.hostname);
}

/** A phone takes photos for this conversation: who, and the way to end it. */
export function CameraBar({ devices }: DeviceSheetProps) {
  const camera = devices.camera.value;
  if (camera === null) return null;
  return (
    <div class="camera-bar" role="status" data-testid="camera-bar">
      <span>
        {deviceText('device.camera.bar', { device: camera || deviceText('device.unnamed') })}
      </span>
      <Button small testId="camera-end" onClick={devices.endCamera}>
        {deviceText('device.camera.end')}
      </Button>
    </div>
  );
}
