import type { FfmpegTools } from '../../src/engine/media/index.ts';
import type { Triple } from '../../src/shared/colour/lab.ts';
import { linearRgbToLab } from '../../src/shared/colour/lab.ts';
import type { ClipCoding } from '../../src/shared/model/clip.ts';
import { run } from './cell-sources.ts';

/** zscale's options for a coding. */
export interface ZscaleNames {
  readonly primaries: string;
  readonly transfer: string;
  readonly matrix: string;
  readonly range: string;
  /** Linear light of its result for white. */
  readonly white: number;
}

/** SMPTE 240M is refused in ffmpeg 5.1: “YUV color family cannot have RGB matrix coefficients”. */
const MATRICES: Readonly<Record<string, string | undefined>> = { bt709: 'bt709', bt601: '170m', bt2020: '2020_ncl' };
const PRIMARIES: Readonly<Record<string, string>> = { bt709: 'bt709', smpte170m: 'smpte170m', smpte240m: 'smpte240m', bt470bg: 'bt470bg', bt2020: 'bt2020', smpte431: 'smpte431', smpte432: 'smpte432' };
/**
 * Video for viewing is passed as sRGB, the display curve: for BT.709 zscale would use the inverse of the camera's curve. BT.1886 is not supported, and
 * HLG is converted to display light, by a system gamma that depends on all three channels.
 */
const TRANSFERS: Readonly<Record<string, string | undefined>> = {
  bt709: 'iec61966-2-1', smpte170m: 'iec61966-2-1', smpte240m: 'iec61966-2-1', 'bt2020-10': 'iec61966-2-1', 'iec61966-2-1': 'iec61966-2-1', gamma22: 'bt470m', gamma28: 'bt470bg', smpte2084: 'smpte2084',
};

/** `undefined` where zscale has no name for the coding. */
export function zscaleNames({ primaries = 'bt709', transfer = 'bt709', matrix = 'bt709', range = 'limited' }: ClipCoding): ZscaleNames | undefined {
  const [ownPrimaries, ownTransfer] = [PRIMARIES[primaries], TRANSFERS[transfer]];
  const ownMatrix = MATRICES[matrix];
  return ownPrimaries === undefined || ownTransfer === undefined || ownMatrix === undefined ? undefined : { primaries: ownPrimaries, transfer: ownTransfer, matrix: ownMatrix, range: range === 'full' ? 'full' : 'limited', white: 1 };
}

/** Nominal peak of the linear light, in cd/m²: diffuse white of HDR. */
const PEAK = 203;

export async function labByZscale(tools: FfmpegTools, path: string, { width, height, names }: { readonly width: number; readonly height: number; readonly names: ZscaleNames }): Promise<readonly Triple[]> {
  const filter = `zscale=primariesin=${names.primaries}:transferin=${names.transfer}:matrixin=${names.matrix}:rangein=${names.range}:primaries=bt709:transfer=linear:matrix=gbr:range=full:npl=${PEAK},format=gbrpf32le`;
  const { stdout } = await run(tools.ffmpegPath, ['-v', 'error', '-nostdin', '-i', path, '-frames:v', '1', '-vf', filter, '-f', 'rawvideo', '-pix_fmt', 'gbrpf32le', '-'], { encoding: 'buffer', maxBuffer: 2 ** 26 });
  const planes = new Float32Array(Uint8Array.from(stdout).buffer);
  const count = width * height;
  return Array.from({ length: count }, (_, index) => linearRgbToLab(planes[2 * count + index]! / names.white, planes[index]! / names.white, planes[count + index]! / names.white));
}
