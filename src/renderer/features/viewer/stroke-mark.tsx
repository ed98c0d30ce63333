import type { Context } from 'konva/lib/Context';
import type { Shape as ShapeNode } from 'konva/lib/Shape';
import { Fragment, type ReactNode } from 'react';
import { Line, Shape } from 'react-konva';
import type { StrokeHint } from '../../../shared/model/hint.ts';
import { type Placement, radiusOnScreen, type ScreenPoint, toScreen } from '../../session/view.ts';

interface StrokeMarkProps {
  readonly hint: StrokeHint;
  readonly placement: Placement;
  readonly colour: string;
  /** Shows the covered area as well as the path; otherwise the picture stays visible. */
  readonly covers: boolean;
  readonly selected: boolean;
}

const CORE_PX = 2.5;

/** A stroke: a line in its colour along its path and, optionally, its covered area. */
export function StrokeMark({ hint, placement, colour, covers, selected }: StrokeMarkProps): ReactNode {
  const path = hint.path.map((place) => toScreen(place, placement));
  const flat = path.flatMap(({ x, y }) => [x, y]);
  const points = path.length === 1 ? [...flat, path[0]!.x + 0.1, path[0]!.y] : flat;
  const radius = Math.max(1, radiusOnScreen(hint.radius, placement));
  const { widths } = hint;
  return (
    <Fragment>
      {!covers ? null : widths === undefined
        ? <Line points={points} stroke={colour} opacity={0.4} strokeWidth={2 * radius} lineCap="round" lineJoin="round" />
        : <Shape fill={colour} opacity={0.4} sceneFunc={(context, shape) => { fillSwept(context, shape, path, widths.map((width) => Math.max(1, radius * width))); }} />}
      <Line points={points} stroke="#000" opacity={0.45} strokeWidth={CORE_PX + 3.5} lineCap="round" lineJoin="round" />
      <Line points={points} stroke="#fff" strokeWidth={CORE_PX + (selected ? 3 : 2)} lineCap="round" lineJoin="round" />
      <Line points={points} stroke={colour} strokeWidth={CORE_PX} lineCap="round" lineJoin="round" />
    </Fragment>
  );
}

/** Outline of a disc swept along a path with a changing radius. All parts have the same orientation, so that they fill as one. */
function fillSwept(context: Context, shape: ShapeNode, path: readonly ScreenPoint[], radii: readonly number[]): void {
  context.beginPath();
  path.forEach((place, index) => {
    const radius = radii[index]!;
    context.moveTo(place.x + radius, place.y);
    context.arc(place.x, place.y, radius, 0, 2 * Math.PI, true);
    const before = path[index - 1];
    const length = before === undefined ? 0 : Math.hypot(place.x - before.x, place.y - before.y);
    if (before === undefined || length === 0) return;
    const [nx, ny] = [-(place.y - before.y) / length, (place.x - before.x) / length];
    const from = radii[index - 1]!;
    context.moveTo(before.x + nx * from, before.y + ny * from);
    context.lineTo(place.x + nx * radius, place.y + ny * radius);
    context.lineTo(place.x - nx * radius, place.y - ny * radius);
    context.lineTo(before.x - nx * from, before.y - ny * from);
    context.closePath();
  });
  context.fillShape(shape);
}
