import { SMALL_HEIGHT, SMALL_WIDTH, type SmallFrame } from './small-frame.ts';

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
  /** The part not explained by the mix, as a share of the difference of its ends. */
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

/** Frames on each side of a mix whose energy should be constant. */
const OUTSIDE = 4;

/** What two unlike scenes have in common is grain that was added after the mix; more than this share of the emptier one would be likeness. */
const GREATEST_COMMON_ENERGY = 0.3;

/**
 * How badly a mix with just these pure frames at its ends explains the energies, to find the ends by. Unlike {@link mixEnergyError} it asks
 * that the frames outside stand still (a mix that is taken too short leaves some of it there), and allows for grain that both scenes
 * share: (1 − w)² · A + w² · B + 2w(1 − w) · C. @param between the cuts around it, beyond which frames say nothing of these scenes.
 */
export function mixEndsError(energies: readonly number[], start: number, end: number, between: { readonly first: number; readonly last: number }): number {
  const a = energies[start]!;
  const b = energies[end]!;
  const inside = Array.from({ length: end - start - 1 }, (_, offset) => {
    const weight = (offset + 1) / (end - start);
    return { shared: 2 * weight * (1 - weight), rest: energies[start + 1 + offset]! - (1 - weight) ** 2 * a - weight ** 2 * b };
  });
  const fitted = inside.reduce((sum, { shared, rest }) => sum + shared * rest, 0) / inside.reduce((sum, { shared }) => sum + shared ** 2, 0);
  const common = Math.max(0, Math.min(fitted, GREATEST_COMMON_ENERGY * Math.min(a, b)));
  const off = [
    ...inside.map(({ shared, rest }) => Math.abs(rest - shared * common)),
    ...energies.slice(Math.max(between.first, start - OUTSIDE + 1), start + 1).map((energy) => Math.abs(energy - a)),
    ...energies.slice(end, Math.min(between.last + 1, end + OUTSIDE)).map((energy) => Math.abs(energy - b)),
  ];
  return off.reduce((sum, each) => sum + each, 0) / off.length / ((a + b) / 2 + ENERGY_FLOOR);
}
