/** @file Several pictures at once: their captions, and whether they zoom as one. */

import oneIcon from 'lucide-static/icons/image.svg?raw';
import closeIcon from 'lucide-static/icons/x.svg?raw';
import { Icon } from '../ui/Icon';
import type { StageModel } from './stage_model';
import type { StageView } from './stage_view';
import type { Say } from './texts';

const ZOOMS = [
  [true, 'stage.compare.linked'],
  [false, 'stage.compare.free'],
] as const;

/** Whether the pictures zoom as one, and the way back to one of them. */
export function CompareBar({ model, t }: { readonly model: StageModel; readonly t: Say }) {
  const shown = model.shown.value;
  if (shown.length < 2) return null;
  const linked = model.linked.value;
  return (
    <div class="cv-compare">
      <fieldset class="cv-modes" aria-label={t('stage.compare.zoom')}>
        {ZOOMS.map(([value, text]) => (
          <button
            key={text}
            type="button"
            data-zoom={value ? 'linked' : 'free'}
            aria-pressed={linked === value}
            onClick={() => model.setLinked(value)}
          >
            {t(text)}
          </button>
        ))}
      </fieldset>
      <button
        type="button"
        class="cv-link cv-leave"
        data-compare="leave"
        title={t('stage.compare.leave')}
        onClick={() => model.choose(model.item.value?.id ?? shown[0]?.id ?? '')}
      >
        <Icon svg={oneIcon} small />
        <span>{t('stage.compare.leave')}</span>
      </button>
    </div>
  );
}

/** The title over each of several pictures. */
export function Captions({ view, t }: { readonly view: StageView; readonly t: Say }) {
  const { model } = view;
  const cells = view.cells.value;
  if (cells.length < 2) return null;
  return (
    <>
      {cells.map(({ item: id, cell: { cell } }) => {
        const item = model.shown.value.find((one) => one.id === id);
        const title = item?.title || t('stage.untitled');
        return (
          <div
            key={id}
            class="cv-caption"
            data-active={model.item.value?.id === id}
            style={{ translate: `${cell.x}px ${cell.y}px`, inlineSize: `${cell.w}px` }}
          >
            <bdi title={title}>{title}</bdi>
            <button
              type="button"
              class="cv-close"
              aria-label={t('stage.compare.drop', { title })}
              title={t('stage.compare.drop', { title })}
              onClick={() => model.compare(id)}
            >
              <Icon svg={closeIcon} small />
            </button>
          </div>
        );
      })}
    </>
  );
}
