import type { ScreenPoint } from './view.ts';

/** A straight line across the picture, between the result and the comparison. */
export interface WipeLine {
  /** A position on the line, as fractions of the shown picture from its top left. */
  readonly at: readonly [number, number];
  /** Degrees clockwise from upright, −180…180; at 0 the result lies right of the line. */
  readonly angle: number;
}

export interface Rectangle {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

export const UPRIGHT_WIPE: WipeLine = { at: [0.5, 0.5], angle: 0 };

const RADIAN = Math.PI / 180;

/** Unit vector from the line towards the result, y down. */
export function towardsResult(angle: number): ScreenPoint {
  return { x: Math.cos(angle * RADIAN), y: Math.sin(angle * RADIAN) };
}

export function normalAngle(degrees: number): number {
  const turned = ((degrees % 360) + 360) % 360;
  return turned > 180 ? turned - 360 : turned;
}

/** Angle of the line from `through` whose upper end points to `grip`. */
export function angleTo(through: ScreenPoint, grip: ScreenPoint): number {
  return normalAngle(Math.atan2(grip.x - through.x, through.y - grip.y) / RADIAN);
}

export function pointOfWipe(line: WipeLine, picture: Rectangle): ScreenPoint {
  return { x: picture.left + line.at[0] * picture.width, y: picture.top + line.at[1] * picture.height };
}

/** The line moved through a position, which is clamped to the picture. */
export function wipeThrough(line: WipeLine, place: ScreenPoint, picture: Rectangle): WipeLine {
  const within = (value: number): number => Math.min(1, Math.max(0, value));
  return { ...line, at: [within((place.x - picture.left) / picture.width), within((place.y - picture.top) / picture.height)] };
}

/** The part of the line within a rectangle, upper end first; `undefined` when there is none. Liang and Barsky 1984. */
export function wipeWithin(through: ScreenPoint, angle: number, { left, top, width, height }: Rectangle): readonly [ScreenPoint, ScreenPoint] | undefined {
  const along = { x: Math.sin(angle * RADIAN), y: -Math.cos(angle * RADIAN) };
  let from = -Infinity;
  let to = Infinity;
  for (const [place, step, low, high] of [[through.x, along.x, left, left + width], [through.y, along.y, top, top + height]] as const) {
    if (Math.abs(step) < 1e-9) {
      if (place < low || place > high) return undefined;
      continue;
    }
    const ends = [(low - place) / step, (high - place) / step] as const;
    from = Math.max(from, Math.min(...ends));
    to = Math.min(to, Math.max(...ends));
  }
  if (from > to) return undefined;
  const placeAt = (t: number): ScreenPoint => ({ x: through.x + t * along.x, y: through.y + t * along.y });
  return [placeAt(to), placeAt(from)];
}

/** Intersection of two rectangles; empty when they are separate. */
export function sharedRectangle(a: Rectangle, b: Rectangle): Rectangle {
  const left = Math.max(a.left, b.left);
  const top = Math.max(a.top, b.top);
  return { left, top, width: Math.max(0, Math.min(a.left + a.width, b.left + b.width) - left), height: Math.max(0, Math.min(a.top + a.height, b.top + b.height) - top) };
}
