/** Variance below which a frame counts as flat: it has no structure that could be like another's. */
const FLAT_VARIANCE = 4;

/** Correlation −1…1 of two frames, whatever their brightness and contrast; 0 when one of them is flat. */
export function correlation(a: ArrayLike<number>, b: ArrayLike<number>): number {
  const meanA = meanOf(a);
  const meanB = meanOf(b);
  let product = 0;
  let squaresA = 0;
  let squaresB = 0;
  for (let index = 0; index < a.length; index++) {
    const x = a[index]! - meanA;
    const y = b[index]! - meanB;
    product += x * y;
    squaresA += x * x;
    squaresB += y * y;
  }
  return squaresA < FLAT_VARIANCE * a.length || squaresB < FLAT_VARIANCE * a.length ? 0 : product / Math.sqrt(squaresA * squaresB);
}

/** Whether a frame shows one even tone: black or white leader, the middle of a fade. */
export function isFlat(frame: ArrayLike<number>): boolean {
  return deviation(frame) ** 2 < FLAT_VARIANCE;
}

/** Standard deviation of a frame's tones. */
export function deviation(frame: ArrayLike<number>): number {
  const mean = meanOf(frame);
  let squares = 0;
  for (let index = 0; index < frame.length; index++) squares += (frame[index]! - mean) ** 2;
  return Math.sqrt(squares / frame.length);
}

function meanOf(values: ArrayLike<number>): number {
  let sum = 0;
  for (let index = 0; index < values.length; index++) sum += values[index]!;
  return sum / values.length;
}
