import { AB_UNIT, abPlaneFromFloat, AB_RANGE, type AbPlane } from '../../shared/model/ab-plane.ts';
import { AppError } from '../../shared/errors/app-error.ts';
import { isColourHint, kindOf, positionsOf } from '../../shared/model/hint-kinds.ts';
import type { ChromaAb, Hint, ImagePoint } from '../../shared/model/hint.ts';
import type { WorkingLuma } from '../../shared/model/working-luma.ts';
import { assertLargeEnough, automaticAb, type InferenceClient, type InstalledModel } from '../models/index.ts';
import { anchorPoints, colourAt } from './correct-plane.ts';

/** Frames whose automatic colour is kept: as many as the networks keep encoded. */
const FRAMES_KEPT = 4;

/** Automatic colour of frames by added models. That of the last few frames is cached, so that a hint edit does not compute it again. */
interface BroughtColours {
  /** At the luma's size. @throws AppError `model.*`, `inference.*`, `image.tooSmall` */
  plane(model: InstalledModel, frameKey: string, luma: WorkingLuma): Promise<AbPlane>;
}

export function createBroughtColours(inference: InferenceClient): BroughtColours {
  const known = new Map<string, Promise<AbPlane>>();

  async function make(model: InstalledModel, luma: WorkingLuma): Promise<AbPlane> {
    assertLargeEnough(luma);
    // Not cancelled with the first request, because another may share it. A frame that crashes the process twice is reported.
    const ab = await automaticAb(inference, model, luma).catch((error: unknown) => {
      if (!(error instanceof AppError) || error.code !== 'inference.crashed') throw error;
      return automaticAb(inference, model, luma);
    });
    return abPlaneFromFloat(ab, luma.width, luma.height, { scale: 1 });
  }

  return {
    plane(model, frameKey, luma) {
      const key = `${model.id} ${model.version} ${frameKey} ${luma.width}×${luma.height}`;
      const plane = known.get(key) ?? make(model, luma);
      known.delete(key);
      known.set(key, plane);
      plane.catch(() => { if (known.get(key) === plane) known.delete(key); });
      const [oldest] = known.keys();
      if (known.size > FRAMES_KEPT && oldest !== undefined) known.delete(oldest);
      return plane;
    },
  };
}

/**
 * Hints over an automatic colour that is not the network's own. The network paints the frame twice, held to that colour by anchors away from the
 * hints: once with hints that state that colour themselves, and once with those given. The difference is what their colour changes, and is added:
 * at a hint it is the hint's colour less the automatic one. ab ÷ 110 at the luma's size.
 * @param paint the network's painting of the frame from given hints
 */
export async function paintedOver(base: AbPlane, hints: readonly Hint[], luma: WorkingLuma, paint: (hints: readonly Hint[]) => Promise<AbPlane>): Promise<Float32Array> {
  const ab = Float32Array.from(base.samples, (sample) => sample / (AB_RANGE * AB_UNIT));
  if (!hints.some(isColourHint)) return ab;
  // Anchors hold the automatic colour where an auto hint is. Boundaries stop colour in both paintings.
  const anchors = anchorPoints(base, hints, luma);
  const stated = hints.filter((hint) => kindOf(hint).role !== 'automatic');
  const before = await paint([...anchors, ...stated.map((hint) => (isColourHint(hint) ? { ...hint, ab: meanColour(base, positionsOf(hint)) } : hint))]);
  const after = await paint([...anchors, ...stated]);
  return ab.map((value, index) => Math.min(1, Math.max(-1, value + (after.samples[index]! - before.samples[index]!) / (AB_RANGE * AB_UNIT))));
}

function meanColour(plane: AbPlane, positions: readonly ImagePoint[]): ChromaAb {
  const colours = positions.map((at) => colourAt(plane, at));
  const mean = (channel: 0 | 1): number => colours.reduce((sum, colour) => sum + colour[channel], 0) / colours.length;
  return [mean(0), mean(1)];
}
