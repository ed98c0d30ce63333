import { upsamplePlane } from '../../shared/colour/guided-upsampling.ts';
import { gamutMap } from '../../shared/colour/gamut.ts';
import { resampleChannel } from '../../shared/colour/resample.ts';
import { labToSrgb, lightnessOfGray, srgbToLab } from '../../shared/colour/srgb.ts';
import type { Hint } from '../../shared/model/hint.ts';
import { workingSize } from '../../shared/model/working-size.ts';
import type { WorkingLuma } from '../../shared/model/working-luma.ts';
import type { RgbPicture } from '../media/index.ts';
import type { InstalledModel } from '../models/index.ts';
import { COLORIZE_SHORT_SIDE, type Colorizer } from './colorizer.ts';
import { referenceStatistics } from './statistics.ts';

interface StillToPaint {
  /** Key of the picture for the colorizer's cache. */
  readonly key: string;
  readonly picture: RgbPicture;
  readonly hints: readonly Hint[];
  readonly reference?: RgbPicture;
  /** Of automatic colour, 0…1. */
  readonly vividness?: number;
  /** An added model that gives the automatic colour. */
  readonly automatic?: InstalledModel;
}

/**
 * Colours a still: its Lab lightness is kept, ab comes from the hints. A colour outside sRGB is gamut-mapped at its lightness and hue.
 * The result has the picture's own size.
 */
export async function paintStill(colorizer: Colorizer, still: StillToPaint, options: { readonly signal?: AbortSignal } = {}): Promise<{ readonly picture: RgbPicture; readonly outOfGamut: number }> {
  const { width, height } = still.picture;
  const lightness = lightnessOf(still.picture);
  const luma = shrink({ frame: 0, width, height, lightness }, COLORIZE_SHORT_SIDE);
  const { plane, outOfGamut } = await colorizer.paint({ frameKey: still.key, luma, hints: still.hints, ...(still.vividness === undefined ? {} : { vividness: still.vividness }), ...(still.automatic === undefined ? {} : { automatic: still.automatic }), ...(still.reference === undefined ? {} : { reference: referenceStatistics(still.reference) }) }, options);
  const full = upsamplePlane(plane, { width, height, luma: grayOf(lightness) });
  const samples = new Uint16Array(3 * width * height);
  for (let index = 0; index < width * height; index++) {
    const colour = gamutMap(lightness[index]!, full.a[index]!, full.b[index]!);
    const rgb = labToSrgb(...colour);
    for (let channel = 0; channel < 3; channel++) samples[3 * index + channel] = Math.round(Math.min(1, Math.max(0, rgb[channel]!)) * 65535);
  }
  return { picture: { width, height, samples }, outOfGamut };
}

/** Lab lightness of every pixel. A gray picture (R = G = B) uses a table. */
function lightnessOf({ width, height, samples }: RgbPicture): Float32Array {
  const lightness = new Float32Array(width * height);
  const table = new Map<number, number>();
  for (let index = 0; index < lightness.length; index++) {
    const [r, g, b] = [samples[3 * index]!, samples[3 * index + 1]!, samples[3 * index + 2]!];
    if (r === g && g === b) {
      const known = table.get(r) ?? lightnessOfGray(r / 65535);
      table.set(r, known);
      lightness[index] = known;
    } else lightness[index] = srgbToLab(r / 65535, g / 65535, b / 65535)[0];
  }
  return lightness;
}

/** Encoded signal 0…1 of the gray of each lightness, as in a black-and-white clip. */
function grayOf(lightness: Float32Array): Float32Array {
  return lightness.map((value) => labToSrgb(value, 0, 0)[0]);
}

/** Area averaging to the working size. */
function shrink(luma: WorkingLuma, shortSide: number): WorkingLuma {
  const size = workingSize(luma, shortSide);
  if (size.width === luma.width && size.height === luma.height) return luma;
  return { frame: luma.frame, ...size, lightness: resampleChannel(luma.lightness, luma, size) };
}
