/** The correlation to report for flat values, which have no structure to compare. */
interface FlatRule {
  /** Variance below which values count as flat. */
  readonly variance: number;
  /** The result when either row is flat. */
  readonly answer: number;
}

export function meanOf(values: ArrayLike<number>): number {
  let sum = 0;
  for (let index = 0; index < values.length; index++) sum += values[index]!;
  return sum / values.length;
}

export function varianceOf(values: ArrayLike<number>): number {
  const mean = meanOf(values);
  let squares = 0;
  for (let index = 0; index < values.length; index++) squares += (values[index]! - mean) ** 2;
  return squares / values.length;
}

/** Pearson's correlation −1…1 of two rows of equal length; independent of level and contrast. */
export function correlation(a: ArrayLike<number>, b: ArrayLike<number>, flat: FlatRule): number {
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
  const least = flat.variance * a.length;
  return squaresA < least || squaresB < least || squaresA === 0 || squaresB === 0 ? flat.answer : product / Math.sqrt(squaresA * squaresB);
}
