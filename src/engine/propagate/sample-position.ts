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
    const [width, height] = [this.#width, this.#height];
    this.x = Math.min(width - 1, Math.max(0, x));
    this.y = Math.min(height - 1, Math.max(0, y));
    const [left, top] = [Math.floor(this.x), Math.floor(this.y)];
    const [right, bottom] = [Math.min(width - 1, left + 1), Math.min(height - 1, top + 1)];
    this.#upperLeft = top * width + left;
    this.#upperRight = top * width + right;
    this.#lowerLeft = bottom * width + left;
    this.#lowerRight = bottom * width + right;
    this.#shareX = this.x - left;
    this.#shareY = this.y - top;
  }

  /** Bilinear. @param [channels] of a plane whose samples have several values @param [channel] the one that is read */
  of(plane: Plane, channels = 1, channel = 0): number {
    const upper = plane[channels * this.#upperLeft + channel]! * (1 - this.#shareX) + plane[channels * this.#upperRight + channel]! * this.#shareX;
    const lower = plane[channels * this.#lowerLeft + channel]! * (1 - this.#shareX) + plane[channels * this.#lowerRight + channel]! * this.#shareX;
    return upper * (1 - this.#shareY) + lower * this.#shareY;
  }
}
