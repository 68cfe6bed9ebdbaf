/** @file The tools at the edge of the picture. */

import arrowIcon from 'lucide-static/icons/arrow-up-right.svg?raw';
import moreIcon from 'lucide-static/icons/ellipsis.svg?raw';
import handIcon from 'lucide-static/icons/hand.svg?raw';
import zoomOutIcon from 'lucide-static/icons/minus.svg?raw';
import penIcon from 'lucide-static/icons/pen-line.svg?raw';
import zoomInIcon from 'lucide-static/icons/plus.svg?raw';
import rotateIcon from 'lucide-static/icons/rotate-cw-square.svg?raw';
import fitIcon from 'lucide-static/icons/scan.svg?raw';
import laserIcon from 'lucide-static/icons/spotlight.svg?raw';
import undoIcon from 'lucide-static/icons/undo-2.svg?raw';
import { useEffect, useRef, useState } from 'preact/hooks';
import { Icon } from '../ui/Icon';
import type { StageModel } from './stage_model';
import type { Say, StageTextKey } from './texts';
import type { StageTool } from './tools';

/** Which tools stand in front and which behind "more". */
export interface ToolbarProps {
  readonly model: StageModel;
  readonly t: Say;
  /** The fewest tools in front, for visitors and narrow stages. */
  readonly short: boolean;
  /** Words of the zoom, such as "120 %". */
  readonly percent: string;
}

const TOOLS: Readonly<Record<StageTool, { icon: string; text: StageTextKey; key: string }>> = {
  hand: { icon: handIcon, text: 'stage.tool.hand', key: 'H' },
  pen: { icon: penIcon, text: 'stage.tool.pen', key: 'P' },
  arrow: { icon: arrowIcon, text: 'stage.tool.arrow', key: 'A' },
  laser: { icon: laserIcon, text: 'stage.tool.laser', key: 'L' },
};

const ALL: readonly StageTool[] = ['hand', 'pen', 'arrow', 'laser'];
const SHORT: readonly StageTool[] = ['hand', 'pen', 'laser'];

/** Draws it. */
export function Toolbar({ model, t, short, percent }: ToolbarProps) {
  const { tool, drawing, canUndo, camera } = model;
  const now = () => performance.now();
  return (
    <div
      class={`cv-toolbar${drawing.value ? ' cv-faded' : ''}`}
      role="toolbar"
      aria-label={t('stage.tools')}
    >
      {(short ? SHORT : ALL).map((name) => (
        <ToolButton key={name} name={name} tool={tool.value} model={model} t={t} />
      ))}
      <Action
        name="undo"
        icon={undoIcon}
        label={t('stage.undo')}
        shortcut="Ctrl+Z"
        disabled={!canUndo.value}
        run={() => model.undo()}
      />
      <span class="cv-rule" />
      <Action
        name="zoom-out"
        icon={zoomOutIcon}
        label={t('stage.zoomOut')}
        shortcut="−"
        disabled={model.zoom.value <= 1.001}
        run={() => camera.zoomBy(-1, now())}
      />
      {!short && (
        <button
          type="button"
          class="cv-zoom"
          data-tool="fit"
          aria-label={`${t('stage.fit')}, ${percent}`}
          title={`${t('stage.fit')} (0)`}
          onClick={() => camera.fit(now())}
        >
          {percent}
        </button>
      )}
      <Action
        name="zoom-in"
        icon={zoomInIcon}
        label={t('stage.zoomIn')}
        shortcut="+"
        disabled={model.zoom.value >= 7.99}
        run={() => camera.zoomBy(1, now())}
      />
      {short ? (
        <More model={model} t={t} />
      ) : (
        <Action
          name="rotate"
          icon={rotateIcon}
          label={t('stage.rotate')}
          shortcut="R"
          run={() => model.rotate()}
        />
      )}
    </div>
  );
}

interface ToolButtonProps {
  readonly name: StageTool;
  readonly tool: StageTool;
  readonly model: StageModel;
  readonly t: Say;
}

function ToolButton({ name, tool, model, t }: ToolButtonProps) {
  const { icon, text, key } = TOOLS[name];
  return (
    <button
      type="button"
      class="cv-button"
      data-tool={name}
      aria-pressed={tool === name}
      aria-label={t(text)}
      title={`${t(text)} (${key})`}
      onClick={() => {
        // The pen in hand is put down by the same button.
        model.tool.value = tool === name ? 'hand' : name;
      }}
    >
      <Icon svg={icon} />
    </button>
  );
}

interface ActionProps {
  readonly name: string;
  readonly icon: string;
  readonly label: string;
  readonly shortcut: string;
  readonly disabled?: boolean;
  readonly run: () => void;
}

function Action({ name, icon, label, shortcut, disabled, run }: ActionProps) {
  return (
    <button
      type="button"
      class="cv-button"
      data-tool={name}
      aria-label={label}
      title={`${label} (${shortcut})`}
      aria-disabled={disabled}
      onClick={() => {
        // It keeps the focus when it has nothing left to do, unlike a disabled button.
        if (!disabled) run();
      }}
    >
      <Icon svg={icon} />
    </button>
  );
}

/** The tools that fewer people need, with their names. */
function More({ model, t }: { readonly model: StageModel; readonly t: Say }) {
  const [open, setOpen] = useState(false);
  const box = useRef<HTMLDivElement>(null);
  const button = useRef<HTMLButtonElement>(null);
  useEffect(() => {
    if (!open) return;
    const outside = (event: Event) => {
      const inside = event.target instanceof Node && box.current?.contains(event.target);
      if (!inside) setOpen(false);
    };
    const escaped = (event: KeyboardEvent) => {
      if (event.key !== 'Escape') return;
      event.stopPropagation();
      setOpen(false);
      button.current?.focus();
    };
    document.addEventListener('pointerdown', outside, true);
    document.addEventListener('keydown', escaped, true);
    return () => {
      document.removeEventListener('pointerdown', outside, true);
      document.removeEventListener('keydown', escaped, true);
    };
  }, [open]);
  const entries: readonly [name: string, icon: string, text: StageTextKey, run: () => void][] = [
    [
      'arrow',
      arrowIcon,
      'stage.tool.arrow',
      () => {
        model.tool.value = 'arrow';
      },
    ],
    ['fit', fitIcon, 'stage.fit', () => model.camera.fit(performance.now())],
    ['rotate', rotateIcon, 'stage.rotate', () => model.rotate()],
  ];
  return (
    <div class="cv-more" ref={box}>
      <button
        ref={button}
        type="button"
        class="cv-button"
        data-tool="more"
        aria-label={t('stage.more')}
        title={t('stage.more')}
        aria-expanded={open}
        aria-pressed={model.tool.value === 'arrow'}
        onClick={() => setOpen(!open)}
      >
        <Icon svg={model.tool.value === 'arrow' ? arrowIcon : moreIcon} />
      </button>
      {open && (
        <div class="cv-menu">
          {entries.map(([name, icon, text, run]) => (
            <button
              key={name}
              type="button"
              class="cv-entry"
              data-tool={name}
              onClick={() => {
                run();
                setOpen(false);
                button.current?.focus();
              }}
            >
              <Icon svg={icon} />
              {t(text)}
            </button>
          ))}
        </div>
      )}
    </div>
  );
}
