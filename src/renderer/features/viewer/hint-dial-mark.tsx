import { Fragment, type ReactNode } from 'react';
import { Arc, Circle, RegularPolygon, Text } from 'react-konva';
import type { ScreenPoint } from '../../session/view.ts';
import { dialPlace, type HintDial, innerRingPx, reachRingPx } from '../../tools/hint-dial.ts';
import { influenceOf } from '../../tools/influence.ts';

const HANDLE_PX = 4.5;
/** Width of the figure of the soft edge, which stands left of its handle. */
const SOFT_FIGURE_PX = 60;

/** Rings of a selected point with handles: strength as the drawn part of its ring, reach as a dashed ring around it, the soft edge as one inside it. */
export function HintDialMark({ dial }: { readonly dial: HintDial }): ReactNode {
  const { hint, centre, ringPx } = dial;
  const [strength, reach, softEdge] = [influenceOf(hint, 'strength'), influenceOf(hint, 'reach'), influenceOf(hint, 'softEdge')];
  const ring = { ...centre, innerRadius: ringPx, outerRadius: ringPx, angle: 360 * strength, rotation: -90 };
  const [strengthAt, reachAt, softAt] = [dialPlace(dial, 'strength'), dialPlace(dial, 'reach'), dialPlace(dial, 'softEdge')];
  return (
    <Fragment>
      <Circle {...centre} radius={reachRingPx(dial)} stroke="#000" opacity={0.35} strokeWidth={2.5} />
      <Circle {...centre} radius={reachRingPx(dial)} stroke="#fff" opacity={0.85} strokeWidth={1} dash={[4, 4]} />
      <Arc {...ring} stroke="#000" opacity={0.45} strokeWidth={4} />
      <Arc {...ring} stroke="#fff" strokeWidth={2} />
      <Circle {...centre} radius={innerRingPx(dial)} stroke="#000" opacity={0.3} strokeWidth={2.5} />
      <Circle {...centre} radius={innerRingPx(dial)} stroke="#fff" opacity={0.8} dash={[2, 3]} strokeWidth={1} />
      <Handle at={strengthAt} />
      <Handle at={reachAt} />
      <Diamond at={softAt} />
      <Figure at={{ x: centre.x + ringPx + 8, y: centre.y - 18 }} text={`${Math.round(100 * strength)} %`} />
      <Figure at={{ x: reachAt.x + 9, y: reachAt.y - 5 }} text={`reach ${Math.round(100 * reach)} %`} />
      <Figure at={{ x: softAt.x - 9 - SOFT_FIGURE_PX, y: softAt.y - 5 }} width={SOFT_FIGURE_PX} text={`soft ${Math.round(100 * softEdge)} %`} />
    </Fragment>
  );
}

function Handle({ at }: { readonly at: ScreenPoint }): ReactNode {
  return (
    <Fragment>
      <Circle {...at} radius={HANDLE_PX + 1} stroke="#000" opacity={0.45} strokeWidth={1.5} />
      <Circle {...at} radius={HANDLE_PX} fill="#202020" stroke="#fff" strokeWidth={1.4} />
    </Fragment>
  );
}

function Diamond({ at }: { readonly at: ScreenPoint }): ReactNode {
  return (
    <Fragment>
      <RegularPolygon {...at} sides={4} radius={HANDLE_PX + 2} stroke="#000" opacity={0.45} strokeWidth={1.5} />
      <RegularPolygon {...at} sides={4} radius={HANDLE_PX + 1} fill="#202020" stroke="#fff" strokeWidth={1.4} />
    </Fragment>
  );
}

/** Light figures with a dark edge: legible on any picture. @param width CSS px in which the text stands at the right */
function Figure({ at, text, width }: { readonly at: ScreenPoint; readonly text: string; readonly width?: number }): ReactNode {
  const words = { ...at, ...(width === undefined ? {} : { width, align: 'right' as const }), text, fontSize: 11, fontFamily: 'Inter, "Segoe UI", "Liberation Sans", sans-serif' };
  return (
    <Fragment>
      <Text {...words} stroke="#000" strokeWidth={3} opacity={0.7} lineJoin="round" />
      <Text {...words} fill="#f2f2f2" />
    </Fragment>
  );
}
