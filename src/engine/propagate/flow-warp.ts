import type { WorkingLuma } from '../../shared/model/working-luma.ts';
import type { Size } from '../../shared/model/working-size.ts';
import { boxBlur } from './box-blur.ts';
import { likeness } from './luma-likeness.ts';
import { SamplePosition } from './sample-position.ts';

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

/** In pixels of half the working size. */
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
    const like = boxBlur(missed, size, BLUR_RADIUS).map(likeness);
    const whole = boxBlur(area, size, BLUR_RADIUS).map((value) => Math.exp(-((value - 1) ** 2)));
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

/** Central difference along one direction, one-sided at the edges. @param at position along it, of `length`, `stride` samples apart */
function slope(plane: Float32Array, index: number, at: number, length: number, stride: number): number {
  const [before, after] = [at > 0 ? 1 : 0, at < length - 1 ? 1 : 0];
  return before + after === 0 ? 0 : (plane[index + after * stride]! - plane[index - before * stride]!) / (before + after);
}

/** What optical flow is found of: {@link halfLuma} and its size. */
export interface HalfLuma {
  readonly size: Size;
  readonly codes: Uint8Array;
}

export function halfLumaOf(luma: WorkingLuma): HalfLuma {
  return { size: { width: luma.width / 2, height: luma.height / 2 }, codes: halfLuma(luma) };
}

/** 8 bit at half the size: the input of optical flow. */
export function halfLuma(luma: WorkingLuma): Uint8Array {
  const half = halved(luma.lightness, luma);
  // A loop, since this runs for every frame: `from` with a function takes many times as long. Lightness is not negative.
  const codes = new Uint8Array(half.length);
  for (let index = 0; index < codes.length; index++) codes[index] = half[index]! * 2.55 + 0.5;
  return codes;
}
