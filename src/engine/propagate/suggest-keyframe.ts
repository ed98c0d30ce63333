/** Frames at which a keyframe's help has fallen to 1/e. */
const REACH_FRAMES = 12;

/** Below this mean shortfall a keyframe would mend nothing that can be seen. */
const WORTH_WHILE = 0.05;

/**
 * The frame whose painting would help most: the one that would cover the most missing confidence, its help to other frames
 * falling off with their distance and stopping at a frame that is painted already.
 * @param meanConfidences of a shot's frames in order, 0…1; `null` where none is made.
 * @param keyFrames indices into the same list that are keyframes.
 * @returns index into the list; `undefined` when no frame is made, or none is unsure.
 */
export function suggestKeyframe(meanConfidences: readonly (number | null)[], keyFrames: readonly number[]): number | undefined {
  const keys = new Set(keyFrames);
  const shortfall = meanConfidences.map((confidence, index) => (confidence === null || keys.has(index) ? 0 : 1 - confidence));
  let best: { readonly index: number; readonly help: number } | undefined;
  for (let index = 0; index < shortfall.length; index++) {
    if (keys.has(index) || meanConfidences[index] === null) continue;
    const help = shortfall[index]! + reach(shortfall, keys, index, 1) + reach(shortfall, keys, index, -1);
    if (best === undefined || help > best.help + 1e-12) best = { index, help };
  }
  return best === undefined || shortfall[best.index]! < WORTH_WHILE ? undefined : best.index;
}

function reach(shortfall: readonly number[], keys: ReadonlySet<number>, from: number, step: 1 | -1): number {
  let help = 0;
  for (let index = from + step; index >= 0 && index < shortfall.length && !keys.has(index); index += step) help += shortfall[index]! * Math.exp(-Math.abs(index - from) / REACH_FRAMES);
  return help;
}
