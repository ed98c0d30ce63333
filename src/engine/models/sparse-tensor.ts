/** A float32 tensor, row-major, as the values that are not zero: what most of a plane of hints is. */
interface SparseTensor {
  readonly dims: readonly number[];
  /** Places of the values, rising. */
  readonly at: Uint32Array;
  readonly values: Float32Array;
}

/** A value with its place takes twice the bytes of a value, and must be written and read one by one. */
const MOST = 1 / 4;
/** Below so many values the shape makes no difference. */
const SMALLEST = 4096;

/**
 * A tensor as it goes to the inference process: a megabyte of zeros takes longer on the way than to be found here. The same bits come out of
 * {@link denseValues}, also those of −0 and NaN.
 */
export function sparseWhereSmaller<Dense extends { readonly dims: readonly number[]; readonly data: Float32Array }>(tensor: Dense): Dense | SparseTensor {
  const { dims, data } = tensor;
  if (data.length < SMALLEST) return tensor;
  const bits = new Int32Array(data.buffer, data.byteOffset, data.length);
  const at = new Uint32Array(Math.floor(data.length * MOST));
  let count = 0;
  for (let index = 0; index < bits.length; index++) {
    if (bits[index] === 0) continue;
    if (count === at.length) return tensor;
    at[count++] = index;
  }
  const places = at.slice(0, count);
  const values = new Float32Array(count);
  for (let index = 0; index < count; index++) values[index] = data[places[index]!]!;
  return { dims, at: places, values };
}

/** All values of a sparse tensor, row-major. */
export function denseValues({ dims, at, values }: SparseTensor): Float32Array {
  const data = new Float32Array(dims.reduce((count, size) => count * size, 1));
  for (let index = 0; index < at.length; index++) data[at[index]!] = values[index]!;
  return data;
}
