import { Fragment, type ReactNode, useMemo } from 'react';
import { Circle, Layer, Line, Rect, Stage } from 'react-konva';
import type { Clip } from '../../../shared/model/clip.ts';
import { closedOutlines } from '../../../shared/model/mask-boundaries.ts';
import { lostRuns, maskOnFrame, type MaskOnFrame, type MaskPoint, type MaskShape } from '../../../shared/model/mask.ts';
import { outlineOf } from '../../../shared/model/mask-coverage.ts';
import type { Size } from '../../../shared/model/working-size.ts';
import { shotAt } from '../../document/project-mirror.ts';
import { useDocument, useSession } from '../../editor/editor-context.ts';
import { masksShown } from '../../editor/mask-context.ts';
import { type Placement, radiusOnScreen, toScreen } from '../../session/view.ts';
import { maskHandles } from '../../tools/mask-handles.ts';
import { COLOURS } from '../timeline/timeline-colours.ts';

const HANDLE_PX = 7;
/** Longer than that of a feather. */
const LOST_DASH = [9, 6];

interface OverlayProps {
  readonly clip: Clip;
  readonly size: Size;
  readonly placement: Placement;
}

/** Outlines of the shot's visible masks; of the selected one also its feather and, with the mask tool, its handles. */
export function MaskOverlay({ clip, size, placement }: OverlayProps): ReactNode {
  const frame = useSession((session) => session.frame);
  const shot = useDocument((document) => shotAt(document, clip.id, frame));
  const liveMasks = useSession((session) => session.liveMasks);
  const selected = useSession((session) => session.selectedMask);
  const point = useSession((session) => session.selectedMaskPoint);
  const isTool = useSession((session) => session.tool === 'mask');
  const draft = useSession((session) => session.maskDraft);
  const isMoving = useSession((session) => session.speed !== 0);
  const all = masksShown(shot, { liveMasks });
  const masks = isMoving ? [] : all.filter((mask) => mask.visible);
  if (masks.length === 0 && draft.length === 0) return null;
  return (
    <Stage className="overlay" width={size.width} height={size.height} listening={false} data-testid="masks">
      <Layer listening={false}>
        {masks.map((mask) => {
          const here = maskOnFrame(mask, frame, all);
          const { shape } = here;
          const isSelected = mask.id === selected;
          const isLost = lostRuns(mask).some(({ first, last }) => frame >= first && frame <= last);
          return (
            <Fragment key={mask.id}>
              {here.parts !== undefined && isSelected ? <Covered mask={here} clip={clip} placement={placement} /> : null}
              <Outline shape={shape} clip={clip} placement={placement} selected={isSelected && here.parts === undefined} lost={isLost} />
              {isSelected && mask.feather > 0 && here.parts === undefined ? <Feather shape={shape} feather={mask.feather} clip={clip} placement={placement} /> : null}
              {isTool ? <Handles shape={shape} clip={clip} placement={placement} all={isSelected} chosen={point?.maskId === mask.id ? point.index : undefined} /> : null}
            </Fragment>
          );
        })}
        {draft.length === 0 ? null : <Draft points={draft} placement={placement} />}
      </Layer>
    </Stage>
  );
}

/** The outline of what a mask of several shapes covers. */
function Covered({ mask, clip, placement }: { readonly mask: MaskOnFrame; readonly clip: Clip; readonly placement: Placement }): ReactNode {
  const lines = useMemo(() => closedOutlines(mask, clip.picture), [mask, clip.picture]);
  return lines.map((line, index) => (
    <Fragment key={index}>
      <Line points={flat(line, placement)} stroke="#000" opacity={0.5} strokeWidth={4.5} />
      <Line points={flat(line, placement)} stroke="#fff" strokeWidth={2.4} />
    </Fragment>
  ));
}

interface ShapeProps {
  readonly shape: MaskShape;
  readonly clip: Clip;
  readonly placement: Placement;
}

/** @param props.lost tracking did not find it here: the outline is dashed */
function Outline({ shape, clip, placement, selected, lost }: ShapeProps & { readonly selected: boolean; readonly lost: boolean }): ReactNode {
  if (shape.kind === 'brush') {
    return shape.strokes.map(({ path, radius }, index) => (
      <Line
        key={index} points={flat(path.length === 1 ? [path[0]!, path[0]!] : path, placement)} stroke="#fff" opacity={selected ? 0.28 : 0.16}
        strokeWidth={2 * radiusOnScreen(radius, placement)} lineCap="round" lineJoin="round"
      />
    ));
  }
  return outlineOf(shape, clip.picture).map((line, index) => (
    <Fragment key={index}>
      <Line points={flat(line, placement)} stroke="#000" opacity={0.5} strokeWidth={selected ? 3.5 : 2.5} />
      <Line points={flat(line, placement)} stroke={lost ? COLOURS.stale : '#fff'} strokeWidth={selected ? 1.8 : 1} {...(lost ? { dash: LOST_DASH } : {})} />
    </Fragment>
  ));
}

/** Where coverage begins and where it is whole: the outline moved by the feather, to both sides. */
function Feather({ shape, feather, clip, placement }: ShapeProps & { readonly feather: number }): ReactNode {
  if (shape.kind === 'brush') return null;
  const [line] = outlineOf(shape, clip.picture);
  return [-feather, feather].map((by) => <Line key={by} points={flat(offset(line!, by, clip.picture), placement)} stroke="#fff" opacity={0.75} strokeWidth={1} dash={[4, 4]} />);
}

/** A closed line moved along its normals. @param by fraction of the width */
function offset(line: readonly MaskPoint[], by: number, { width, height }: Size): readonly MaskPoint[] {
  const aspect = height / width;
  const corners = line.slice(0, -1);
  const moved = corners.map((point, index): MaskPoint => {
    const [before, after] = [corners.at(index - 1)!, corners[(index + 1) % corners.length]!];
    const [x, y] = [after[0] - before[0], (after[1] - before[1]) * aspect];
    const length = Math.hypot(x, y);
    return length === 0 ? point : [point[0] + (by * y) / length, point[1] - (by * x) / length / aspect];
  });
  return [...moved, moved[0]!];
}

/** @param props.chosen index of the selected point, which is filled */
function Handles({ shape, clip, placement, all, chosen }: ShapeProps & { readonly all: boolean; readonly chosen: number | undefined }): ReactNode {
  const [middle, ...others] = maskHandles(shape, clip.picture.height / clip.picture.width).map((at) => toScreen(at, placement));
  return (
    <Fragment>
      <Circle {...middle!} radius={4.5} fill="#202020" stroke="#fff" strokeWidth={1.4} />
      {all ? others.map(({ x, y }, index) => (
        <Rect key={index} x={x - HANDLE_PX / 2} y={y - HANDLE_PX / 2} width={HANDLE_PX} height={HANDLE_PX} fill={index === chosen ? '#fff' : '#202020'} stroke="#fff" strokeWidth={1.3} />
      )) : null}
    </Fragment>
  );
}

function Draft({ points, placement }: { readonly points: readonly MaskPoint[]; readonly placement: Placement }): ReactNode {
  const first = toScreen(points[0]!, placement);
  return (
    <Fragment>
      <Line points={flat(points, placement)} stroke="#000" opacity={0.5} strokeWidth={3} />
      <Line points={flat(points, placement)} stroke="#fff" strokeWidth={1.4} dash={[5, 3]} />
      <Circle {...first} radius={5} fill="#202020" stroke="#fff" strokeWidth={1.4} />
    </Fragment>
  );
}

function flat(points: readonly MaskPoint[], placement: Placement): number[] {
  return points.flatMap((point) => {
    const { x, y } = toScreen(point, placement);
    return [x, y];
  });
}
