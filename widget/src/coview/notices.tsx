/** @file Quiet lines over the picture: how one looks, what was cleared, what is chosen. */

import closeIcon from 'lucide-static/icons/x.svg?raw';
import { useState } from 'preact/hooks';
import { Icon } from '../ui/Icon';
import type { Annotation } from '../wire/generated';
import type { StagePort } from './port';
import { isStaff } from './roles';
import type { StageModel } from './stage_model';
import type { Say, StageTextKey } from './texts';

/** See the components below. */
export interface NoticeProps {
  readonly port: StagePort;
  readonly model: StageModel;
  readonly t: Say;
  /** "You" for oneself. */
  readonly nameOf: (id: string) => string;
}

/** Who has fixed the view: the first of the staff who is here. */
function keeper({ port, nameOf, t }: NoticeProps): string {
  const staff = port.people.value.filter((person) => isStaff(person.role));
  const here = staff.find((person) => person.state === 'online') ?? staff[0];
  return here ? nameOf(here.id) : t('stage.person.agent');
}

/** That one looks on one's own, or that the view is fixed. */
export function ModeBanner(props: NoticeProps) {
  const { model, t } = props;
  const own = model.mode.value === 'own';
  const locked = model.lockedOut.value;
  if (!own && !locked) return null;
  const words = locked
    ? t(own ? 'stage.locked.own' : 'stage.locked', { name: keeper(props) })
    : t('stage.own.banner');
  return (
    <div class="cv-banner" role="status" data-banner={locked ? 'locked' : 'own'}>
      <span>{words}</span>
      {own && (
        <button type="button" onClick={() => model.setMode('together')}>
          {t('stage.own.back')}
        </button>
      )}
    </div>
  );
}

/** What the last clearing took away, for staff to bring back; the same after a reload. */
export function ClearedLine({ port, model, t }: NoticeProps) {
  const [dismissed, setDismissed] = useState('');
  const { cleared, annotations } = port.state.value;
  if (!cleared || !isStaff(port.role) || model.looksOnly.value) return null;
  const live = new Set(annotations.map((mark) => mark.id));
  const gone = cleared.annotations.filter((id) => !live.has(id));
  const key = cleared.annotations.join();
  if (gone.length === 0 || key === dismissed || cleared.item !== model.item.value?.id) return null;
  return (
    <div class="cv-line" role="status" data-line="cleared">
      <span>{t('stage.cleared', { n: gone.length })}</span>
      <button type="button" class="cv-link" onClick={() => model.desk.bringBack(gone)}>
        {t('stage.bringBack')}
      </button>
      <Close label={t('stage.dismiss')} run={() => setDismissed(key)} />
    </div>
  );
}

/** The words of a tool's mark. */
export function toolKey(tool: Annotation['mark']['tool']): StageTextKey {
  return `stage.tool.${tool}`;
}

/** The chosen mark: whose it is, what it says, and a way to delete it. */
export function SelectedLine({ model, t, nameOf }: NoticeProps) {
  const { desk } = model;
  const mark = model.marks.value.find((one) => one.id === desk.selected.value);
  if (!mark) return null;
  const words = mark.mark.text ?? t(toolKey(mark.mark.tool));
  return (
    <div class="cv-line" role="status" data-line="selected">
      <span>{t('stage.selected', { name: nameOf(mark.author), mark: words })}</span>
      {desk.mayDelete(mark) && (
        <button
          type="button"
          class="cv-link cv-danger"
          title={`${t('stage.delete')} (Del)`}
          onClick={() => desk.deleteSelected()}
        >
          {t('stage.delete')}
        </button>
      )}
      <Close
        label={t('stage.dismiss')}
        run={() => {
          desk.selected.value = null;
        }}
      />
    </div>
  );
}

/** Something could not be had; it can be asked for again. */
export function RetryLine(props: {
  readonly words: string;
  readonly t: Say;
  readonly retry: () => void;
}) {
  return (
    <div class="cv-line" role="alert" data-line="retry">
      <span>{props.words}</span>
      <button type="button" class="cv-link" onClick={props.retry}>
        {props.t('stage.retry')}
      </button>
    </div>
  );
}

/** A way back after a picture was taken off the strip. */
export function RemovedLine(props: {
  readonly title: string;
  readonly t: Say;
  readonly onBack: () => void;
  readonly onDone: () => void;
}) {
  const { title, t, onBack, onDone } = props;
  return (
    <div class="cv-line" role="status" data-line="removed">
      <span>{t('stage.strip.removed', { title })}</span>
      <button type="button" class="cv-link" onClick={onBack}>
        {t('stage.bringBack')}
      </button>
      <Close label={t('stage.dismiss')} run={onDone} />
    </div>
  );
}

function Close({ label, run }: { readonly label: string; readonly run: () => void }) {
  return (
    <button type="button" class="cv-close" aria-label={label} title={label} onClick={run}>
      <Icon svg={closeIcon} small />
    </button>
  );
}

/** What the numbered pins of the picture say. */
export function PinList({ model, t }: Pick<NoticeProps, 'model' | 't'>) {
  const pins = model.marks.value.filter(({ mark }) => mark.tool === 'pin' && mark.text);
  // Beside other pictures it would cover their captions; a chosen pin says its words anyway.
  if (pins.length === 0 || model.shown.value.length > 1) return null;
  return (
    <ol class="cv-pins" aria-label={t('stage.pins')}>
      {pins.map((pin) => (
        <li key={pin.id}>
          <button
            type="button"
            aria-pressed={model.desk.selected.value === pin.id}
            onClick={() => {
              model.desk.selected.value = pin.id;
            }}
          >
            <b>{pin.number ?? '·'}</b>
            <bdi>{pin.mark.text}</bdi>
          </button>
        </li>
      ))}
    </ol>
  );
}
