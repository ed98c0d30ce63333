import { Fragment, memo, type ReactNode } from 'react';
import { Circle, Layer, Line, Stage } from 'react-konva';
import { labToHex } from '../../../shared/colour/srgb.ts';
import { effectiveAb, type Swatch } from '../../../shared/model/document.ts';
import type { Hint, ImagePoint } from '../../../shared/model/hint.ts';
import { type Placement, radiusOnScreen, toScreen } from '../../session/view.ts';
import type { Size } from '../../../shared/model/working-size.ts';

/** Hints are filled with their colour at a middle lightness: it shows the hue, the picture shows the rest. */
const MARK_LIGHTNESS = 60;
const MARK_PX = 7;

interface OverlayProps {
  readonly size: Size;
  readonly placement: Placement;
  readonly hints: readonly Hint[];
  readonly swatches: readonly Swatch[];
  readonly selected: string | null;
}

/** Hints over the picture. Draws only: pointers are heard by the viewer. */
export const HintOverlay = memo(function HintOverlay({ size, placement, hints, swatches, selected }: OverlayProps): ReactNode {
  return (
    <Stage className="overlay" width={size.width} height={size.height} listening={false}>
      <Layer listening={false}>
        {hints.map((hint) => <HintMark key={hint.id} hint={hint} placement={placement} swatches={swatches} selected={hint.id === selected} />)}
      </Layer>
    </Stage>
  );
});

function HintMark({ hint, placement, swatches, selected }: { readonly hint: Hint; readonly placement: Placement; readonly swatches: readonly Swatch[]; readonly selected: boolean }): ReactNode {
  switch (hint.kind) {
    case 'point': {
      const at = toScreen(hint.at, placement);
      return (
        <Fragment>
          <Circle {...at} radius={MARK_PX + 1.2} stroke="#000" opacity={0.45} strokeWidth={1.5} />
          <Circle {...at} radius={MARK_PX} fill={fillOf(hint, swatches)} stroke="#fff" strokeWidth={1.6} />
          {selected ? <Circle {...at} radius={Math.max(MARK_PX + 5, radiusOnScreen(hint.radius, placement))} stroke="#fff" opacity={0.9} dash={[3, 3]} strokeWidth={1.2} /> : null}
        </Fragment>
      );
    }
    case 'keep': {
      const at = toScreen(hint.at, placement);
      const radius = Math.max(MARK_PX, radiusOnScreen(hint.radius, placement));
      return (
        <Fragment>
          <Circle {...at} radius={radius} stroke="#fff" dash={[2, 3]} strokeWidth={selected ? 2 : 1.2} />
          <Circle {...at} radius={2.5} fill="#fff" />
        </Fragment>
      );
    }
    case 'stroke': {
      const points = flatPath(hint.path, placement);
      const wide = Math.max(2, 2 * radiusOnScreen(hint.radius, placement));
      const drawn = points.length === 2 ? [...points, points[0]! + 0.1, points[1]!] : points;
      return (
        <Fragment>
          <Line points={drawn} stroke="#fff" opacity={selected ? 0.95 : 0.65} strokeWidth={wide + (selected ? 3 : 2)} lineCap="round" lineJoin="round" />
          <Line points={drawn} stroke={fillOf(hint, swatches)} strokeWidth={wide} lineCap="round" lineJoin="round" />
        </Fragment>
      );
    }
    case 'boundary': {
      const points = flatPath(hint.path, placement);
      return (
        <Fragment>
          <Line points={points} stroke="#000" opacity={0.4} strokeWidth={selected ? 4 : 3} lineJoin="round" />
          <Line points={points} stroke="#fff" strokeWidth={selected ? 2 : 1.3} dash={[5, 4]} lineJoin="round" />
        </Fragment>
      );
    }
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
