import type { Size } from '../../shared/model/working-size.ts';

/** Mean over squares of 2 · `radius` + 1 samples, mirrored at the edges without repeating them (`cv2.blur`). */
export function boxBlur(plane: Float32Array, { width, height }: Size, radius: number): Float32Array {
  const rows = blurLines(plane, { length: width, stride: 1, lines: height, lineStride: width }, radius);
  return blurLines(rows, { length: height, stride: width, lines: width, lineStride: 1 }, radius);
}

interface Lines {
  /** Samples of a line, `stride` apart. */
  readonly length: number;
  readonly stride: number;
  readonly lines: number;
  readonly lineStride: number;
}

function blurLines(plane: Float32Array, { length, stride, lines, lineStride }: Lines, radius: number): Float32Array {
  const blurred = new Float32Array(plane.length);
  // Samples of a line with its mirrored edges, as distances from its beginning.
  const mirrored = (at: number): number => (length === 1 ? 0 : at < 0 ? -at : at >= length ? 2 * (length - 1) - at : at);
  const positions = Int32Array.from({ length: length + 2 * radius }, (_, at) => Math.min(length - 1, Math.max(0, mirrored(at - radius))) * stride);
  for (let line = 0; line < lines; line++) {
    const start = line * lineStride;
    for (let at = 0; at < length; at++) {
      let sum = 0;
      for (let offset = 0; offset <= 2 * radius; offset++) sum += plane[start + positions[at + offset]!]!;
      blurred[start + at * stride] = sum / (2 * radius + 1);
    }
  }
  return blurred;
}
