import { createHash } from 'node:crypto';
import { z } from 'zod';
import { type FrameRange, rangeLength } from '../../../shared/model/frame.ts';
import type { FarmUnit } from '../../jobs/index.ts';
import { PropagateParams, type PropagateStep } from '../propagate/propagate-params.ts';
import { spanParts } from './span-parts.ts';

/** Versions of the networks, which contain a hash of their graphs, and the rules of the spans. */
export const UnitNetworks = z.object({ colorize: z.string(), propagate: z.string(), schedule: z.string() });
export type UnitNetworks = z.infer<typeof UnitNetworks>;

/**
 * Some spans of a shot, with all that they are made from: the clip by path and content, the planes of keyframes by their artefact keys (in the
 * shared store before the unit is sent, or with the hints that they are painted from), the networks. Never the project.
 */
export const PropagateUnit = z.object({ params: PropagateParams, networks: UnitNetworks });
export type PropagateUnit = z.infer<typeof PropagateUnit>;

export const PROPAGATE_UNIT = 'propagate';

/** Result of a unit. */
export const PropagateUnitResult = z.object({ made: z.number().int(), frames: z.number().int() });
export type PropagateUnitResult = z.infer<typeof PropagateUnitResult>;

/** A frame that a worker has made. */
export const FreshFrame = z.object({ frame: z.number().int(), key: z.string(), confidence: z.number() });
export type FreshFrame = z.infer<typeof FreshFrame>;

/** Spans with fewer frames are sent together: fetching a unit and seeking in the film cost as much as a few frames. */
const LEAST_FRAMES = 24;
/**
 * A span between two keyframes with more frames is made by several units. Not shorter ones: each follows the flow from both keyframes through frames that another one
 * makes, which is 27 % more work for halves (docs/results/farm.md).
 */
const MOST_FRAMES = 200;

type Steps = PropagateParams['spans'];

interface UnitSteps {
  /** Readings of a frame between two keyframes, by the rules of the shot's network. Only where it is one can a part of a span be made by itself. */
  readonly readingsBetweenKeys: number;
  readonly leastFrames?: number;
  readonly mostFrames?: number;
}

/**
 * A shot's steps in pieces that do not wait for each other, in order: a correction stays with the spans that begin or end at its frame, small
 * spans stay with their neighbours, long ones between two keyframes are parted.
 */
export function unitSteps(steps: Steps, { readingsBetweenKeys, leastFrames = LEAST_FRAMES, mostFrames = MOST_FRAMES }: UnitSteps): readonly Steps[] {
  const chains: Steps[] = [];
  let corrected = new Set<string>();
  for (const step of steps) {
    const isBound = [step.left?.key, step.right?.key].some((key) => key !== undefined && corrected.has(key));
    if (isBound) chains.at(-1)!.push(step);
    else {
      chains.push([step]);
      corrected = new Set();
    }
    if (step.correction !== undefined) corrected.add(step.correction.key);
  }
  const units: Steps[] = [];
  for (const chain of chains.flatMap((each) => (readingsBetweenKeys === 1 ? partsOf(each, { leastFrames, mostFrames }) : [each]))) {
    const before = units.at(-1);
    if (before !== undefined && (framesOf(before) < leastFrames || framesOf(chain) < leastFrames / 2)) before.push(...chain);
    else units.push([...chain]);
  }
  return units;
}

/** The parts of a long span that no correction is bound to; else the chain as it is. */
function partsOf(chain: Steps, frames: { readonly leastFrames: number; readonly mostFrames: number }): readonly Steps[] {
  const [step, next] = chain;
  if (step?.left === undefined || step.right === undefined || step.correction !== undefined || next !== undefined) return [chain];
  return spanParts(step.range, [step.left.frame, step.right.frame], frames).map((range): PropagateStep[] => [{ ...step, range }]);
}

export function framesOf(steps: readonly { readonly range: FrameRange }[]): number {
  return steps.reduce((sum, { range }) => sum + rangeLength(range), 0);
}

/**
 * Whether a keyframe is painted by the worker that needs it: painting thousands of them by itself, the sender would keep a hundred workers waiting.
 * Stills and references are pictures on the sender's disk.
 */
export function isPaintedByWorkers({ still, reference }: { readonly still?: unknown; readonly reference?: unknown }): boolean {
  return still === undefined && reference === undefined;
}

/** The keyframes that some steps begin or end at. */
export function keyframesOf({ keyframes }: Pick<PropagateParams, 'keyframes'>, steps: Steps): PropagateParams['keyframes'] {
  const ends = new Set<string | undefined>(steps.flatMap(({ left, right }) => [left?.key, right?.key]));
  return keyframes.filter(({ key }) => ends.has(key));
}

/** A unit for the farm's queue. Its id depends on the work alone: equal work of two projects is done once. */
export function propagateUnit(params: PropagateParams, steps: Steps, { networks, project }: { readonly networks: UnitNetworks; readonly project: string }): FarmUnit {
  const { clip, content, shot, memory } = params;
  const keyframes = keyframesOf(params, steps).filter(({ source }) => isPaintedByWorkers(source));
  const body: PropagateUnit = { params: { clip, content, shot, keyframes, memory, spans: steps }, networks };
  const [first, last] = [Math.min(...steps.map(({ range }) => range.first)), Math.max(...steps.map(({ range }) => range.last))];
  // The keys of spans and corrections are made from the clip's content, the keyframes and the networks.
  const work = steps.map(({ group, range, correction }) => [group, range.first, range.last, correction?.key ?? null]);
  return {
    id: createHash('sha256').update(JSON.stringify([PROPAGATE_UNIT, content, networks, work])).digest('hex'),
    kind: PROPAGATE_UNIT, label: `${shot.name} · ${first}–${last}`, project, frames: framesOf(steps), body,
  };
}
