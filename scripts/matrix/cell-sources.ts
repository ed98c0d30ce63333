import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';

export const run = promisify(execFile);

export const RATE = { num: 24_000, den: 1001 } as const;
export const FRAMES = 8;
/** The delivered frames: cut at both ends, so that sound and timecode must be cut too. */
export const CUT = { first: 2, last: 5 } as const;
export const TIMECODE = '01:00:00:00';
export const SAMPLE_RATE = 48_000;

export interface SourceKind {
  readonly depth: 8 | 10 | 16;
  readonly range: 'limited' | 'full';
}

export const SOURCE_KINDS: readonly SourceKind[] = ([8, 10, 16] as const).flatMap((depth) => (['limited', 'full'] as const).map((range): SourceKind => ({ depth, range })));

export const sourceName = ({ depth, range }: SourceKind): string => `${depth} ${range}`;

/** A lossless gray film (MOV, with exact times and no tag of the range) with timecode; its sound is noise, so that its offset can be measured. */
export async function makeSource(ffmpeg: string, folder: string, { kind, size }: { readonly kind: SourceKind; readonly size: string }): Promise<string> {
  const path = join(folder, `source-${kind.depth}-${kind.range}-${size}.mov`);
  const format = `yuv444p${kind.depth === 8 ? '' : `${kind.depth}le`}`;
  await run(ffmpeg, ['-v', 'error', '-nostdin', '-y',
    '-f', 'lavfi', '-i', `testsrc2=size=${size}:rate=${RATE.num}/${RATE.den},hue=s=0,gblur=0.7`,
    '-f', 'lavfi', '-i', `anoisesrc=r=${SAMPLE_RATE}:a=0.4:seed=7,aformat=sample_fmts=s16:channel_layouts=mono,lowpass=f=9000`,
    '-frames:v', String(FRAMES), '-shortest', '-vf', `scale=out_range=${kind.range === 'full' ? 'full' : 'tv'}:flags=accurate_rnd,format=${format}`,
    '-c:v', 'ffv1', '-pix_fmt', format, '-color_range', kind.range === 'full' ? 'pc' : 'tv', '-color_primaries', 'bt709', '-color_trc', 'bt709', '-colorspace', 'bt709',
    '-timecode', TIMECODE, '-movflags', '+write_colr', '-c:a', 'pcm_s16le', path]);
  return path;
}

/** Sound of a file's first track, mono, as floats. */
export async function soundOf(ffmpeg: string, path: string): Promise<Float32Array> {
  const { stdout } = await run(ffmpeg, ['-v', 'error', '-nostdin', '-i', path, '-map', '0:a:0', '-ac', '1', '-ar', String(SAMPLE_RATE), '-f', 'f32le', '-'], { encoding: 'buffer', maxBuffer: 2 ** 26 });
  return new Float32Array(stdout.buffer, stdout.byteOffset, Math.floor(stdout.byteLength / 4)).slice();
}

const WINDOW = 3000;
const REACH = 2400;

/** Delay of `found` against `expected`, in samples, by correlation of the noise. */
export function lagOf(expected: Float32Array, found: Float32Array): number {
  const from = Math.min(REACH, Math.floor(found.length / 4));
  const length = Math.min(WINDOW, found.length - 2 * from, expected.length - from);
  let [best, lag] = [-Infinity, 0];
  for (let shift = -from; shift <= from; shift++) {
    let sum = 0;
    for (let index = 0; index < length; index++) sum += expected[from + index]! * (found[from + index + shift] ?? 0);
    if (sum > best) [best, lag] = [sum, shift];
  }
  return lag;
}
