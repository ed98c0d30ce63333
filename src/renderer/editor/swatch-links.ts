import type { ProjectDocument, Swatch } from '../../shared/model/document.ts';
import type { Hint } from '../../shared/model/hint.ts';
import type { SwatchId } from '../../shared/model/ids.ts';

/** Hints after a swatch has changed: those that follow it take its colour. The same array when none does. */
export function hintsWithSwatch(hints: readonly Hint[], swatch: Swatch): readonly Hint[] {
  if (!hints.some((hint) => 'swatch' in hint && hint.swatch === swatch.id)) return hints;
  return hints.map((hint) => {
    if (!('swatch' in hint) || hint.swatch !== swatch.id) return hint;
    const { swatch: _followed, ...own } = hint;
    return { ...own, ab: [swatch.lab[1], swatch.lab[2]] };
  });
}

/** Number of hints that follow a swatch, and of shots that have them. */
export function swatchUse(document: ProjectDocument, swatchId: SwatchId): { readonly hints: number; readonly shots: number } {
  let hints = 0;
  const shots = new Set<string>();
  for (const keyframe of document.keyframes) {
    for (const hint of keyframe.hints) {
      if (!('swatch' in hint) || hint.swatch !== swatchId) continue;
      hints += 1;
      shots.add(keyframe.shotId);
    }
  }
  return { hints, shots: shots.size };
}
