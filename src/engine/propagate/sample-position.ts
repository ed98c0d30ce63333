import type { Size } from '../../shared/model/working-size.ts';

type Plane = Float32Array | Uint8Array | Int16Array;

/**
 * A position between the samples of a plane, beyond its edge the nearest sample; computed once for all planes that are sampled there. To be
 * moved, not made anew, where many positions are looked at.
 */
export class SamplePosition {
  /** Within the picture. */
  x = 0;
  y = 0;
  readonly #width: number;
  readonly #height: number;
  #upperLeft = 0;
  #upperRight = 0;
  #lowerLeft = 0;
  #lowerRight = 0;
  #shareX = 0;
  #shareY = 0;

  constructor({ width, height }: Size) {
    this.#width = width;
    this.#height = height;
  }

  /** @param x in samples, sample centres at whole numbers */
  moveTo(x: number, y: number): void {
    const width = this.#width;
    const height = this.#height;
    this.x = Math.min(width - 1, Math.max(0, x));
    this.y = Math.min(height - 1, Math.max(0, y));
    const left = Math.floor(this.x);
    const top = Math.floor(this.y);
    const right = Math.min(width - 1, left + 1);
    const bottom = Math.min(height - 1, top + 1);
    this.#upperLeft = top * width + left;
    this.#upperRight = top * width + right;
    this.#lowerLeft = bottom * width + left;
    this.#lowerRight = bottom * width + right;
    this.#shareX = this.x - left;
    this.#shareY = this.y - top;
  }

  /** Bilinear. */
  of(plane: Plane): number {
    const u = this.#shareX;
    const upper = plane[this.#upperLeft]! * (1 - u) + plane[this.#upperRight]! * u;
    const lower = plane[this.#lowerLeft]! * (1 - u) + plane[this.#lowerRight]! * u;
    return upper * (1 - this.#shareY) + lower * this.#shareY;
  }

  /** Bilinear, of a plane whose samples have several values, `channels` of them. */
  ofChannel(plane: Plane, channels: number, channel: number): number {
    const u = this.#shareX;
    const upper = plane[channels * this.#upperLeft + channel]! * (1 - u) + plane[channels * this.#upperRight + channel]! * u;
    const lower = plane[channels * this.#lowerLeft + channel]! * (1 - u) + plane[channels * this.#lowerRight + channel]! * u;
    return upper * (1 - this.#shareY) + lower * this.#shareY;
  }
}
