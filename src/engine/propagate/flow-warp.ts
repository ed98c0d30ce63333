import type { WorkingLuma } from '../../shared/model/working-luma.ts';
import type { Size } from '../../shared/model/working-size.ts';

/** Dense flow of `here` into `there`, both 8 bit and of one size: (dx, dy) interleaved, in pixels, such that here(x) ≈ there(x + d). */
export type OpticalFlow = (here: Uint8Array, there: Uint8Array, size: Size) => Float32Array;

/** A keyframe to be warped, at half the working size. */
export interface KeyToWarp {
  readonly size: Size;
  /** L·255/100. */
  readonly luma: Uint8Array;
  /** ab ÷ 110, planar. */
  readonly ab: Float32Array;
  /** 0…1 confidence of its colour; left out for a keyframe, which has 1 everywhere. */
  readonly trust?: Float32Array;
}

/** Colour warped to a frame, at a quarter of the working size, planar. */
export interface FlowWarpedFrame {
  /** ab ÷ 110 of the keyframe at the origin of each cell. */
  readonly ab: Float32Array;
  /**
   * Four planes, 0…1: trust of the steps; similarity of the keyframe's luma to this frame's; absence of stretching and folding; whether
   * the origin lies inside the keyframe.
   */
  readonly evidence: Float32Array;
  /** The frame's own, L ÷ 50 − 1. */
  readonly luma: Float32Array;
}

/** Luma difference, in L of 100, at which trust falls by exp(−½). Equal to `STEP_SIGMA` of training/tintype_training/carried.py. */
const LUMA_SIGMA = 12;
const BLUR_RADIUS = 2;

/**
 * A keyframe's colour warped through a shot by optical flow. From frame to frame it keeps the origin in the keyframe of each pixel, so
 * that colour is sampled only once at any distance. The same as `Carried` of training/tintype_training/carried.py.
 */
export class FlowWarpedColour {
  readonly #key: KeyToWarp;
  readonly #flow: OpticalFlow;
  #last: Uint8Array;
  #positionX: Float32Array;
  #positionY: Float32Array;
  #trust: Float32Array;

  constructor(key: KeyToWarp, flow: OpticalFlow) {
    const { width, height } = key.size;
    this.#key = key;
    this.#flow = flow;
    this.#last = key.luma;
    this.#positionX = Float32Array.from({ length: width * height }, (_, index) => index % width);
    this.#positionY = Float32Array.from({ length: width * height }, (_, index) => Math.floor(index / width));
    this.#trust = key.trust ?? new Float32Array(width * height).fill(1);
  }

  /** To the next frame, whose luma is given. */
  step(luma: Uint8Array): void {
    const { size } = this.#key;
    const { width, height } = size;
    const flow = this.#flow(luma, this.#last, size);
    const [positionX, positionY, trust] = [new Float32Array(luma.length), new Float32Array(luma.length), new Float32Array(luma.length)];
    const [lastX, lastY, lastTrust, lastLuma] = [this.#positionX, this.#positionY, this.#trust, this.#last];
    const at = new SamplePosition(size);
    for (let row = 0, index = 0; row < height; row++) for (let column = 0; column < width; column++, index++) {
      const x = column + flow[2 * index]!;
      const y = row + flow[2 * index + 1]!;
      at.moveTo(x, y);
      // Origins outside the picture keep their distance.
      positionX[index] = at.of(lastX) + x - at.x;
      positionY[index] = at.of(lastY) + y - at.y;
      if (x <= -1 || x >= width || y <= -1 || y >= height) continue;
      trust[index] = at.of(lastTrust) * likeness((at.of(lastLuma) - luma[index]!) / 2.55);
    }
    [this.#positionX, this.#positionY, this.#trust, this.#last] = [positionX, positionY, trust, luma];
  }

  appearance(): FlowWarpedFrame {
    const { size, ab, luma } = this.#key;
    const { width, height } = size;
    const count = width * height;
    const [a, b] = [new Float32Array(count), new Float32Array(count)];
    const [missed, area, inside] = [new Float32Array(count), new Float32Array(count), new Float32Array(count)];
    const [keyA, keyB, positionX, positionY] = [ab.subarray(0, count), ab.subarray(count), this.#positionX, this.#positionY];
    const at = new SamplePosition(size);
    for (let row = 0, index = 0; row < height; row++) for (let column = 0; column < width; column++, index++) {
      const [x, y] = [positionX[index]!, positionY[index]!];
      at.moveTo(x, y);
      a[index] = at.of(keyA);
      b[index] = at.of(keyB);
      missed[index] = (at.of(luma) - this.#last[index]!) / 2.55;
      area[index] = slope(positionX, index, column, width, 1) * slope(positionY, index, row, height, width) - slope(positionX, index, row, height, width) * slope(positionY, index, column, width, 1);
      inside[index] = x >= 0 && x <= width - 1 && y >= 0 && y <= height - 1 ? 1 : 0;
    }
    const like = boxBlur(missed, size).map(likeness);
    const whole = boxBlur(area, size).map((value) => Math.exp(-((value - 1) ** 2)));
    const quarter = { width: width / 2, height: height / 2 };
    const cells = quarter.width * quarter.height;
    const appearance = { ab: new Float32Array(2 * cells), evidence: new Float32Array(4 * cells), luma: new Float32Array(cells) };
    [a, b].forEach((plane, channel) => { appearance.ab.set(halved(plane, size), channel * cells); });
    [this.#trust, like, whole, inside].forEach((plane, channel) => { appearance.evidence.set(halved(plane, size), channel * cells); });
    appearance.luma.set(halved(this.#last, size).map((value) => value / 127.5 - 1));
    return appearance;
  }
}

/** Mean over 2×2 samples; both sides even. */
export function halved(plane: ArrayLike<number>, { width, height }: Size): Float32Array {
  const [wide, high] = [width / 2, height / 2];
  const small = new Float32Array(wide * high);
  for (let row = 0, index = 0; row < high; row++) for (let column = 0; column < wide; column++, index++) {
    const at = 2 * row * width + 2 * column;
    small[index] = (plane[at]! + plane[at + 1]! + plane[at + width]! + plane[at + width + 1]!) / 4;
  }
  return small;
}

function likeness(missed: number): number {
  return Math.exp(-0.5 * (missed / LUMA_SIGMA) ** 2);
}

/**
 * A position between samples, edges repeated; computed once for all planes sampled there, since it is needed for every pixel of every
 * frame.
 */
class SamplePosition {
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

  /** Bilinear. */
  of(plane: Float32Array | Uint8Array): number {
    const upper = plane[this.#upperLeft]! * (1 - this.#shareX) + plane[this.#upperRight]! * this.#shareX;
    const lower = plane[this.#lowerLeft]! * (1 - this.#shareX) + plane[this.#lowerRight]! * this.#shareX;
    return upper * (1 - this.#shareY) + lower * this.#shareY;
  }
}

/** Central difference along one direction, one-sided at the edges. @param at position along it, of `length`, `stride` samples apart */
function slope(plane: Float32Array, index: number, at: number, length: number, stride: number): number {
  const [before, after] = [at > 0 ? 1 : 0, at < length - 1 ? 1 : 0];
  return before + after === 0 ? 0 : (plane[index + after * stride]! - plane[index - before * stride]!) / (before + after);
}

/** Mean over 5×5 samples, mirrored at the edges without repeating them. */
function boxBlur(plane: Float32Array, { width, height }: Size): Float32Array {
  return blurLines(blurLines(plane, width, height, 1, width), height, width, width, 1);
}

function blurLines(plane: Float32Array, length: number, lines: number, stride: number, lineStride: number): Float32Array {
  const blurred = new Float32Array(plane.length);
  // Samples of a line with its mirrored edges, as distances from its beginning.
  const mirrored = (at: number): number => (length === 1 ? 0 : at < 0 ? -at : at >= length ? 2 * (length - 1) - at : at);
  const positions = Int32Array.from({ length: length + 2 * BLUR_RADIUS }, (_, at) => Math.min(length - 1, Math.max(0, mirrored(at - BLUR_RADIUS))) * stride);
  for (let line = 0; line < lines; line++) {
    const start = line * lineStride;
    for (let at = 0; at < length; at++) {
      let sum = 0;
      for (let offset = 0; offset <= 2 * BLUR_RADIUS; offset++) sum += plane[start + positions[at + offset]!]!;
      blurred[start + at * stride] = sum / (2 * BLUR_RADIUS + 1);
    }
  }
  return blurred;
}

/** 8 bit at half the size: the input of optical flow. */
export function halfLuma(luma: WorkingLuma): Uint8Array {
  const half = halved(luma.lightness, luma);
  // A loop, since this runs for every frame in both directions: `from` with a function takes many times as long.
  const codes = new Uint8Array(half.length);
  for (let index = 0; index < codes.length; index++) codes[index] = Math.round(half[index]! * 2.55);
  return codes;
}
