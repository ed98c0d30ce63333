import { Fragment, memo, type ReactNode } from 'react';
import { Arc, Circle, Group, Layer, Line, Stage } from 'react-konva';
import { labToHex } from '../../../shared/colour/srgb.ts';
import { assertNever } from '../../../shared/errors/assert-never.ts';
import { effectiveAb, type Swatch } from '../../../shared/model/document.ts';
import { DEFAULT_SOFT_EDGE, type Hint, type ImagePoint, type PointHint } from '../../../shared/model/hint.ts';
import { isPathHint } from '../../../shared/model/hint-kinds.ts';
import { groupOf, type HintGroups } from '../../../shared/model/hint-group.ts';
import type { HintId } from '../../../shared/model/ids.ts';
import { type Placement, radiusOnScreen, type ScreenPoint, toScreen } from '../../session/view.ts';
import type { Size } from '../../../shared/model/working-size.ts';
import { useEditor, useSession } from '../../editor/editor-context.ts';
import type { HintDial } from '../../tools/hint-dial.ts';
import { HintDialMark } from './hint-dial-mark.tsx';
import { PathGrips } from './path-grips.tsx';
import { StrokeMark } from './stroke-mark.tsx';
import type { PathGrips as Grips } from './use-path-grips.ts';

/** Hints are filled with their colour at a middle lightness, so that the hue is visible. */
const MARK_LIGHTNESS = 60;
const MARK_PX = 7;
/** Opacity of a hint that a press would erase. */
const ERASED_OPACITY = 0.3;
const LOCKED_OPACITY = 0.55;
/** Of hints whose group does not colour. */
const OFF_OPACITY = 0.3;

interface OverlayProps {
  readonly size: Size;
  readonly placement: Placement;
  readonly hints: readonly Hint[];
  readonly swatches: readonly Swatch[];
  readonly groups: HintGroups | undefined;
  /** Draggable path points. */
  readonly grips: Grips | undefined;
  /** Draggable strength and reach of the selected point. */
  readonly dial: HintDial | undefined;
}

const EMPTY = { visibility: 'hidden' } as const;

/** Draws the hints over the picture. The viewer handles the pointer. */
export const HintOverlay = memo(function HintOverlay({ size, placement, hints, swatches, groups, grips, dial }: OverlayProps): ReactNode {
  const { tools } = useEditor();
  const under = useSession((session) => session.under);
  const primary = useSession((session) => session.selected);
  const alsoSelected = useSession((session) => session.alsoSelected);
  const locked = useSession((session) => session.lockedHints);
  const marquee = useSession((session) => session.marquee);
  const opacityOf = (hint: Hint): number => {
    if (hint.id === under && onHint === 'erases' && !isPathHint(hint)) return ERASED_OPACITY;
    const group = groupOf(hint, groups);
    return group?.off === true ? OFF_OPACITY : group?.locked === true || locked.has(hint.id) ? LOCKED_OPACITY : 1;
  };
  const selectionOfHint = (id: HintId): Selected => (id === primary ? 'primary' : primary !== null && alsoSelected.includes(id) ? 'also' : 'no');
  const onHint = useSession((session) => tools[session.tool].onHint);
  // A canvas over the picture costs the compositor as much when it is empty.
  const isEmpty = hints.length === 0 && marquee === null && dial === undefined && grips === undefined;
  return (
    <Stage className="overlay" width={size.width} height={size.height} listening={false} style={isEmpty ? EMPTY : undefined}>
      <Layer listening={false}>
        {hints.map((hint) => (
          <Group key={hint.id} opacity={opacityOf(hint)}>
            <HintMark hint={hint} placement={placement} swatches={swatches} selected={selectionOfHint(hint.id)} under={hint.id === under && onHint === 'takes'} hasDial={hint.id === dial?.hint.id} />
          </Group>
        ))}
        {marquee === null ? null : <Marquee outline={marquee} placement={placement} />}
        {dial === undefined ? null : <HintDialMark dial={dial} />}
        {grips === undefined ? null : <PathGrips grips={grips} placement={placement} />}
      </Layer>
    </Stage>
  );
});

/** The primary hint shows its whole extent, the others of a selection a second ring or a stronger line. */
type Selected = 'primary' | 'also' | 'no';

function Marquee({ outline, placement }: { readonly outline: readonly ImagePoint[]; readonly placement: Placement }): ReactNode {
  const points = flatPath(outline, placement);
  return (
    <Fragment>
      <Line points={points} closed stroke="#000" opacity={0.5} strokeWidth={2.5} />
      <Line points={points} closed stroke="#fff" strokeWidth={1} dash={[4, 3]} fill="#ffffff14" />
    </Fragment>
  );
}

interface MarkProps {
  readonly hint: Hint;
  readonly placement: Placement;
  readonly swatches: readonly Swatch[];
  readonly selected: Selected;
  /** A press would drag it. */
  readonly under: boolean;
  /** Its extent is drawn with handles. */
  readonly hasDial: boolean;
}

function HintMark({ hint, placement, swatches, selected, under, hasDial }: MarkProps): ReactNode {
  switch (hint.kind) {
    case 'point': {
      const at = toScreen(hint.at, placement);
      return (
        <Fragment>
          <Circle {...at} radius={MARK_PX + 1.2} stroke="#000" opacity={0.45} strokeWidth={1.5} />
          <Circle {...at} radius={under ? MARK_PX + 1 : MARK_PX} fill={fillOf(hint, swatches)} stroke="#fff" strokeWidth={under ? 2.6 : 1.6} />
          {selected === 'no' ? null : <Circle {...at} radius={MARK_PX + 3.5} stroke="#fff" strokeWidth={1.4} />}
          {selected === 'primary' && !hasDial ? <PointExtent hint={hint} at={at} placement={placement} /> : null}
        </Fragment>
      );
    }
    case 'auto': {
      const at = toScreen(hint.at, placement);
      const radius = Math.max(MARK_PX, radiusOnScreen(hint.radius, placement));
      return (
        <Fragment>
          <Circle {...at} radius={radius} stroke="#fff" dash={[2, 3]} strokeWidth={selected !== 'no' || under ? 2 : 1.2} />
          <Circle {...at} radius={2.5} fill="#fff" />
        </Fragment>
      );
    }
    case 'stroke': return <StrokeMark hint={hint} placement={placement} colour={fillOf(hint, swatches)} covers={selected !== 'no' || under} selected={selected !== 'no'} />;
    case 'boundary': {
      const points = flatPath(hint.path, placement);
      return (
        <Fragment>
          <Line points={points} stroke="#000" opacity={0.4} strokeWidth={selected !== 'no' || under ? 4.5 : 3} lineJoin="round" />
          <Line points={points} stroke="#fff" strokeWidth={selected !== 'no' || under ? 2.2 : 1.3} dash={[5, 4]} lineJoin="round" />
        </Fragment>
      );
    }
    default: return assertNever(hint);
  }
}

/** Size and soft edge of a point as rings; its strength as the share of the outer ring that is drawn. */
function PointExtent({ hint, at, placement }: { readonly hint: PointHint; readonly at: ScreenPoint; readonly placement: Placement }): ReactNode {
  const radius = Math.max(MARK_PX + 7, radiusOnScreen(hint.radius, placement));
  const inner = radius * (1 - (hint.softEdge ?? DEFAULT_SOFT_EDGE));
  const turn = 360 * (hint.strength ?? 1);
  return (
    <Fragment>
      <Arc {...at} innerRadius={radius} outerRadius={radius} angle={turn} rotation={-90} stroke="#000" opacity={0.45} strokeWidth={3} />
      <Arc {...at} innerRadius={radius} outerRadius={radius} angle={turn} rotation={-90} stroke="#fff" strokeWidth={1.3} />
      {inner > MARK_PX + 5 ? <Circle {...at} radius={inner} stroke="#fff" opacity={0.8} dash={[2, 3]} strokeWidth={1} /> : null}
    </Fragment>
  );
}

function flatPath(path: readonly ImagePoint[], placement: Placement): number[] {
  return path.flatMap((each) => {
    const { x, y } = toScreen(each, placement);
    return [x, y];
  });
}

function fillOf(hint: Extract<Hint, { readonly kind: 'point' | 'stroke' }>, swatches: readonly Swatch[]): string {
  const [a, b] = effectiveAb(hint, swatches);
  return labToHex(MARK_LIGHTNESS, a, b);
}
