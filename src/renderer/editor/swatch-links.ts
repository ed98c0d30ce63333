import type { ProjectDocument, Swatch } from '../../shared/model/document.ts';
import { documentIndex } from '../../shared/model/document-index.ts';
import type { Hint } from '../../shared/model/hint.ts';
import { groupOf } from '../../shared/model/hint-group.ts';
import type { HintId, SwatchId } from '../../shared/model/ids.ts';

/** Hints after a swatch has changed: those that follow it, and are not locked, take its colour. The same array when none does. */
export function hintsWithSwatch(hints: readonly Hint[], swatch: Swatch): readonly Hint[] {
  const follows = (hint: Hint): boolean => 'swatch' in hint && hint.swatch === swatch.id && hint.locked !== true;
  if (!hints.some(follows)) return hints;
  return hints.map((hint) => {
    if (!('swatch' in hint) || !follows(hint)) return hint;
    const { swatch: _followed, ...own } = hint;
    return { ...own, ab: [swatch.lab[1], swatch.lab[2]] };
  });
}

interface SwatchUse {
  readonly hints: number;
  /** Shots that have these hints. */
  readonly shots: number;
  /** Those of the hints that are locked, or in a locked group: a change of the swatch leaves them as they are. */
  readonly locked: readonly HintId[];
}

/** The hints that follow a swatch, in the versions that are shown. */
export function swatchUse(document: ProjectDocument, swatchId: SwatchId): SwatchUse {
  const index = documentIndex(document);
  let hints = 0;
  const shots = new Set<string>();
  const kept: HintId[] = [];
  for (const keyframe of document.keyframes) {
    for (const hint of keyframe.hints) {
      if (!('swatch' in hint) || hint.swatch !== swatchId) continue;
      hints += 1;
      shots.add(keyframe.shotId);
      if (hint.locked === true || groupOf(hint, index.shot(keyframe.shotId)?.hintGroups)?.locked === true) kept.push(hint.id);
    }
  }
  return { hints, shots: shots.size, locked: kept };
}

/** What is said when a swatch has changed and locked hints have not. */
export function keptWords({ name }: Pick<Swatch, 'name'>, locked: number): string {
  return `${locked === 1 ? 'A locked hint keeps its colour and follows' : `${locked} locked hints keep their colour and follow`} “${name}” no more.`;
}
