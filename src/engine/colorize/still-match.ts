import { correlation } from '../../shared/colour/correlation.ts';
import { rgbToYcc } from '../../shared/colour/luma.ts';
import { AppError } from '../../shared/errors/app-error.ts';
import type { WorkingLuma } from '../../shared/model/working-luma.ts';
import type { Size } from '../../shared/model/working-size.ts';

/** Correlation of luma below which a still counts as another picture. Grading changes contrast, not the structure. */
const SAME_PICTURE = 0.5;
/** A flat picture cannot be distinguished from any other. */
const FLAT = { variance: 1e-12, answer: 1 };
const OPAQUE = 255;
/** With fewer opaque cells than these, pictures cannot be told apart. */
const LEAST_CELLS = 64;
const GRID_WIDTH = 64;
const GRID_HEIGHT = 48;

/** Largest difference of a still's aspect from the clip's, as a share: rounding by a pixel, not another crop. */
const SHAPE_TOLERANCE = 0.02;

/**
 * A still of another aspect than the clip's frames (stored or displayed) has been cropped or squeezed. @throws AppError `still.mismatch`
 */
export function assertSameShape(still: Size, picture: Size & { readonly sampleAspect: { readonly num: number; readonly den: number } }, stillPath: string): void {
  const stored = picture.width / picture.height;
  const shown = (stored * picture.sampleAspect.num) / picture.sampleAspect.den;
  const shape = still.width / still.height;
  if ([stored, shown].some((each) => Math.abs(shape / each - 1) <= SHAPE_TOLERANCE)) return;
  throw new AppError('still.mismatch', `${stillPath} is ${still.width}×${still.height}, which is not the aspect ratio of the clip (${picture.width}×${picture.height}), so it shows another part of the picture. Crop it to the whole frame, or force it.`);
}

/**
 * Rejects a still that shows another picture than its keyframe. Only its opaque part is compared.
 * @param opacity 0…255 for each pixel; left out where the whole still is opaque
 * @throws AppError `still.mismatch`
 */
export function assertSamePicture(still: { readonly width: number; readonly height: number; readonly samples: Uint16Array }, luma: WorkingLuma, stillPath: string, opacity?: Uint8Array): void {
  const stillGrid = sampleGrid(still.width, still.height, (index) => rgbToYcc(still.samples[3 * index]! / 65535, still.samples[3 * index + 1]! / 65535, still.samples[3 * index + 2]! / 65535, 'bt709')[0]);
  const frameGrid = sampleGrid(luma.width, luma.height, (index) => luma.lightness[index]!);
  const isSeen = opacity === undefined ? undefined : sampleGrid(still.width, still.height, (index) => opacity[index]!).map((value) => (value > OPAQUE - 1 ? 1 : 0));
  const seen = (grid: Float64Array): Float64Array => (isSeen === undefined ? grid : grid.filter((_, cell) => isSeen[cell] === 1));
  const match = isSeen !== undefined && seen(stillGrid).length < LEAST_CELLS ? FLAT.answer : correlation(seen(stillGrid), seen(frameGrid), FLAT);
  if (match < SAME_PICTURE) {
    throw new AppError('still.mismatch', `${stillPath} does not look like frame ${luma.frame}: its light and dark areas are different (match ${match.toFixed(2)} of 1). Check the frame number, or force it.`);
  }
}

/** Means over a grid of cells, so that size and small shifts do not matter. */
function sampleGrid(width: number, height: number, valueAt: (index: number) => number): Float64Array {
  const sums = new Float64Array(GRID_WIDTH * GRID_HEIGHT);
  const counts = new Float64Array(GRID_WIDTH * GRID_HEIGHT);
  const step = Math.max(1, Math.floor(Math.min(width, height) / 240));
  for (let y = 0; y < height; y += step) {
    for (let x = 0; x < width; x += step) {
      const cell = Math.floor((y * GRID_HEIGHT) / height) * GRID_WIDTH + Math.floor((x * GRID_WIDTH) / width);
      sums[cell]! += valueAt(y * width + x);
      counts[cell]! += 1;
    }
  }
  return sums.map((sum, cell) => sum / Math.max(1, counts[cell]!));
}
