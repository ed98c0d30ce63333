import type { AbPlane } from '../../shared/model/ab-plane.ts';
import { AB_RANGE, AB_UNIT } from '../../shared/model/ab-plane.ts';
import { upsamplePlane } from '../../shared/colour/guided-upsampling.ts';
import { Hint } from '../../shared/model/hint.ts';

/** Cells of the picture, of each of which one opaque place becomes a hint to the network. */
const COLUMNS = 16;
const ROWS = 9;
const RADIUS = 0.008;

/**
 * Points that tell the network what the opaque part of a still says, so that the rest takes colours that go with it.
 * @param cover opacity 0…1 at the plane's size
 */
export function hintsOfStill(plane: AbPlane, cover: Float32Array): readonly Hint[] {
  const { width, height, samples } = plane;
  const hints: Hint[] = [];
  for (let row = 0; row < ROWS; row++) {
    for (let column = 0; column < COLUMNS; column++) {
      const x = Math.floor(((column + 0.5) * width) / COLUMNS);
      const y = Math.floor(((row + 0.5) * height) / ROWS);
      const index = y * width + x;
      if (cover[index] !== 1) continue;
      const limited = (value: number): number => Math.max(-AB_RANGE, Math.min(AB_RANGE, value / AB_UNIT));
      const ab = [limited(samples[index]!), limited(samples[width * height + index]!)];
      hints.push(Hint.parse({ kind: 'point', id: `still-${column}-${row}`, at: [(x + 0.5) / width, (y + 0.5) / height], radius: RADIUS, ab }));
    }
  }
  return hints;
}

/**
 * A still where it is opaque, sample for sample, and the painted colour where it is transparent; mixed between.
 * @param luma signal 0…1 of the frame at the still's size
 */
export function overPainted(still: AbPlane, cover: Float32Array, painted: AbPlane, luma: Float32Array): AbPlane {
  const { width, height } = still;
  const area = width * height;
  const below = upsamplePlane(painted, { width, height, luma });
  const samples = new Int16Array(2 * area);
  for (let index = 0; index < area; index++) {
    const share = cover[index]!;
    for (const [at, under] of [[index, below.a[index]!], [area + index, below.b[index]!]] as const) {
      samples[at] = share === 1 ? still.samples[at]! : Math.max(-32768, Math.min(32767, Math.round(share * still.samples[at]! + (1 - share) * under * AB_UNIT)));
    }
  }
  return { width, height, samples };
}
