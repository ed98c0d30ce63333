import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { srgbToLab } from '../../src/shared/colour/srgb.ts';
import { AB_UNIT, type AbPlane } from '../../src/shared/model/ab-plane.ts';
import type { FrameRange } from '../../src/shared/model/frame.ts';
import type { WorkingLuma } from '../../src/shared/model/working-luma.ts';

/** Folder of real test material: TINTYPE_TEST_DATA, else beside the checkout. */
export const testData = process.env['TINTYPE_TEST_DATA'] ?? fileURLToPath(new URL('../../../shared/data', import.meta.url));

/** Path of a real clip, or `undefined` with a warning where the material is missing. */
export function realClip(name: string): string | undefined {
  const file = path.join(testData, 'clips', name);
  if (existsSync(file)) return file;
  console.warn(`SKIPPED: the real clip ${file} is missing; set TINTYPE_TEST_DATA to the folder of test data.`);
  return undefined;
}

/** One frame with its true colour. */
export interface TrueFrame {
  readonly luma: WorkingLuma;
  readonly plane: AbPlane;
}

/** The first frames of a clip at a size, as Lab lightness and ab. */
export function trueFrames(file: string, { width, height, count, from = 0 }: { readonly width: number; readonly height: number; readonly count: number; readonly from?: number }): readonly TrueFrame[] {
  const bytes = execFileSync(process.env['FFMPEG_BIN'] ?? 'ffmpeg', ['-v', 'error', '-i', file, '-vf', `select=gte(n\\,${from}),scale=${width}:${height}:flags=area`, '-frames:v', String(count), '-pix_fmt', 'rgb24', '-f', 'rawvideo', '-'], { maxBuffer: 2 ** 30 });
  return Array.from({ length: bytes.length / (3 * width * height) }, (_, index) => trueFrame(bytes.subarray(index * 3 * width * height), { frame: from + index, width, height }));
}

function trueFrame(rgb: Uint8Array, { frame, width, height }: { readonly frame: number; readonly width: number; readonly height: number }): TrueFrame {
  const count = width * height;
  const lightness = new Float32Array(count);
  const samples = new Int16Array(2 * count);
  for (let index = 0; index < count; index++) {
    const [l, a, b] = srgbToLab(rgb[3 * index]! / 255, rgb[3 * index + 1]! / 255, rgb[3 * index + 2]! / 255);
    lightness[index] = l;
    samples[index] = Math.round(a * AB_UNIT);
    samples[count + index] = Math.round(b * AB_UNIT);
  }
  return { luma: { frame, width, height, lightness }, plane: { width, height, samples } };
}

/** A luma source over frames that are already decoded; `asked` is called with every requested range. */
export function lumasOf(frames: readonly Pick<TrueFrame, 'luma'>[], asked: (range: FrameRange) => void = () => undefined): (range: FrameRange) => AsyncIterable<WorkingLuma> {
  return async function* (range) {
    asked(range);
    for (const { luma } of frames) {
      await Promise.resolve();
      if (luma.frame >= range.first && luma.frame <= range.last) yield luma;
    }
  };
}

/** Root mean square distance of two ab planes of the same size, in ab units. */
export function abDistance(first: AbPlane, second: AbPlane): number {
  if (first.width !== second.width || first.height !== second.height) throw new RangeError('planes of different sizes');
  let sum = 0;
  for (let index = 0; index < first.samples.length; index++) sum += ((first.samples[index]! - second.samples[index]!) / AB_UNIT) ** 2;
  return Math.sqrt(sum / first.samples.length);
}
