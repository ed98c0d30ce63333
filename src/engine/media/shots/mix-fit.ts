import { SMALL_HEIGHT, SMALL_WIDTH, type SmallFrame } from './small-frames.ts';

const WIDTH = 32;
const HEIGHT = 18;

/** The frame at 32 × 18: small motion inside the scenes hardly shows any more. */
export function tinyFrame(frame: SmallFrame): Float32Array {
  const tiny = new Float32Array(WIDTH * HEIGHT);
  const stepX = SMALL_WIDTH / WIDTH;
  const stepY = SMALL_HEIGHT / HEIGHT;
  for (let y = 0; y < HEIGHT; y++) for (let x = 0; x < WIDTH; x++) {
    let sum = 0;
    for (let row = 0; row < stepY; row++) for (let column = 0; column < stepX; column++) sum += frame[(y * stepY + row) * SMALL_WIDTH + x * stepX + column]!;
    tiny[y * WIDTH + x] = sum / (stepX * stepY);
  }
  return tiny;
}

/** How well the frames between two are mixes of these two. */
export interface MixFit {
  readonly start: number;
  readonly end: number;
  /** What the mix leaves unexplained, as a share of the difference of its ends. */
  readonly residual: number;
  /** Greatest distance of a weight from the straight line in time. */
  readonly deviation: number;
}

/** Explains the frames between two as F ≈ A + w · (B − A), each w by least squares. */
export function fitMix(tiny: readonly Float32Array[], start: number, end: number): MixFit {
  const a = tiny[start]!;
  const b = tiny[end]!;
  let energy = 0;
  let difference = 0;
  for (let index = 0; index < a.length; index++) {
    energy += (b[index]! - a[index]!) ** 2;
    difference += Math.abs(b[index]! - a[index]!);
  }
  let left = 0;
  let deviation = 0;
  for (let frame = start + 1; frame < end; frame++) {
    const mixed = tiny[frame]!;
    let along = 0;
    for (let index = 0; index < a.length; index++) along += (mixed[index]! - a[index]!) * (b[index]! - a[index]!);
    const weight = energy === 0 ? 0 : along / energy;
    for (let index = 0; index < a.length; index++) left += Math.abs(mixed[index]! - a[index]! - weight * (b[index]! - a[index]!));
    deviation = Math.max(deviation, Math.abs(weight - (frame - start) / (end - start)));
  }
  return { start, end, residual: left / Math.max(1, end - start - 1) / (difference + a.length), deviation };
}

/** Mean squared step from a sample to its neighbours: how much structure there is, wherever it is and however it moves. */
export function structureEnergy(frame: SmallFrame): number {
  let sum = 0;
  for (let y = 0; y < SMALL_HEIGHT - 1; y++) for (let at = y * SMALL_WIDTH, end = at + SMALL_WIDTH - 1; at < end; at++) {
    const across = frame[at + 1]! - frame[at]!;
    const down = frame[at + SMALL_WIDTH]! - frame[at]!;
    sum += across * across + down * down;
  }
  return sum / frame.length;
}

/** Keeps the error of nearly empty frames from growing without bound. */
const ENERGY_FLOOR = 5;

/**
 * How far the energies between two frames are from those of an even mix of two unlike scenes, whose structure does not add up:
 * (1 − w)² · A + w² · B. As a share of the mean of both ends.
 */
export function mixEnergyError(energies: readonly number[], start: number, end: number): number {
  const a = energies[start]!;
  const b = energies[end]!;
  let off = 0;
  for (let frame = start + 1; frame < end; frame++) {
    const weight = (frame - start) / (end - start);
    off += Math.abs(energies[frame]! - (1 - weight) ** 2 * a - weight ** 2 * b);
  }
  return off / (end - start - 1) / ((a + b) / 2 + ENERGY_FLOOR);
}
