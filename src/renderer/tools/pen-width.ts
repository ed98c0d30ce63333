/** Factors of the brush radius at the lightest and the hardest pressure; at half pressure the factor is 1. */
const LIGHTEST = 0.4;
const HEAVIEST = 1.6;
/** Factor of a pen at full tilt. */
const FLATTEST = 1.6;
/** Tilt of a pen held as flat as usual, degrees from upright. */
const FLAT_TILT = 60;

/**
 * Width factor of a pen. A mouse and a finger have even pressure: 1.
 * @param pen.pressure 0…1
 * @param pen.tiltX degrees from upright towards the sides, −90…90; `tiltY` towards and away from the user
 */
export function penWidth(pen: { readonly pointerType: string; readonly pressure: number; readonly tiltX: number; readonly tiltY: number }): number {
  if (pen.pointerType !== 'pen') return 1;
  const pressed = pen.pressure < 0.5 ? LIGHTEST + (1 - LIGHTEST) * 2 * pen.pressure : 1 + (HEAVIEST - 1) * 2 * (pen.pressure - 0.5);
  const radian = Math.PI / 180;
  // Tilts along two axes add as tangents: Pointer Events Level 3, §"Converting between tiltX/tiltY and altitudeAngle/azimuthAngle".
  const tilt = Math.atan(Math.hypot(Math.tan(pen.tiltX * radian), Math.tan(pen.tiltY * radian))) / radian;
  return pressed * (1 + (FLATTEST - 1) * Math.min(1, tilt / FLAT_TILT));
}
