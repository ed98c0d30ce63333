import type { MotionPlane } from '../../shared/model/motion-plane.ts';
import type { Size } from '../../shared/model/working-size.ts';

/** Classes of motion in each direction. */
const CLASSES = 24;
/** Motion in samples that is told from none, at least. */
const LEAST_RANGE = 0.375;
/** Share of the places whose motion lies within the range of the classes. */
const WITHIN = 0.98;
/** The range of the classes goes beyond that by this factor. */
const MARGIN = 1.2;
/** Natural logarithm of the ratio at which one of both is certain. */
const MOST = 3;

/**
 * How each place moves: more like what belongs to a thing, or more like what does not. Motions are counted in classes, for both.
 * @param share −1…1 by place, at a size: how far it belongs to the thing @returns −1…1 at that size, the logarithm of the ratio of both frequencies, bounded; zeros where one of both has nothing
 */
export function motionLikeness(share: Float32Array, size: Size, motion: MotionPlane): Float32Array {
  const likeness = new Float32Array(share.length);
  const classOf = classesOf(motion);
  const classes = Int32Array.from(share, (_, index) => {
    const [x, y] = [index % size.width, Math.floor(index / size.width)];
    return classOf[Math.floor((y * motion.height) / size.height) * motion.width + Math.floor((x * motion.width) / size.width)]!;
  });
  const counted = (sign: 1 | -1): Float64Array | undefined => {
    const counts = new Float64Array(CLASSES * CLASSES);
    let sum = 0;
    for (const [index, value] of share.entries()) {
      const weight = Math.max(0, sign * value);
      counts[classes[index]!]! += weight;
      sum += weight;
    }
    return sum < LEAST_SUM ? undefined : blurred(counts).map((count) => (count + (1e-3 * sum) / counts.length) / sum);
  };
  const [thing, rest] = [counted(1), counted(-1)];
  if (thing === undefined || rest === undefined) return likeness;
  for (const [index, each] of classes.entries()) likeness[index] = Math.max(-MOST, Math.min(MOST, Math.log(thing[each]! / rest[each]!))) / MOST;
  return likeness;
}

/** Of places, below which nothing is known of how a side moves. */
const LEAST_SUM = 5;

function classesOf({ dx, dy }: MotionPlane): Int32Array {
  const [middleX, middleY] = [median(dx), median(dy)];
  const apart = Float32Array.from([...dx.map((value) => Math.abs(value - middleX)), ...dy.map((value) => Math.abs(value - middleY))]).sort();
  const range = MARGIN * Math.max(LEAST_RANGE, apart[Math.floor(WITHIN * (apart.length - 1))]!);
  const classOf = (value: number): number => Math.max(0, Math.min(CLASSES - 1, Math.floor(((value / range + 1) / 2) * CLASSES)));
  return Int32Array.from(dx, (value, index) => classOf(dy[index]! - middleY) * CLASSES + classOf(value - middleX));
}

function median(values: Float32Array): number {
  return values.toSorted()[values.length >> 1]!;
}

/** By a binomial of one class of standard deviation, the outermost repeated. */
function blurred(counts: Float64Array): Float64Array {
  const line = (from: Float64Array, step: number, along: number): Float64Array => from.map((value, index) => {
    const at = along === 0 ? index % CLASSES : Math.floor(index / CLASSES);
    return (from[at === 0 ? index : index - step]! + 2 * value + from[at === CLASSES - 1 ? index : index + step]!) / 4;
  });
  let blurring = counts;
  for (let pass = 0; pass < 2; pass++) blurring = line(line(blurring, 1, 0), CLASSES, 1);
  return blurring;
}
