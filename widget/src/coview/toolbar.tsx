/** @file The tools at the edge of the picture. */

import arrowIcon from 'lucide-static/icons/arrow-up-right.svg?raw';
import ellipseIcon from 'lucide-static/icons/circle.svg?raw';
import moreIcon from 'lucide-static/icons/ellipsis.svg?raw';
import clearIcon from 'lucide-static/icons/eraser.svg?raw';
import handIcon from 'lucide-static/icons/hand.svg?raw';
import highlighterIcon from 'lucide-static/icons/highlighter.svg?raw';
import lockIcon from 'lucide-static/icons/lock.svg?raw';
import unlockIcon from 'lucide-static/icons/lock-open.svg?raw';
import pinIcon from 'lucide-static/icons/map-pin.svg?raw';
import zoomOutIcon from 'lucide-static/icons/minus.svg?raw';
import penIcon from 'lucide-static/icons/pen-line.svg?raw';
import zoomInIcon from 'lucide-static/icons/plus.svg?raw';
import rectangleIcon from 'lucide-static/icons/rectangle-horizontal.svg?raw';
import redoIcon from 'lucide-static/icons/redo-2.svg?raw';
import rotateIcon from 'lucide-static/icons/rotate-cw-square.svg?raw';
import fitIcon from 'lucide-static/icons/scan.svg?raw';
import laserIcon from 'lucide-static/icons/spotlight.svg?raw';
import textIcon from 'lucide-static/icons/type.svg?raw';
import undoIcon from 'lucide-static/icons/undo-2.svg?raw';
import { useEffect, useRef, useState } from 'preact/hooks';
import { Icon } from '../ui/Icon';
import type { StagePort } from './port';
import { isStaff } from './roles';
import type { StageModel } from './stage_model';
import type { Say, StageTextKey } from './texts';
import type { StageTool } from './tools';

/** Which tools stand in front and which behind "more". */
export interface ToolbarProps {
  readonly model: StageModel;
  readonly port: StagePort;
  readonly t: Say;
  /** Width of the stage in CSS pixels. */
  readonly room: number;
  /** The fewest tools in front, for visitors and low stages. */
  readonly short: boolean;
  /** Words of the zoom, such as "120 %". */
  readonly percent: string;
  /** Nothing can be changed: only what moves and sizes the look is there. */
  readonly still: boolean;
}

const TOOLS: Readonly<Record<StageTool, { icon: string; text: StageTextKey; key: string }>> = {
  hand: { icon: handIcon, text: 'stage.tool.hand', key: 'V' },
  pen: { icon: penIcon, text: 'stage.tool.pen', key: 'P' },
  highlighter: { icon: highlighterIcon, text: 'stage.tool.highlighter', key: 'H' },
  arrow: { icon: arrowIcon, text: 'stage.tool.arrow', key: 'A' },
  rectangle: { icon: rectangleIcon, text: 'stage.tool.rectangle', key: 'R' },
  ellipse: { icon: ellipseIcon, text: 'stage.tool.ellipse', key: 'O' },
  text: { icon: textIcon, text: 'stage.tool.text', key: 'T' },
  pin: { icon: pinIcon, text: 'stage.tool.pin', key: 'N' },
  laser: { icon: laserIcon, text: 'stage.tool.laser', key: 'L' },
};

const ALL: readonly StageTool[] = [
  'hand',
  'pen',
  'highlighter',
  'arrow',
  'rectangle',
  'ellipse',
  'text',
  'pin',
  'laser',
];
const SOME: readonly StageTool[] = ['hand', 'pen', 'arrow', 'pin', 'laser'];
const FEW: readonly StageTool[] = ['hand', 'pen', 'laser'];
/** Rooms in which all tools, or some, have their places side by side, in CSS pixels. */
const ROOM_FOR_ALL = 660;
const ROOM_FOR_SOME = 500;

interface ToolsProps extends ToolbarProps {
  readonly front: readonly StageTool[];
  readonly few: boolean;
}

/** What leaves marks, and takes them back. */
function Tools({ model, t, front, few }: ToolsProps) {
  const { desk } = model;
  return (
    <>
      {front.map((name) => (
        <ToolButton key={name} name={name} tool={desk.tool.value} model={model} t={t} />
      ))}
      <Action
        name="undo"
        icon={undoIcon}
        label={t('stage.undo')}
        shortcut="Z"
        disabled={!desk.canUndo.value}
        run={() => desk.undo()}
      />
      {!few && (
        <Action
          name="redo"
          icon={redoIcon}
          label={t('stage.redo')}
          shortcut="Shift+Z"
          disabled={!desk.canRedo.value}
          run={() => desk.redo()}
        />
      )}
    </>
  );
}

/** Draws it. */
export function Toolbar(props: ToolbarProps) {
  const { model, t, room, short, percent, still } = props;
  const { camera, desk } = model;
  const { drawing } = desk;
  const now = () => performance.now();
  const few = short || room < ROOM_FOR_SOME;
  const front = few ? FEW : room < ROOM_FOR_ALL ? SOME : ALL;
  return (
    <div
      class={`cv-toolbar${drawing.value ? ' cv-faded' : ''}`}
      role="toolbar"
      aria-label={t('stage.tools')}
    >
      {!still && <Tools {...props} front={front} few={few} />}
      {!still && <span class="cv-rule" />}
      <Action
        name="zoom-out"
        icon={zoomOutIcon}
        label={t('stage.zoomOut')}
        shortcut="−"
        disabled={model.zoom.value <= 1.001}
        run={() => camera.zoomBy(-1, now())}
      />
      {!few && (
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
      {!still && <More {...props} front={front} few={few} />}
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
        model.desk.take(tool === name ? 'hand' : name);
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

interface Entry {
  readonly name: string;
  readonly icon: string;
  readonly text: StageTextKey;
  readonly run: () => void;
}

/** The tools that fewer people need, with their names. */
function More({
  model,
  port,
  t,
  front,
  few,
}: ToolbarProps & { readonly front: readonly StageTool[]; readonly few: boolean }) {
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
  const { desk } = model;
  const behind = ALL.filter((name) => !front.includes(name));
  const inHand = behind.find((name) => name === desk.tool.value);
  const staff = isStaff(port.role);
  const { locked } = port.state.value;
  const entries: Entry[] = [
    ...behind.map((name): Entry => {
      const { icon, text } = TOOLS[name];
      const run = () => {
        desk.take(name);
      };
      return { name, icon, text, run };
    }),
    ...(few
      ? ([
          { name: 'redo', icon: redoIcon, text: 'stage.redo', run: () => desk.redo() },
          {
            name: 'fit',
            icon: fitIcon,
            text: 'stage.fit',
            run: () => model.camera.fit(performance.now()),
          },
        ] as const)
      : []),
    { name: 'rotate', icon: rotateIcon, text: 'stage.rotate', run: () => model.rotate() },
    ...(staff
      ? ([
          {
            name: 'lock',
            icon: locked ? unlockIcon : lockIcon,
            text: locked ? 'stage.unlock' : 'stage.lock',
            run: () => model.setLocked(!locked),
          },
          {
            name: 'clear',
            icon: clearIcon,
            text: 'stage.clear',
            run: () => desk.clear(model.item.value?.id ?? ''),
          },
        ] as const)
      : []),
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
        aria-pressed={inHand !== undefined}
        onClick={() => setOpen(!open)}
      >
        <Icon svg={inHand ? TOOLS[inHand].icon : moreIcon} />
      </button>
      {open && (
        <div class="cv-menu">
          {entries.map(({ name, icon, text, run }) => (
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
