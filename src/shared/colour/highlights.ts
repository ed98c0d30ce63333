import { type CurveName, transferCurve } from './transfer.ts';

/**
 * How light above white is shown. HDR and logarithmic codings hold more than a screen does; what is brighter than the knee is rolled off so that
 * the brightest light of the coding becomes white, instead of being cut off. Below the knee the display picture is what the curve says.
 * The map is the Möbius function through (knee, knee) with slope 1 and (peak, 1), as of ffmpeg's `tonemap=mobius` and libplacebo: it keeps colours
 * in range as they are, and its inverse is of the same form. It is for viewing and for what the networks see; delivered codes do not know it.
 */
interface HighlightMap {
  /** Light, white = 1, that is shown as white. */
  readonly peak: number;
  /** `shown = knee + t / (1 + bend · t)`, `t = light − knee`. */
  readonly knee: number;
  readonly bend: number;
  /** Light of the coding → light of the display picture, 1 at the peak; beyond the peak above 1. Strictly rising. */
  toShown(light: number): number;
  /** The inverse of `toShown`, up to the peak. */
  toLight(shown: number): number;
}

/** L 85: colours up to it are shown as a reader of the file's tags sees them. */
const KNEE = 0.66;
/** What PQ pictures are usually graded to, in cd/m², of 10,000 that could be coded; 203 cd/m² are diffuse white. */
const PQ_PEAK = 1000 / 203;

function mapTo(peak: number): HighlightMap {
  const bend = 1 / (1 - KNEE) - 1 / (peak - KNEE);
  return {
    peak, knee: KNEE, bend,
    toShown: (light) => (light <= KNEE ? light : KNEE + (light - KNEE) / (1 + bend * (light - KNEE))),
    toLight: (shown) => (shown <= KNEE ? shown : KNEE + (Math.min(1, shown) - KNEE) / (1 - bend * (Math.min(1, shown) - KNEE))),
  };
}

const MAPS: Partial<Record<CurveName, HighlightMap>> = Object.fromEntries((['pq', 'hlg', 'cineon'] as const).map((curve) => [curve, mapTo(curve === 'pq' ? PQ_PEAK : transferCurve(curve).toLinear(1))]));

/** `undefined` for curves whose highest code is white. */
export function highlightMap(curve: CurveName): HighlightMap | undefined {
  return MAPS[curve];
}

/** Signal of a curve → light of the display picture, white = 1. */
export function shownLight(curve: CurveName): (signal: number) => number {
  const { toLinear } = transferCurve(curve);
  const map = highlightMap(curve);
  return map === undefined ? toLinear : (signal) => map.toShown(toLinear(signal));
}
