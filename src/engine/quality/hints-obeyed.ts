import { deltaE2000 } from '../../shared/colour/delta-e.ts';
import { gamutMap } from '../../shared/colour/gamut.ts';
import { chromaAtLuma } from '../../shared/colour/chroma-at-luma.ts';
import { type ColourCoding, colourModel, displayGray, lightnessOfSignal } from '../../shared/colour/coding.ts';
import { chromaScale, lumaScale } from '../../shared/colour/luma.ts';
import { AB_UNIT, type AbPlane } from '../../shared/model/ab-plane.ts';
import { applyLayers, type LayerTable } from '../../shared/model/layer-table.ts';
import type { ChromaAb, ImagePoint } from '../../shared/model/hint.ts';
import type { QualityHint, QualityKeyframe } from '../../shared/model/quality-report.ts';
import type { PictureFrame } from '../media/index.ts';
import { BLOCKS, BLOCKS_ACROSS, BLOCKS_DOWN } from './measure-frame.ts';
import { worstBox } from './worst-box.ts';
import { createYccToLab } from './ycc-to-lab.ts';

/** A place that the project gives a colour: a point, or the middle of a stroke. */
export interface AskedColour {
  /** Source frame. */
  readonly frame: number;
  readonly at: ImagePoint;
  readonly ab: ChromaAb;
  /** Layers over it: what is asked is the colour after them, at the luma of that place. */
  readonly layers?: LayerTable | undefined;
}

/** `expected`: the hint's colour, brought into gamut where it is outside. */
type MeasuredHint = QualityHint & { readonly expected: ChromaAb };

/** The colour that the project has for a keyframe. */
export interface AskedPlane {
  /** Source frame. */
  readonly frame: number;
  readonly plane: AbPlane;
  /** Layers over it. */
  readonly layers?: LayerTable | undefined;
}

/** Places across at which a keyframe is compared. */
const ACROSS = 64;

/** Mean distance in ab between a delivered frame and its keyframe's plane, and where it is largest. */
export function createKeyframeMeter(coding: ColourCoding): (picture: PictureFrame, frame: number, asked: AskedPlane) => QualityKeyframe {
  const hintMeter = createHintMeter(coding);
  return (picture, frame, { plane, layers }) => {
    const down = Math.max(1, Math.round((ACROSS * picture.luma.height) / picture.luma.width));
    const area = plane.width * plane.height;
    const places = Array.from({ length: ACROSS * down }, (_, index): AskedColour => {
      const at = [((index % ACROSS) + 0.5) / ACROSS, (Math.floor(index / ACROSS) + 0.5) / down] as const;
      const sample = Math.floor(at[1] * plane.height) * plane.width + Math.floor(at[0] * plane.width);
      return { frame, at, ab: [plane.samples[sample]! / AB_UNIT, plane.samples[area + sample]! / AB_UNIT], layers };
    });
    const distances = hintMeter(picture, frame, places).map(({ expected, delivered }) => Math.hypot(expected[0] - delivered[0], expected[1] - delivered[1]));
    const box = worstBox(blockMeans(places.map(({ at }) => at), distances));
    return { frame, distance: distances.reduce((sum, distance) => sum + distance, 0) / distances.length, ...(box === undefined ? {} : { box }) };
  };
}

/** Means of values at places, by block. */
function blockMeans(places: readonly ImagePoint[], values: readonly number[]): Float32Array {
  const [sums, counts] = [new Float32Array(BLOCKS), new Uint32Array(BLOCKS)];
  places.forEach(([x, y], index) => {
    const block = Math.floor(y * BLOCKS_DOWN) * BLOCKS_ACROSS + Math.floor(x * BLOCKS_ACROSS);
    sums[block]! += values[index]!;
    counts[block]!++;
  });
  return sums.map((sum, block) => sum / Math.max(1, counts[block]!));
}

/**
 * Delivered colour at each asked place: the nearest chroma sample. What R′G′B′ cannot hold there is asked as it is brought into gamut: by painting,
 * at that lightness, or by delivery, at that luma (conventions, *Delivered samples*). How much chroma there can be depends on the luma then, near
 * white by up to 3 ΔE a code, and a lossy codec changes luma by a code: the nearest of what is asked at the delivered luma and at a code less and
 * more counts. A colour that is not reduced is the same at all three.
 */
export function createHintMeter(coding: ColourCoding): (picture: PictureFrame, frame: number, asked: readonly AskedColour[]) => readonly MeasuredHint[] {
  const toLab = createYccToLab(coding);
  const toGray = displayGray(coding);
  const model = colourModel(coding);
  return ({ luma, chroma }, frame, asked) => asked.map(({ at, ab: own, layers }) => {
    const size = chroma ?? luma;
    const [column, row] = [Math.min(size.width - 1, Math.floor(at[0] * size.width)), Math.min(size.height - 1, Math.floor(at[1] * size.height))];
    const [lumaOf, chromaOf] = [lumaScale(luma.coding), chromaScale(luma.coding)];
    const index = row * size.width + column;
    const signal = (meanLuma(luma, size, column, row) - lumaOf.offset) / lumaOf.scale;
    const chromaAt = (codes: Uint8Array | Uint16Array | undefined): number => (codes === undefined ? 0 : (codes[index]! - chromaOf.offset) / chromaOf.scale);
    const { lab } = toLab(signal, chromaAt(chroma?.cb), chromaAt(chroma?.cr));
    const abAt = (y: number): ChromaAb => (layers === undefined ? own : applyLayers(layers, toGray(y), own, at));
    const wanted = [0, -1, 1].flatMap((code) => {
      const y = signal + code / lumaOf.scale;
      const colour = abAt(y);
      const painted = gamutMap(lab[0] + lightnessOfSignal(model, y) - lightnessOfSignal(model, signal), ...colour, coding);
      const { lab: delivered } = toLab(y, ...chromaAtLuma(y, ...colour, coding));
      return [painted, delivered].map(([, a, b]) => ({ expected: [a, b] as const, deltaE: deltaE2000(lab, [lab[0], a, b]) }));
    });
    const { expected, deltaE } = wanted.reduce((nearest, each) => (each.deltaE < nearest.deltaE ? each : nearest));
    const ab = abAt(signal);
    return { frame, at: [at[0], at[1]], asked: [ab[0], ab[1]], expected: [expected[0], expected[1]], delivered: [lab[1], lab[2]], deltaE };
  });
}

/** Mean luma code over the area of a chroma sample. */
function meanLuma(luma: PictureFrame['luma'], size: { readonly width: number; readonly height: number }, column: number, row: number): number {
  const [across, down] = [Math.max(1, Math.round(luma.width / size.width)), Math.max(1, Math.round(luma.height / size.height))];
  let [sum, count] = [0, 0];
  for (let y = row * down; y < Math.min(luma.height, (row + 1) * down); y++) {
    for (let x = column * across; x < Math.min(luma.width, (column + 1) * across); x++) {
      sum += luma.samples[y * luma.width + x]!;
      count++;
    }
  }
  return count === 0 ? 0 : sum / count;
}
