import { type ArtefactKey, artefactKey, blendedPlaneKind } from '../../artefacts/index.ts';
import type { PropagateStep } from '../propagate/propagate-params.ts';

export interface UnitKeys {
  /** The colour of each frame. */
  readonly frames: readonly { readonly frame: number; readonly key: ArtefactKey }[];
  /** With the planes that corrections were made on. */
  readonly all: readonly ArtefactKey[];
}

/** Keys of the planes that some steps make. */
export function unitKeys(steps: readonly PropagateStep[]): UnitKeys {
  const frames: { frame: number; key: ArtefactKey }[] = [];
  const under: ArtefactKey[] = [];
  for (const { group, range, correction } of steps) {
    for (let frame = range.first as number; frame <= range.last; frame++) {
      const key = artefactKey(blendedPlaneKind, { span: group, frame });
      if (correction === undefined) frames.push({ frame, key });
      else under.push(key);
    }
    if (correction !== undefined) frames.push({ frame: correction.frame, key: correction.key });
  }
  return { frames, all: [...frames.map(({ key }) => key), ...under] };
}
