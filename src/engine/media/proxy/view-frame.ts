import { shownLight } from '../../../shared/colour/highlights.ts';
import { lumaScale } from '../../../shared/colour/luma.ts';
import { type CurveName, transferCurve } from '../../../shared/colour/transfer.ts';
import { type Clip, codingOf } from '../../../shared/model/clip.ts';
import { frameRange } from '../../../shared/model/frame.ts';
import type { ProxySize } from '../../../shared/model/proxy-size.ts';
import { AppError } from '../../../shared/errors/app-error.ts';
import type { FfmpegTools } from '../ffmpeg/ffmpeg-tools.ts';
import type { LumaFrame } from '../decode/luma-frame.ts';
import { encodePng } from '../encode/png.ts';
import { readRawFrames } from '../decode/raw-frames.ts';
import { readLumaFrame } from '../decode/read-luma.ts';
import { jpegSplitter } from './jpeg-splitter.ts';
import { JPEG_OUTPUT, proxySize, viewFilters } from './view-filters.ts';

/** One exact frame at full size as an 8-bit gray PNG, full range, for viewing. Throws as `readLuma`. */
export async function readFullLumaPng(clip: Clip, frame: number, tools: FfmpegTools, options: { readonly signal?: AbortSignal | undefined } = {}): Promise<Uint8Array> {
  const luma = await readLumaFrame(clip, frame, tools, options.signal === undefined ? {} : { signal: options.signal });
  return encodePng({ width: luma.width, height: luma.height, channels: 1, samples: viewedLuma(luma, codingOf(clip).curve) });
}

/** Luma codes → 8 bits full range of the display picture; highlights are rolled off, what lies outside black and white is clipped. */
export function viewedLuma(frame: LumaFrame, curve: CurveName): Uint8Array {
  const { offset, scale } = lumaScale(frame.coding);
  const toLight = shownLight(curve);
  const shown = (signal: number): number => (curve === 'display' ? signal : transferCurve('display').toSignal(Math.max(0, toLight(signal))));
  const table = Uint8Array.from({ length: 2 ** frame.coding.bitDepth }, (_, code) => Math.round(Math.min(1, Math.max(0, shown(Math.min(1, Math.max(0, (code - offset) / scale))))) * 255));
  // A loop: `from` with a function copies the samples into a plain array first, which large pictures do not fit into.
  const seen = new Uint8Array(frame.samples.length);
  for (let index = 0; index < seen.length; index++) seen[index] = table[frame.samples[index]!]!;
  return seen;
}

/** One frame as it would lie in the proxy, made from the source: for the time before the proxy has it. Throws as `readLuma`. */
export async function readLumaJpeg(clip: Clip, frame: number, tools: FfmpegTools, { within, ...options }: { readonly within?: ProxySize | undefined; readonly background?: boolean; readonly signal?: AbortSignal | undefined } = {}): Promise<Uint8Array> {
  const filters = viewFilters(clip.picture, proxySize(clip.picture, within));
  for await (const { bytes } of readRawFrames(clip, tools, jpegSplitter, { range: frameRange(frame, frame), filters, output: JPEG_OUTPUT, ...options })) return bytes;
  throw new AppError('media.truncated', `Frame ${frame} of "${clip.name}" cannot be decoded.`);
}
