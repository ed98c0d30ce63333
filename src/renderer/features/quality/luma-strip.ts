/** Frames in a row whose luma is alike: the source's in every sample, not the source's, or not compared. */
export interface StripRun {
  /** Places in the list of frames, both ends included. */
  readonly first: number;
  readonly last: number;
  readonly state: 'exact' | 'differs' | 'unknown';
}

/** Pure: the runs of a film. @param errors largest luma error of each frame, codes @param isCompared whether luma could be compared at all */
export function stripOf(errors: readonly number[], isCompared: boolean): readonly StripRun[] {
  const runs: StripRun[] = [];
  errors.forEach((error, frame) => {
    const state = !isCompared ? 'unknown' : error === 0 ? 'exact' : 'differs';
    const before = runs.at(-1);
    if (before?.state === state) runs.splice(-1, 1, { ...before, last: frame });
    else runs.push({ first: frame, last: frame, state });
  });
  return runs;
}
