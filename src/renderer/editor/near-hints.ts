import { deltaE2000 } from '../../shared/colour/delta-e.ts';
import type { Keyframe, ProjectDocument, Swatch } from '../../shared/model/document.ts';
import { documentIndex } from '../../shared/model/document-index.ts';
import type { Hint } from '../../shared/model/hint.ts';
import { groupOf } from '../../shared/model/hint-group.ts';
import type { ClipId, HintId, KeyframeId, ShotId } from '../../shared/model/ids.ts';

/** Where a swatch takes hints: the frame and shot at the playhead, that shot's scene, or all clips of the project. */
export type NearScope = 'frame' | 'shot' | 'scene' | 'film';

/** Hints whose colour is near a swatch and that follow none. */
export interface NearHints {
  readonly scope: NearScope;
  readonly links: readonly { readonly keyframeId: KeyframeId; readonly hintIds: HintId[] }[];
  readonly hints: number;
  readonly shots: number;
}

interface Here {
  readonly clipId: ClipId | null;
  readonly frame: number;
}

/**
 * The hints within the tolerance of a swatch (ΔE2000, at its lightness) by scope, in the versions that are shown; a scope with as many as a smaller one is
 * left out. Those that are locked, in an approved shot, or follow a swatch already, are not among them.
 */
export function nearHints(document: ProjectDocument, swatch: Swatch, { clipId, frame }: Here): readonly NearHints[] {
  const index = documentIndex(document);
  const [lightness, a, b] = swatch.lab;
  const isNear = (hint: Hint): boolean => 'ab' in hint && hint.swatch === undefined && hint.locked !== true && deltaE2000([lightness, ...hint.ab], [lightness, a, b]) <= swatch.tolerance;
  const found = document.keyframes.flatMap((keyframe) => {
    const shot = index.shot(keyframe.shotId);
    const hintIds = keyframe.hints.filter((hint) => isNear(hint) && groupOf(hint, shot?.hintGroups)?.locked !== true).map(({ id }) => id);
    return shot === undefined || shot.status === 'approved' || hintIds.length === 0 ? [] : [{ keyframe, shot, hintIds }];
  });
  const here = index.shotAt(clipId, frame);
  const scopes: readonly (readonly [NearScope, (each: { readonly keyframe: Keyframe; readonly shot: { readonly id: ShotId; readonly sceneId?: string | undefined } }) => boolean])[] = [
    ['frame', ({ keyframe, shot }) => shot.id === here?.id && keyframe.frame === frame],
    ['shot', ({ shot }) => shot.id === here?.id],
    ['scene', ({ shot }) => here?.sceneId !== undefined && shot.sceneId === here.sceneId],
    ['film', () => true],
  ];
  const all = scopes.map(([scope, isIn]): NearHints => {
    const those = found.filter(isIn);
    return {
      scope, links: those.map(({ keyframe, hintIds }) => ({ keyframeId: keyframe.id, hintIds })),
      hints: those.reduce((sum, { hintIds }) => sum + hintIds.length, 0), shots: new Set(those.map(({ shot }) => shot.id)).size,
    };
  });
  return all.filter(({ hints }, at) => hints > Math.max(0, ...all.slice(0, at).map((smaller) => smaller.hints)));
}
