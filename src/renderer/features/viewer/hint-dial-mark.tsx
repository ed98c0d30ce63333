import { Fragment, type ReactNode } from 'react';
import { Arc, Circle, Text } from 'react-konva';
import { DEFAULT_SOFT_EDGE } from '../../../shared/model/hint.ts';
import type { ScreenPoint } from '../../session/view.ts';
import { dialPlace, type HintDial, reachRingPx } from '../../tools/hint-dial.ts';
import { influenceOf } from '../../tools/influence.ts';

const HANDLE_PX = 4.5;
/** Soft edges whose ring would lie in the mark are not drawn. */
const LEAST_INNER_PX = 12;

/** Rings of a selected point with handles: strength as the drawn part of its ring, reach as a dashed ring around it; the soft edge inside. */
export function HintDialMark({ dial }: { readonly dial: HintDial }): ReactNode {
  const { hint, centre, ringPx } = dial;
  const [strength, reach] = [influenceOf(hint, 'strength'), influenceOf(hint, 'reach')];
  const inner = ringPx * (1 - (hint.softEdge ?? DEFAULT_SOFT_EDGE));
  const ring = { ...centre, innerRadius: ringPx, outerRadius: ringPx, angle: 360 * strength, rotation: -90 };
  const [strengthAt, reachAt] = [dialPlace(dial, 'strength'), dialPlace(dial, 'reach')];
  return (
    <Fragment>
      <Circle {...centre} radius={reachRingPx(dial)} stroke="#000" opacity={0.35} strokeWidth={2.5} />
      <Circle {...centre} radius={reachRingPx(dial)} stroke="#fff" opacity={0.85} strokeWidth={1} dash={[4, 4]} />
      <Arc {...ring} stroke="#000" opacity={0.45} strokeWidth={4} />
      <Arc {...ring} stroke="#fff" strokeWidth={2} />
      {inner > LEAST_INNER_PX ? <Circle {...centre} radius={inner} stroke="#fff" opacity={0.8} dash={[2, 3]} strokeWidth={1} /> : null}
      <Handle at={strengthAt} />
      <Handle at={reachAt} />
      <Figure at={{ x: centre.x + ringPx + 8, y: centre.y - 18 }} text={`${Math.round(100 * strength)} %`} />
      <Figure at={{ x: reachAt.x + 9, y: reachAt.y - 5 }} text={`reach ${Math.round(100 * reach)} %`} />
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

/** Light figures with a dark edge: legible on any picture. */
function Figure({ at, text }: { readonly at: ScreenPoint; readonly text: string }): ReactNode {
  const words = { ...at, text, fontSize: 11, fontFamily: 'Inter, "Segoe UI", "Liberation Sans", sans-serif' };
  return (
    <Fragment>
      <Text {...words} stroke="#000" strokeWidth={3} opacity={0.7} lineJoin="round" />
      <Text {...words} fill="#f2f2f2" />
    </Fragment>
  );
}
