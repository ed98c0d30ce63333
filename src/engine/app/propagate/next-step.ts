import type { FrameRange } from '../../../shared/model/frame.ts';

interface StepOfShot {
  readonly range: FrameRange;
  readonly left?: { readonly key: string } | undefined;
  readonly right?: { readonly key: string } | undefined;
  /** A frame that the step corrects; later steps may begin or end at it. */
  readonly correction?: { readonly key: string } | undefined;
}

/**
 * Which step of a propagation is to be carried out next: of those that do not begin or end at a frame still to be corrected, the one nearest to
 * the playhead; the first without a playhead. A correction counts as near as the nearest step that waits for it.
 * @returns its index @throws RangeError when there is none
 */
export function nextStep(steps: readonly StepOfShot[], playhead: number | undefined): number {
  const correcting = new Map(steps.flatMap((step, index) => (step.correction === undefined ? [] : [[step.correction.key, index] as const])));
  const waitsFor = ({ left, right }: StepOfShot): readonly number[] => [left, right].flatMap((end) => correcting.get(end?.key ?? '') ?? []);
  const distance = ({ range }: StepOfShot): number => (playhead === undefined ? 0 : Math.max(range.first - playhead, playhead - range.last, 0));
  let best: { readonly index: number; readonly distance: number } | undefined;
  for (const [index, step] of steps.entries()) if (best === undefined || distance(step) < best.distance) best = { index, distance: distance(step) };
  if (best === undefined) throw new RangeError('No step is left.');
  let { index } = best;
  for (let [first] = waitsFor(steps[index]!); first !== undefined; [first] = waitsFor(steps[index]!)) index = first;
  return index;
}
