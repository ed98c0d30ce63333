import type { Size } from '../../shared/model/working-size.ts';
import { padByReflection } from '../models/index.ts';
import { filledFromNearest } from './fill-region.ts';
import type { FrameColour } from './frame-colour.ts';
import type { PaintSource } from './frame-painter.ts';

/** A region at whose outline colour stops. */
export interface ColourLimit {
  /** Share of each cell that lies inside, 0…1, at ¼ of the working size; `undefined` on a frame where the region is not known. */
  coverageOn(frame: number, size: Size): Float32Array | undefined;
}

interface LimitedFrame {
  readonly frame: number;
  /** ¼ of the working size, without padding and with it. */
  readonly size: Size;
  readonly padded: Size;
}

/** The fields of a source that are needed here; the others are the caller's. */
type LimitedSource = Pick<PaintSource, 'encoded' | 'ab' | 'confidence' | 'framesAway' | 'isOfOtherShot'>;

/** Sum of weights, in cells, below which a source shows nothing of a region. */
const FEWEST_CELLS = 4;

/**
 * Paints a frame so that no colour crosses the limits: first everything outside all of them, then the inside of each limit, mixed in by its
 * coverage. Where limits overlap, the later one counts.
 *
 * - Each part is painted from sources that hold the colours of that part alone: the rest of a source is filled with the nearest of these. What
 *   is painted is a mean of the sources' colours, so no others can come in.
 * - Where a limit is known on the frame, the shot's own sources on which it is not known are left out, unless it is known on none of them.
 * - On sources of other shots (the scene memory) no limit is known. They are used whole for the outside, where the shot's own frames may lack
 *   something, but not for an inside, since they would bring in colours of both sides (docs/results-history.md).
 * - An inside that none of the shot's own sources shows keeps the colour that was painted for the outside.
 * @param paint a frame's colour from sources, without padding
 */
export async function paintWithinLimits<Source extends LimitedSource>(paint: (sources: readonly Source[]) => Promise<FrameColour>, sources: readonly Source[], limits: readonly ColourLimit[], { frame, size, padded }: LimitedFrame): Promise<FrameColour> {
  const known = limits.flatMap((limit) => {
    const here = limit.coverageOn(frame, size);
    return here === undefined || here.every((share) => share === 0) ? [] : [{ limit, here }];
  });
  if (known.length === 0) return paint(sources);
  const own = sources.filter(({ framesAway }) => framesAway === undefined);
  const others = sources.filter(({ isOfOtherShot }) => isOfOtherShot === true);
  const coverageOf = ({ encoded }: Source, limit: ColourLimit): Float32Array | undefined => {
    const coverage = limit.coverageOn(encoded.frame, size);
    return coverage === undefined ? undefined : padByReflection(coverage, size, padded);
  };
  const parts = (weightOf: (source: Source) => Float32Array | undefined): readonly Source[] => {
    const weighed = own.map((source) => ({ source, weight: weightOf(source) }));
    const isKnown = weighed.some(({ weight }) => weight !== undefined);
    return weighed.flatMap(({ source, weight }) => {
      if (weight === undefined) return isKnown ? [] : [source];
      return weight.reduce((sum, share) => sum + share, 0) < FEWEST_CELLS ? [] : [{ ...source, ab: filledFromNearest(source.ab, weight, padded), confidence: source.confidence.map((value, index) => value * weight[index]!) }];
    });
  };
  const outside = parts((source) => {
    const coverages = known.flatMap(({ limit }) => coverageOf(source, limit) ?? []);
    return coverages.length === 0 ? undefined : Float32Array.from(coverages[0]!, (_, index) => coverages.reduce((share, coverage) => share * (1 - coverage[index]!), 1));
  });
  let painted = await paint([...(outside.length === 0 ? own : outside), ...others]);
  for (const { limit, here } of known) {
    const inside = parts((source) => coverageOf(source, limit));
    if (inside.length > 0) painted = mixed(painted, await paint(inside), here);
  }
  return painted;
}

/** One colour where the share is 0, another where it is 1. */
function mixed(open: FrameColour, inside: FrameColour, shares: Float32Array): FrameColour {
  const mix = (values: Float32Array, others: Float32Array): Float32Array => values.map((value, index) => value + shares[index % shares.length]! * (others[index]! - value));
  return { ab: mix(open.ab, inside.ab), confidence: mix(open.confidence, inside.confidence) };
}
