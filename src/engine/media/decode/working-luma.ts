import { isUnusual, shownLightness } from '../../../shared/colour/coding.ts';
import { lumaScale, type SampleCoding } from '../../../shared/colour/luma.ts';
import type { CurveName } from '../../../shared/colour/transfer.ts';
import { type Clip, codingOf } from '../../../shared/model/clip.ts';
import type { FrameRange } from '../../../shared/model/frame.ts';
import { lightnessOfCodes, type WorkingLuma } from '../../../shared/model/working-luma.ts';
import { workingSize } from '../../../shared/model/working-size.ts';
import type { FfmpegTools } from '../ffmpeg/ffmpeg-tools.ts';
import type { LumaFrame } from './luma-frame.ts';
import { readLuma } from './read-luma.ts';

const tables = new Map<string, Float32Array>();

/** L of each luma code in the display picture; codes below black are L 0, above its white L 100. */
export function lightnessTable(coding: SampleCoding, curve: CurveName): Float32Array {
  const key = `${coding.bitDepth} ${coding.range} ${curve}`;
  const known = tables.get(key);
  if (known !== undefined) return known;
  const { offset, scale } = lumaScale(coding);
  const table = Float32Array.from({ length: 2 ** coding.bitDepth }, (_, code) => Math.min(100, Math.max(0, shownLightness(curve, Math.min(1, Math.max(0, (code - offset) / scale))))));
  tables.set(key, table);
  return table;
}

/** Luma codes → L 0…100 at the frame's own size. */
export function workingLuma(frame: LumaFrame, curve: CurveName): WorkingLuma {
  const codes = { samples: frame.samples, lightnessOf: lightnessTable(frame.coding, curve) };
  return { frame: frame.index, width: frame.width, height: frame.height, lightness: lightnessOfCodes(codes), codes };
}

interface ReadWorkingLumaOptions {
  readonly range: FrameRange;
  /** Longest the short side may be; see `workingSize`. */
  readonly shortSide: number;
  readonly signal?: AbortSignal | undefined;
}

/** Frames as the networks see them: scaled on the codes, then turned into L. Throws as `readLuma`. */
export async function* readWorkingLuma(clip: Clip, tools: FfmpegTools, options: ReadWorkingLumaOptions): AsyncGenerator<WorkingLuma, void, undefined> {
  const size = workingSize(clip.picture, options.shortSide);
  const coding = codingOf(clip);
  for await (const frame of readLuma(clip, tools, { ...options, size })) yield { ...workingLuma(frame, coding.curve), ...(isUnusual(coding) ? { gamut: coding } : {}) };
}
