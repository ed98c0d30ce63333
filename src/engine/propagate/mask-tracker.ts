import type { MaskShape } from '../../shared/model/mask.ts';
import { maskCoverage } from '../../shared/model/mask-coverage.ts';
import type { Size } from '../../shared/model/working-size.ts';
import { type Affine, fitMotion, moved, type Moves } from './affine-motion.ts';
import type { OpticalFlow } from './flow-warp.ts';
import { SamplePosition } from './sample-position.ts';
import type { SeenRegion } from './seen-region.ts';
import { shapeAtRegion } from './shape-at-region.ts';
import { type OwnMove, shapeAfter } from './moved-shape.ts';

/** A mask on the next frame. */
export interface TrackedShape {
  readonly shape: MaskShape;
  /** Share of the mask's inside whose motion is the same forwards and backwards, 0…1. */
  readonly reliable: number;
}

/** Most samples of the inside that are followed. */
const MOST_SAMPLES = 2500;
/** Forward and backward motion may disagree by so many samples, and by this share of the motion. */
const AGREES_WITHIN = 0.5;
const AGREES_SHARE = 0.05;
/** A mask is lost when the motion of a smaller share of its inside is reliable. */
const LOST_BELOW = 0.35;
/** A mask is lost when the network's mean confidence over its inside is lower. */
const UNSURE_BELOW = 0.4;
/** A region has at least so many samples. */
const LEAST_SAMPLES = 24;
/** Points of an outline move with the inside around them, within this share of the mask's size, but at least within `NEAR_LEAST` samples. */
const NEAR_SHARE = 0.12;
const NEAR_LEAST = 4;
/** How many agreeing samples count as much as the motion of the whole. */
const STIFFNESS = 6;

/**
 * Follows a mask from frame to frame by dense optical flow of its inside, forwards and backwards: one robust motion of the whole, and for points
 * of polygons and strokes what the inside around them does beside it. Pure; lumas are 8 bit and in order.
 */
export class MaskTracker {
  readonly #flow: OpticalFlow;
  readonly #size: Size;
  #shape: MaskShape;
  #luma: Uint8Array;

  constructor({ shape, luma, size }: { readonly shape: MaskShape; readonly luma: Uint8Array; readonly size: Size }, flow: OpticalFlow) {
    this.#flow = flow;
    this.#size = size;
    this.#shape = shape;
    this.#luma = luma;
  }

  /** On the next frame; `undefined` once the mask is lost. @param region where the network sees the mask's inside there */
  step(luma: Uint8Array, region?: SeenRegion): TrackedShape | undefined {
    const size = this.#size;
    const there = this.#flow(this.#luma, luma, size);
    const back = this.#flow(luma, this.#luma, size);
    const inside = insideOf(this.#shape, size);
    if (inside.length < LEAST_SAMPLES || (region !== undefined && sureness(region) < UNSURE_BELOW)) return undefined;
    const moves = agreeingMoves(inside, there, back, size);
    const reliable = moves.length / 4 / inside.length;
    const motion = reliable < LOST_BELOW ? undefined : fitMotion(moves, 'affine');
    if (motion === undefined) return undefined;
    const byFlow = shapeAfter(this.#shape, motion, size, ownMoves(moves, motion, inside.length));
    this.#shape = region === undefined ? byFlow : shapeAtRegion(byFlow, region, size);
    this.#luma = luma;
    return { shape: this.#shape, reliable };
  }
}

/** Mean confidence inside a region, 0 where it has no inside. */
function sureness({ values, confidence }: SeenRegion): number {
  let [sum, count] = [0, 0];
  for (let index = 0; index < values.length; index++) if (values[index]! > 0) {
    sum += confidence[index]!;
    count++;
  }
  return count === 0 ? 0 : sum / count;
}

/** Samples inside a shape, evenly thinned. */
function insideOf(shape: MaskShape, size: Size): Int32Array {
  const { values } = maskCoverage({ shape, feather: 0, inverted: false }, size);
  const all: number[] = [];
  for (let index = 0; index < values.length; index++) if (values[index]! > 127) all.push(index);
  const step = Math.max(1, Math.sqrt(all.length / MOST_SAMPLES));
  if (step === 1) return Int32Array.from(all);
  const isTaken = (at: number): boolean => Math.floor((at + 1) / step) > Math.floor(at / step);
  return Int32Array.from(all.filter((index) => isTaken(index % size.width) && isTaken(Math.floor(index / size.width))));
}

/** Moves of the samples that come back to where they began. Positions are sample centres, halves. */
function agreeingMoves(inside: Int32Array, there: Float32Array, back: Float32Array, size: Size): Moves {
  const { width, height } = size;
  const moves: number[] = [];
  const at = new SamplePosition(size);
  for (const index of inside) {
    const [dx, dy] = [there[2 * index]!, there[2 * index + 1]!];
    const [x, y] = [(index % width) + dx, Math.floor(index / width) + dy];
    if (x < 0 || y < 0 || x > width - 1 || y > height - 1) continue;
    at.moveTo(x, y);
    const [backX, backY] = [at.ofChannel(back, 2, 0), at.ofChannel(back, 2, 1)];
    if (Math.hypot(dx + backX, dy + backY) > AGREES_WITHIN + AGREES_SHARE * Math.hypot(dx, dy)) continue;
    moves.push((index % width) + 0.5, Math.floor(index / width) + 0.5, dx, dy);
  }
  return Float64Array.from(moves);
}

/** Mean motion of the samples near a position, relative to that of the whole; pulled towards zero where few are near. */
function ownMoves(moves: Moves, motion: Affine, samples: number): OwnMove {
  const near = Math.max(NEAR_LEAST, NEAR_SHARE * Math.sqrt(samples));
  return (x, y) => {
    let [sum, across, down] = [0, 0, 0];
    for (let index = 0; index < moves.length; index += 4) {
      const far = ((moves[index]! - x) ** 2 + (moves[index + 1]! - y) ** 2) / (near * near);
      if (far >= 4) continue;
      const weight = Math.exp(-far);
      const [toX, toY] = moved(motion, moves[index]!, moves[index + 1]!);
      sum += weight;
      across += weight * (moves[index]! + moves[index + 2]! - toX);
      down += weight * (moves[index + 1]! + moves[index + 3]! - toY);
    }
    return [across / (sum + STIFFNESS), down / (sum + STIFFNESS)];
  };
}
