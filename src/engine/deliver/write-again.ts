import { copyFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type FrameRange, rangeLength } from '../../shared/model/frame.ts';
import { type EncodePlan, imageNames } from '../media/index.ts';
import { piecePictures, writePiece } from './piece.ts';
import type { DeliveryPlan } from './plan-delivery.ts';
import type { FrameSources } from './write-frames.ts';

interface ImagesTarget {
  /** Of the whole delivery, into the folder of its images. */
  readonly encodePlan: EncodePlan;
  /** Makes a folder for what is not finished. */
  readonly folder: () => Promise<string>;
}

/** Writes some images of a delivery again, over those that are there: only images can be, since each is a file of its own. Throws as `writePiece`, and errors of the file system */
export async function writeImagesAgain(plan: DeliveryPlan, sources: FrameSources, ranges: readonly FrameRange[], { encodePlan, folder }: ImagesTarget): Promise<void> {
  const names = imageNames(encodePlan, rangeLength(plan.range));
  for (const range of ranges) {
    const piece = join(await folder(), `again-${range.first}`);
    // Its frames were counted when they were written first.
    await writePiece({ ...plan, range }, { ...sources, report: () => undefined }, piece);
    for (const [index, image] of piecePictures(plan, { folder: piece, frames: rangeLength(range) }).entries()) {
      await copyFile(image, join(encodePlan.outPath, names[range.first - plan.range.first + index]!));
    }
  }
}
