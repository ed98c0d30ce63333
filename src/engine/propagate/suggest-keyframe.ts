/** Share of confidence lost per frame of distance from a keyframe even in a static picture. */
const DRIFT = 0.004;

/** Shortfall that no keyframe removes: the confidence of propagated frames never exceeds 1 minus this. */
const LEAST_SHORTFALL = 0.01;

/** A keyframe with a lower predicted confidence at a frame has no effect on it. */
const LEAST_FORETOLD = 0.02;

/** Candidates tried: of a longer shot every second, third, … frame, then those around the best. */
const MOST_TRIED = 2000;

/** Below this mean shortfall a keyframe has no visible effect. */
const WORTH_WHILE = 0.05;

/**
 * The frame whose keyframe would raise confidence most. The change of confidence between consecutive frames measures how much of the
 * picture changes; the effect of a keyframe decreases with all changes between it and a frame. From this the confidence of each frame
 * under a new keyframe is predicted, and the keyframe is chosen that reduces the shortfalls (1 − confidence) most, each by its ratio,
 * since PSNR grows with the logarithm of the error.
 * @param meanConfidences of a shot's frames in order, 0…1; `null` where none is made.
 * @param keyFrames indices into the same list that are keyframes.
 * @returns index into the list; `undefined` when no frame is made, or none has low confidence.
 */
export function suggestKeyframe(meanConfidences: readonly (number | null)[], keyFrames: readonly number[]): number | undefined {
  const steps = suggestionSteps(meanConfidences, keyFrames);
  for (;;) {
    const step = steps.next();
    if (step.done === true) return step.value;
  }
}

/** The same in steps, one per tried frame, for callers with other work in between. */
export function* suggestionSteps(meanConfidences: readonly (number | null)[], keyFrames: readonly number[]): Generator<void, number | undefined, void> {
  const keys = new Set(keyFrames);
  const isOpen = (index: number): boolean => meanConfidences[index] !== null && !keys.has(index);
  const changes = changesBefore(meanConfidences, keys);
  const furthest = -Math.log(Math.max(LEAST_FORETOLD, meanConfidences.reduce<number>((least, each) => Math.min(least, each ?? 1), 1)));
  let best: { readonly index: number; readonly help: number } | undefined;
  const tryFrames = function* (first: number, last: number, step: number): Generator<void, void, void> {
    for (let index = Math.max(0, first); index <= last && index < meanConfidences.length; index += step) {
      if (!isOpen(index)) continue;
      const help = reach(index, -1) + helpAt(index, index) + reach(index, 1);
      if (best === undefined || help > best.help + 1e-12) best = { index, help };
      yield;
    }
  };
  const step = Math.ceil(meanConfidences.length / MOST_TRIED);
  yield* tryFrames(0, meanConfidences.length - 1, step);
  const around: number | undefined = (best as { readonly index: number } | undefined)?.index;
  if (step > 1) yield* tryFrames((around ?? 0) - step + 1, around === undefined ? meanConfidences.length - 1 : around + step - 1, 1);
  const isAnyUnsure = meanConfidences.some((confidence, index) => confidence !== null && isOpen(index) && 1 - confidence >= WORTH_WHILE);
  return best === undefined || !isAnyUnsure ? undefined : best.index;

  /**
   * Effect on the frames on one side, up to the next keyframe. It ends where the prediction is below the least confidence of the shot,
   * since beyond that it has no effect: {@link DRIFT} bounds it in shots of any length.
   */
  function reach(from: number, step: 1 | -1): number {
    let help = 0;
    for (let index = from + step; index >= 0 && index < meanConfidences.length && !keys.has(index); index += step) {
      if (Math.abs(changes[index]! - changes[from]!) > furthest) break;
      help += helpAt(index, from);
    }
    return help;
  }

  function helpAt(index: number, key: number): number {
    const confidence = meanConfidences[index];
    if (confidence === null || confidence === undefined) return 0;
    const foretold = Math.exp(-Math.abs(changes[index]! - changes[key]!));
    return Math.log((1 - confidence + LEAST_SHORTFALL) / (1 - Math.max(confidence, foretold) + LEAST_SHORTFALL));
  }
}

/** Total change from the first frame to each, as the logarithm of the confidence that it costs. */
function changesBefore(meanConfidences: readonly (number | null)[], keys: ReadonlySet<number>): readonly number[] {
  let total = 0;
  let last: number | undefined;
  return meanConfidences.map((confidence, index) => {
    total += DRIFT;
    const here = keys.has(index) ? 1 : confidence;
    if (here === null) return total;
    const log = Math.log(Math.max(0.02, here));
    if (last !== undefined) total += Math.abs(log - last);
    last = log;
    return total;
  });
}
