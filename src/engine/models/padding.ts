import type { Size } from '../../shared/model/working-size.ts';

/**
 * Planes `channels · width · height` → the padded size, grown to the right and below by reflection about the last sample
 * (which is not repeated), as the networks were trained. Reflects again where the picture is smaller than the padding.
 */
export function padByReflection(values: Float32Array, size: Size, padded: Size): Float32Array {
  if (size.width === padded.width && size.height === padded.height) return values;
  const channels = values.length / (size.width * size.height);
  const columns = reflectedIndices(size.width, padded.width);
  const rows = reflectedIndices(size.height, padded.height);
  const grown = new Float32Array(channels * padded.width * padded.height);
  for (let channel = 0, target = 0; channel < channels; channel++) {
    for (const row of rows) {
      const from = (channel * size.height + row) * size.width;
      grown.set(values.subarray(from, from + size.width), target);
      for (let x = size.width; x < columns.length; x++) grown[target + x] = values[from + columns[x]!]!;
      target += padded.width;
    }
  }
  return grown;
}

/** Inverse of {@link padByReflection}. */
export function cropPadding(values: Float32Array, padded: Size, size: Size): Float32Array {
  if (size.width === padded.width && size.height === padded.height) return values;
  const channels = values.length / (padded.width * padded.height);
  const cropped = new Float32Array(channels * size.width * size.height);
  for (let channel = 0; channel < channels; channel++) {
    for (let row = 0; row < size.height; row++) {
      const from = (channel * padded.height + row) * padded.width;
      cropped.set(values.subarray(from, from + size.width), (channel * size.height + row) * size.width);
    }
  }
  return cropped;
}

/**
 * Zeros where there is no picture: for hints, which must not be reflected into statements nobody made. Boundaries are reflected
 * like the picture, or colour would flow around their end through the padding.
 */
export function padByZero(values: Float32Array, size: Size, padded: Size): Float32Array {
  if (size.width === padded.width && size.height === padded.height) return values;
  const channels = values.length / (size.width * size.height);
  const grown = new Float32Array(channels * padded.width * padded.height);
  for (let channel = 0; channel < channels; channel++) {
    for (let row = 0; row < size.height; row++) {
      const from = (channel * size.height + row) * size.width;
      grown.set(values.subarray(from, from + size.width), (channel * padded.height + row) * padded.width);
    }
  }
  return grown;
}

function reflectedIndices(length: number, paddedLength: number): Int32Array {
  const period = Math.max(1, 2 * (length - 1));
  return Int32Array.from({ length: paddedLength }, (_, index) => {
    const turn = index % period;
    return turn < length ? turn : period - turn;
  });
}
