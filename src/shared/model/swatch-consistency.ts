import { z } from 'zod';
import { deltaE2000 } from '../colour/delta-e.ts';
import type { Swatch } from './document.ts';
import { FrameIndex } from './frame.ts';
import type { ChromaAb } from './hint.ts';
import { ShotId, SwatchId } from './ids.ts';

/** What a shot shows for a swatch at the hints that follow it: delivered colour, with layers, in the gamut of the clip. */
export interface ShownSwatch {
  readonly shotId: ShotId;
  readonly frame: FrameIndex;
  readonly ab: ChromaAb;
}

/**
 * A swatch in the shots of a scene. `deltaE`: CIEDE2000 between the mean of what a shot shows and the mean of what the others show, both at
 * the swatch's lightness, so that light and shadow do not count. `frame`: the keyframe of the shot that is furthest from the others.
 */
export const SwatchConsistency = z.object({
  swatchId: SwatchId,
  /** Worst first. */
  shots: z.array(z.object({ shotId: ShotId, frame: FrameIndex, ab: z.tuple([z.number(), z.number()]).readonly(), deltaE: z.number().min(0) })),
  /** Shots with hints that follow it, of which no colour is made. */
  unknown: z.array(ShotId),
});
export type SwatchConsistency = z.infer<typeof SwatchConsistency>;

/** Pure: how far the shots are from each other; fewer than two that show the swatch have nothing to be compared with. */
export function compareShown({ lab: [lightness] }: Pick<Swatch, 'lab'>, shown: readonly ShownSwatch[]): SwatchConsistency['shots'] {
  const shots = [...Map.groupBy(shown, ({ shotId }) => shotId)].map(([shotId, seen]) => ({ shotId, seen, ab: meanOf(seen.map(({ ab }) => ab)) }));
  if (shots.length < 2) return [];
  const away = (ab: ChromaAb, from: ChromaAb): number => deltaE2000([lightness, ...ab], [lightness, ...from]);
  return shots.map(({ shotId, seen, ab }) => {
    const others = meanOf(shots.filter((each) => each.shotId !== shotId).map((each) => each.ab));
    const worst = seen.reduce((a, b) => (away(b.ab, others) > away(a.ab, others) ? b : a));
    return { shotId, frame: worst.frame, ab, deltaE: away(ab, others) };
  }).sort((a, b) => b.deltaE - a.deltaE);
}

function meanOf(colours: readonly ChromaAb[]): ChromaAb {
  const sum = (index: 0 | 1): number => colours.reduce((total, ab) => total + ab[index], 0) / colours.length;
  return [sum(0), sum(1)];
}
