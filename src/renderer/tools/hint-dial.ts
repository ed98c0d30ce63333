import type { PointHint } from '../../shared/model/hint.ts';
import type { ScreenPoint } from '../session/view.ts';
import { influenceOf, influences } from './influence.ts';

/** Values of a point that have a handle on the picture. */
export const DIALS = ['strength', 'reach', 'softEdge'] as const;
type DialId = (typeof DIALS)[number];

/** Where the handles of a selected point lie. Lengths are CSS px. */
export interface HintDial {
  readonly hint: PointHint;
  readonly centre: ScreenPoint;
  /** Radius of the ring whose drawn part is the strength, clockwise from the top. */
  readonly ringPx: number;
}

/** A handle that is dragged. */
export interface DialGrip extends HintDial {
  readonly id: DialId;
}

/** Wide enough for the soft edge to be set between it and the mark. */
export const LEAST_RING_PX = 30;
/** Ring of the widest soft edge: outside the mark, so that the hint can still be taken and moved. */
export const MARK_RING_PX = 12;
const GRAB_PX = 8;
/** From the ring of the strength to that of no reach, and from there to 100 %. */
const REACH_GAP_PX = 10;
const REACH_PX = 20;
/** Direction of the handle of the reach: down to the right, beside the figures. */
const REACH_ANGLE = Math.PI / 4;
/** Direction of the handle of the soft edge: down to the left. */
const SOFT_ANGLE = (3 * Math.PI) / 4;

/** @param radiusPx radius of the hint on the screen */
export function hintDial(hint: PointHint, centre: ScreenPoint, radiusPx: number): HintDial {
  return { hint, centre, ringPx: Math.max(LEAST_RING_PX, radiusPx) };
}

export function reachRingPx({ hint, ringPx }: HintDial): number {
  return ringPx + REACH_GAP_PX + REACH_PX * influenceOf(hint, 'reach');
}

/** Ring inside which the hint has its whole weight: that of the strength without a soft edge, the mark where the edge takes the whole radius. */
export function innerRingPx({ hint, ringPx }: HintDial): number {
  return MARK_RING_PX + (ringPx - MARK_RING_PX) * (1 - influenceOf(hint, 'softEdge'));
}

function polarPlace(dial: HintDial, id: DialId): readonly [angle: number, radiusPx: number] {
  switch (id) {
    case 'strength': return [2 * Math.PI * influenceOf(dial.hint, 'strength') - Math.PI / 2, dial.ringPx];
    case 'reach': return [REACH_ANGLE, reachRingPx(dial)];
    case 'softEdge': return [SOFT_ANGLE, innerRingPx(dial)];
  }
}

/** Position of a handle on the screen. */
export function dialPlace(dial: HintDial, id: DialId): ScreenPoint {
  const [angle, radius] = polarPlace(dial, id);
  return { x: dial.centre.x + radius * Math.cos(angle), y: dial.centre.y + radius * Math.sin(angle) };
}

/** The handle at a position of the screen, the nearest of them. */
export function dialUnder(dial: HintDial | undefined, screen: ScreenPoint): DialGrip | undefined {
  if (dial === undefined) return undefined;
  const [nearest] = DIALS.map((id) => {
    const { x, y } = dialPlace(dial, id);
    return { id, far: Math.hypot(x - screen.x, y - screen.y) };
  }).sort((a, b) => a.far - b.far);
  return nearest!.far > GRAB_PX ? undefined : { ...dial, id: nearest!.id };
}

/**
 * Pure: the value that a handle has under the pointer: the angle from the top as a share of the whole turn, or the distance from the ring of the strength, outwards for the reach, inwards for the soft edge.
 * @param before the value until now: the strength goes neither from all to nothing over the top, nor back
 */
export function dialValue({ id, centre, ringPx }: DialGrip, screen: ScreenPoint, before: number): number {
  const [x, y] = [screen.x - centre.x, screen.y - centre.y];
  if (id === 'softEdge') return Math.min(influences.softEdge.most, Math.max(0, (ringPx - Math.hypot(x, y)) / (ringPx - MARK_RING_PX)));
  if (id === 'reach') return Math.min(influences.reach.most, Math.max(0, (Math.hypot(x, y) - ringPx - REACH_GAP_PX) / REACH_PX));
  const turn = (Math.atan2(x, -y) / (2 * Math.PI) + 1) % 1;
  if (before > 0.75 && turn < 0.25) return 1;
  return before < 0.25 && turn > 0.75 ? 0 : turn;
}
