/** @file Marks as vectors over a picture: not burnt in, so they print sharp and can be told apart. */

import { inkOn } from '../coview/colours';
import type { Point } from '../coview/geometry';
import { decodePath } from '../coview/path';
import { breakWords, FACE, isRtl, LETTER, measureLetters } from '../coview/words';
import type { Annotation, Item } from '../wire/generated';
import { UNIT } from '../wire/generated';

/** A pixel of a picture that is shown 800 pixels wide, in image units. */
const PX = UNIT / 800;
/** Thinnest line and the white rim around each, in image units. */
const THINNEST = 2 * PX;
const RIM = 2 * PX;
const PIN = 14 * PX;
const PIN_STEM = 21 * PX;
const SMALLEST_LINE = 12 * PX;
const HEAD_ANGLE = Math.PI / 6.5;
const WHITE = 'white';

/** The outline of a mark that is drawn with a line. */
function outline({ mark }: Annotation, points: readonly Point[], width: number): string {
  const [first, second] = points;
  if (!first) return '';
  if (!second) return `M${first.x} ${first.y}h0`;
  switch (mark.tool) {
    case 'arrow': {
      const far = Math.hypot(second.x - first.x, second.y - first.y);
      const barb = Math.min(4.5 * width, far * 0.6);
      const back = Math.atan2(first.y - second.y, first.x - second.x);
      const [left, right] = [back - HEAD_ANGLE, back + HEAD_ANGLE].map(
        (angle) =>
          `${Math.round(second.x + barb * Math.cos(angle))} ${Math.round(second.y + barb * Math.sin(angle))}`,
      );
      return `M${first.x} ${first.y}L${second.x} ${second.y}M${left}L${second.x} ${second.y}L${right}`;
    }
    case 'rectangle':
      return `M${first.x} ${first.y}H${second.x}V${second.y}H${first.x}Z`;
    case 'ellipse': {
      const [rx, ry] = [Math.abs(first.x - second.x) / 2, Math.abs(first.y - second.y) / 2];
      const [x, y] = [Math.min(first.x, second.x), (first.y + second.y) / 2];
      return `M${x} ${y}a${rx} ${ry} 0 1 0 ${2 * rx} 0a${rx} ${ry} 0 1 0 ${-2 * rx} 0Z`;
    }
    default:
      return points.map(({ x, y }, at) => `${at === 0 ? 'M' : 'L'}${x} ${y}`).join('');
  }
}

interface MarkProps {
  readonly one: Annotation;
  readonly colour: string;
  readonly turns: number;
}

function Pin({ one, colour, at }: MarkProps & { readonly at: Point }) {
  const y = at.y - PIN_STEM;
  return (
    <>
      <path
        d={`M${at.x - PIN * 0.7} ${y + PIN * 0.7}L${at.x} ${at.y}L${at.x + PIN * 0.7} ${y + PIN * 0.7}Z`}
        fill={colour}
        stroke={WHITE}
        stroke-width={RIM}
      />
      <circle cx={at.x} cy={y} r={PIN} fill={colour} stroke={WHITE} stroke-width={RIM} />
      <text
        x={at.x}
        y={y}
        fill={inkOn(colour)}
        font-size={PIN * 1.1}
        text-anchor="middle"
        dominant-baseline="central"
      >
        {one.number ?? '·'}
      </text>
    </>
  );
}

function Words({ one, colour, at }: MarkProps & { readonly at: Point }) {
  const line = Math.max(SMALLEST_LINE, one.mark.width);
  const { lines } = breakWords(one.mark.text ?? '', measureLetters);
  const rtl = isRtl(one.mark.text ?? '');
  return (
    <text
      fill={colour}
      stroke={inkOn(colour)}
      stroke-width={line * 0.16}
      paint-order="stroke"
      stroke-linejoin="round"
      font-size={line * LETTER}
      text-anchor={rtl ? 'end' : 'start'}
      dominant-baseline="central"
    >
      {lines.map((words, n) => (
        <tspan key={words} x={at.x} y={at.y + (n + 0.5) * line}>
          {words}
        </tspan>
      ))}
    </text>
  );
}

function Mark(props: MarkProps) {
  const { one, colour, turns } = props;
  const { mark } = one;
  const points = decodePath(mark.path);
  const [at] = points;
  if (!at) return null;
  if (mark.tool === 'pin' || mark.tool === 'text') {
    // What is read stands upright, whichever way the picture is.
    return (
      <g transform={`rotate(${-90 * turns} ${at.x} ${at.y})`}>
        {mark.tool === 'pin' ? <Pin {...props} at={at} /> : <Words {...props} at={at} />}
      </g>
    );
  }
  const width = Math.max(THINNEST, mark.width);
  const d = outline(one, points, width);
  const line = { d, fill: 'none', 'stroke-linecap': 'round', 'stroke-linejoin': 'round' } as const;
  if (mark.tool === 'highlighter') {
    return <path {...line} stroke={colour} stroke-width={width} opacity={0.42} />;
  }
  return (
    <>
      <path {...line} stroke={WHITE} stroke-width={width + 2 * RIM} />
      <path {...line} stroke={colour} stroke-width={width} />
    </>
  );
}

/** See {@link Marks}. */
export interface MarksProps {
  readonly item: Item;
  readonly marks: readonly Annotation[];
  readonly colourOf: (id: string) => string;
}

/** Draws them; highlighters below all others, as on paper. */
export function Marks({ item, marks, colourOf }: MarksProps) {
  const height = Math.round((UNIT * item.size.height) / item.size.width);
  const below = (one: Annotation) => Number(one.mark.tool !== 'highlighter');
  const ordered = [...marks].sort((one, other) => below(one) - below(other));
  return (
    <svg
      class="transcript-marks"
      viewBox={`0 0 ${UNIT} ${height}`}
      preserveAspectRatio="none"
      font-family={FACE}
      font-weight="650"
      aria-hidden="true"
    >
      {ordered.map((one) => (
        <Mark key={one.id} one={one} colour={colourOf(one.author)} turns={item.quarterTurns % 4} />
      ))}
    </svg>
  );
}
