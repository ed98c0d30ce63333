import { type ColorSpace, Lab_D65, P3_Linear, REC_2020_Linear, REC_2100_HLG, REC_2100_PQ, RGBColorSpace, sRGB, sRGB_Linear, to } from 'colorjs.io/fn';
import type { FfmpegTools } from '../../src/engine/media/index.ts';
import type { Triple } from '../../src/shared/colour/lab.ts';
import type { ClipCoding } from '../../src/shared/model/clip.ts';
import { run } from './cell-sources.ts';

/** H.273 tables 3 and 4, repeated here so that the check is independent of the program. */
const WEIGHTS = { bt709: [0.2126, 0.0722], bt601: [0.299, 0.114], bt2020: [0.2627, 0.0593], smpte240m: [0.212, 0.087] } as const;

type Row = [number, number, number];
type Matrix = [Row, Row, Row];

interface FileToRead {
  readonly width: number;
  readonly height: number;
  readonly coding: ClipCoding;
  readonly isFloat: boolean;
}

/** Encoded R′G′B′ of a file's first frame: of film its Y′CbCr codes by matrix and range, of images as stored. */
export async function rgbOfFile(tools: FfmpegTools, path: string, { width, height, coding, isFloat }: FileToRead): Promise<readonly Triple[]> {
  const isFilm = path.endsWith('.mkv');
  const format = isFilm ? 'yuv444p10le' : isFloat ? 'gbrpf32le' : 'rgb48le';
  const { stdout } = await run(tools.ffmpegPath, ['-v', 'error', '-nostdin', '-i', path, '-frames:v', '1', '-f', 'rawvideo', '-pix_fmt', format, '-'], { encoding: 'buffer', maxBuffer: 2 ** 26 });
  const bytes = Uint8Array.from(stdout).buffer;
  const count = width * height;
  if (isFloat) {
    const planes = new Float32Array(bytes);
    return Array.from({ length: count }, (_, index) => [planes[2 * count + index]!, planes[index]!, planes[count + index]!]);
  }
  const codes = new Uint16Array(bytes);
  if (!isFilm) return Array.from({ length: count }, (_, index) => [codes[3 * index]! / 65_535, codes[3 * index + 1]! / 65_535, codes[3 * index + 2]! / 65_535]);
  const [kr, kb] = WEIGHTS[coding.matrix ?? 'bt709'];
  const [black, lumaSpan, chromaSpan] = coding.range === 'full' ? [0, 1023, 1023] : [64, 876, 896];
  return Array.from({ length: count }, (_, index) => {
    const y = (codes[index]! - black) / lumaSpan;
    const b = y + (2 * (1 - kb) * (codes[count + index]! - 512)) / chromaSpan;
    const r = y + (2 * (1 - kr) * (codes[2 * count + index]! - 512)) / chromaSpan;
    return [r, (y - kr * r - kb * b) / (1 - kr - kb), b];
  });
}

/** Linear-light spaces of colorjs.io, by primaries. BT.601 is missing there and is built from its chromaticities. */
const linearSpaces = new Map<string, ColorSpace>([['bt709', sRGB_Linear], ['bt2020', REC_2020_Linear], ['smpte432', P3_Linear]]);
const CHROMATICITIES: Readonly<Record<string, readonly [number, number, number, number, number, number, number, number]>> = {
  smpte170m: [0.63, 0.34, 0.31, 0.595, 0.155, 0.07, 0.3127, 0.329], smpte240m: [0.63, 0.34, 0.31, 0.595, 0.155, 0.07, 0.3127, 0.329],
  bt470bg: [0.64, 0.33, 0.29, 0.6, 0.15, 0.06, 0.3127, 0.329], smpte431: [0.68, 0.32, 0.265, 0.69, 0.15, 0.06, 0.314, 0.351],
};

/** colorjs.io requires both directions of a space; only the one to XYZ is used. */
const UNUSED: Matrix = [[1, 0, 0], [0, 1, 0], [0, 0, 1]];

function linearSpace(primaries: string): ColorSpace {
  const known = linearSpaces.get(primaries);
  if (known !== undefined) return known;
  const [xr, yr, xg, yg, xb, yb, xw, yw] = CHROMATICITIES[primaries]!;
  const made = new RGBColorSpace({ id: `tintype-${primaries}`, name: primaries, white: [xw / yw, 1, (1 - xw - yw) / yw], toXYZ_M: matrixOf([[xr, yr], [xg, yg], [xb, yb]], [xw, yw]), fromXYZ_M: UNUSED });
  linearSpaces.set(primaries, made);
  return made;
}

/** Columns are the primaries' XYZ, scaled so that they add up to white (SMPTE RP 177). */
function matrixOf(primaries: readonly (readonly [number, number])[], [xw, yw]: readonly [number, number]): Matrix {
  const [red, green, blue] = primaries.map(([x, y]) => [x / y, 1, (1 - x - y) / y]) as [number[], number[], number[]];
  const white = [xw / yw, 1, (1 - xw - yw) / yw];
  const det = (a: readonly number[], b: readonly number[], c: readonly number[]): number => a[0]! * (b[1]! * c[2]! - b[2]! * c[1]!) - b[0]! * (a[1]! * c[2]! - a[2]! * c[1]!) + c[0]! * (a[1]! * b[2]! - a[2]! * b[1]!);
  const whole = det(red, green, blue);
  const shares = [det(white, green, blue) / whole, det(red, white, blue) / whole, det(red, green, white) / whole];
  const row = (at: number): [number, number, number] => [red[at]! * shares[0]!, green[at]! * shares[1]!, blue[at]! * shares[2]!];
  return [row(0), row(1), row(2)];
}

/** Lab (D65) of an encoded colour of a coding. Its transfer: PQ, HLG and sRGB by colorjs.io; a power or Cineon's curve by its definition. */
export function labByColorjs(rgb: Triple, { primaries = 'bt709', transfer = 'bt709' }: ClipCoding): Triple {
  const { coords: [l, a, b] } = to(colourOf(rgb, primaries, transfer), Lab_D65);
  return [l ?? 0, a ?? 0, b ?? 0];
}

interface PlainColour {
  readonly space: ColorSpace;
  readonly coords: [number, number, number];
  readonly alpha: number;
}

function colourOf(rgb: Triple, primaries: string, transfer: string): PlainColour {
  switch (transfer) {
    case 'smpte2084': return { space: REC_2100_PQ, coords: [...rgb], alpha: 1 };
    case 'arib-std-b67': return { space: REC_2100_HLG, coords: [...rgb], alpha: 1 };
    default: return { space: linearSpace(primaries), coords: rgb.map((value) => lightOf(value, transfer)) as [number, number, number], alpha: 1 };
  }
}

function lightOf(value: number, transfer: string): number {
  const power = (gamma: number): number => Math.sign(value) * Math.abs(value) ** gamma;
  switch (transfer) {
    case 'linear': return value;
    case 'bt1886': return power(2.4);
    case 'gamma22': return power(2.2);
    case 'gamma28': return power(2.8);
    // Kodak, Conversion of 10-bit log film data to 8-bit linear or video data (1995): white 685, black 95, gamma 0.6, 0.002 density a code.
    case 'cineon': {
      const black = 10 ** ((95 - 685) * 0.002 / 0.6);
      return (10 ** ((1023 * value - 685) * 0.002 / 0.6) - black) / (1 - black);
    }
    default: return to({ space: sRGB, coords: [value, value, value], alpha: 1 }, sRGB_Linear).coords[0] ?? 0;
  }
}
