/** @file The picture in the sheet, with what is covered on it. */

import { useEffect, useRef, useState } from 'preact/hooks';
import { begin, type Cover, extend, paintCovers, type Spot } from './cover';
import type { Opened } from './prepare';

/** See {@link CoverPad}. */
export interface CoverPadProps {
  readonly opened: Opened;
  readonly covers: readonly Cover[];
  /** What a hand covers with; null while the picture is only looked at. */
  readonly tool: Cover['kind'] | null;
  readonly label: string;
  readonly onCovers: (covers: readonly Cover[]) => void;
}

/** Sharp enough for the sheet; the covers themselves are kept in pixels of the picture. */
const LONGEST_PX = 1_600;
/** A step of the arrow keys in parts of the longer side; with Shift four of them. */
const STEP = 1 / 60;

const STEPS: Readonly<Record<string, readonly [number, number]>> = {
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
  ArrowUp: [0, -1],
  ArrowDown: [0, 1],
};

/** Draws it. */
export function CoverPad({ opened, covers, tool, label, onCovers }: CoverPadProps) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const [open, setOpen] = useState<Cover | null>(null);
  const [cross, setCross] = useState<Spot | null>(null);
  const { width, height } = opened.size;
  const scale = Math.min(1, LONGEST_PX / Math.max(width, height));

  useEffect(() => {
    const context = canvas.current?.getContext('2d');
    if (!context) return;
    context.setTransform(scale, 0, 0, scale, 0, 0);
    context.imageSmoothingQuality = 'high';
    context.fillStyle = '#ffffff';
    context.fillRect(0, 0, width, height);
    context.drawImage(opened.bitmap, 0, 0, width, height);
    paintCovers(context, open ? [...covers, open] : covers);
    if (cross) paintCross(context, cross, Math.max(width, height) / 40);
  }, [opened, covers, open, cross]);

  const spotOf = (event: PointerEvent): Spot => {
    const box = canvas.current?.getBoundingClientRect();
    if (!box) return { x: 0, y: 0 };
    return {
      x: ((event.clientX - box.left) / box.width) * width,
      y: ((event.clientY - box.top) / box.height) * height,
    };
  };

  function keep(cover: Cover | null) {
    setOpen(null);
    if (cover) onCovers([...covers, cover]);
  }

  function press(event: KeyboardEvent) {
    if (!tool) return;
    const step = STEPS[event.key];
    if (step) {
      const by = Math.max(width, height) * STEP * (event.shiftKey ? 4 : 1);
      const from = cross ?? { x: width / 2, y: height / 2 };
      const to = {
        x: Math.min(Math.max(from.x + step[0] * by, 0), width),
        y: Math.min(Math.max(from.y + step[1] * by, 0), height),
      };
      setCross(to);
      if (open) setOpen(extend(open, to));
    } else if (event.key === 'Enter' || event.key === ' ') {
      const at = cross ?? { x: width / 2, y: height / 2 };
      setCross(at);
      if (open) keep(open);
      else setOpen(begin(tool, at, opened.size));
    } else if (event.key === 'Escape' && open) {
      setOpen(null);
    } else return;
    event.preventDefault();
    event.stopPropagation();
  }

  return (
    <canvas
      ref={canvas}
      class="up-picture"
      width={Math.max(1, Math.round(width * scale))}
      height={Math.max(1, Math.round(height * scale))}
      role={tool ? 'application' : 'img'}
      aria-label={label}
      tabIndex={tool ? 0 : -1}
      data-tool={tool ?? ''}
      onKeyDown={press}
      onPointerDown={(event) => {
        if (!tool || event.button !== 0) return;
        event.preventDefault();
        event.currentTarget.setPointerCapture(event.pointerId);
        event.currentTarget.focus();
        setCross(null);
        setOpen(begin(tool, spotOf(event), opened.size));
      }}
      onPointerMove={(event) => {
        if (open && !cross) setOpen(extend(open, spotOf(event)));
      }}
      onPointerUp={() => {
        if (!cross) keep(open);
      }}
      onPointerCancel={() => setOpen(null)}
    />
  );
}

function paintCross(context: CanvasRenderingContext2D, { x, y }: Spot, arm: number): void {
  const passes: readonly [string, number][] = [
    ['#ffffff', arm / 4],
    ['#0b6e69', arm / 9],
  ];
  for (const [colour, line] of passes) {
    context.strokeStyle = colour;
    context.lineWidth = line;
    context.beginPath();
    context.moveTo(x - arm, y);
    context.lineTo(x + arm, y);
    context.moveTo(x, y - arm);
    context.lineTo(x, y + arm);
    context.stroke();
  }
}
