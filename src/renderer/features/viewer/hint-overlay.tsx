import { Fragment, memo, type ReactNode } from 'react';
import { Circle, Group, Layer, Line, Stage } from 'react-konva';
import { labToHex } from '../../../shared/colour/srgb.ts';
import { assertNever } from '../../../shared/errors/assert-never.ts';
import { effectiveAb, type Swatch } from '../../../shared/model/document.ts';
import type { Hint, ImagePoint } from '../../../shared/model/hint.ts';
import { type Placement, radiusOnScreen, toScreen } from '../../session/view.ts';
import type { Size } from '../../../shared/model/working-size.ts';
import { useEditor, useSession } from '../../editor/editor-context.ts';
import { PathGrips } from './path-grips.tsx';
import { StrokeMark } from './stroke-mark.tsx';
import type { PathGrips as Grips } from './use-path-grips.ts';

/** Hints are filled with their colour at a middle lightness, so that the hue is visible. */
const MARK_LIGHTNESS = 60;
const MARK_PX = 7;
/** Opacity of a hint that a press would erase. */
const ERASED_OPACITY = 0.3;

interface OverlayProps {
  readonly size: Size;
  readonly placement: Placement;
  readonly hints: readonly Hint[];
  readonly swatches: readonly Swatch[];
  readonly selected: string | null;
  /** Draggable path points. */
  readonly grips: Grips | undefined;
}

/** Draws the hints over the picture. The viewer handles the pointer. */
export const HintOverlay = memo(function HintOverlay({ size, placement, hints, swatches, selected, grips }: OverlayProps): ReactNode {
  const { tools } = useEditor();
  const under = useSession((session) => session.under);
  const onHint = useSession((session) => tools[session.tool].onHint);
  return (
    <Stage className="overlay" width={size.width} height={size.height} listening={false}>
      <Layer listening={false}>
        {hints.map((hint) => (
          <Group key={hint.id} opacity={hint.id === under && onHint === 'erases' ? ERASED_OPACITY : 1}>
            <HintMark hint={hint} placement={placement} swatches={swatches} selected={hint.id === selected} under={hint.id === under && onHint === 'takes'} />
          </Group>
        ))}
        {grips === undefined ? null : <PathGrips grips={grips} placement={placement} />}
      </Layer>
    </Stage>
  );
});

interface MarkProps {
  readonly hint: Hint;
  readonly placement: Placement;
  readonly swatches: readonly Swatch[];
  readonly selected: boolean;
  /** A press would drag it. */
  readonly under: boolean;
}

function HintMark({ hint, placement, swatches, selected, under }: MarkProps): ReactNode {
  switch (hint.kind) {
    case 'point': {
      const at = toScreen(hint.at, placement);
      return (
        <Fragment>
          <Circle {...at} radius={MARK_PX + 1.2} stroke="#000" opacity={0.45} strokeWidth={1.5} />
          <Circle {...at} radius={under ? MARK_PX + 1 : MARK_PX} fill={fillOf(hint, swatches)} stroke="#fff" strokeWidth={under ? 2.6 : 1.6} />
          {selected ? <Circle {...at} radius={Math.max(MARK_PX + 5, radiusOnScreen(hint.radius, placement))} stroke="#fff" opacity={0.9} dash={[3, 3]} strokeWidth={1.2} /> : null}
        </Fragment>
      );
    }
    case 'auto': {
      const at = toScreen(hint.at, placement);
      const radius = Math.max(MARK_PX, radiusOnScreen(hint.radius, placement));
      return (
        <Fragment>
          <Circle {...at} radius={radius} stroke="#fff" dash={[2, 3]} strokeWidth={selected || under ? 2 : 1.2} />
          <Circle {...at} radius={2.5} fill="#fff" />
        </Fragment>
      );
    }
    case 'stroke': return <StrokeMark hint={hint} placement={placement} colour={fillOf(hint, swatches)} covers={selected || under} selected={selected} />;
    case 'boundary': {
      const points = flatPath(hint.path, placement);
      return (
        <Fragment>
          <Line points={points} stroke="#000" opacity={0.4} strokeWidth={selected || under ? 4.5 : 3} lineJoin="round" />
          <Line points={points} stroke="#fff" strokeWidth={selected || under ? 2.2 : 1.3} dash={[5, 4]} lineJoin="round" />
        </Fragment>
      );
    }
    default: return assertNever(hint);
  }
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
