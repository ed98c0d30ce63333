import type { ProjectDocument, Shot } from '../../../shared/model/document.ts';
import { documentIndex } from '../../../shared/model/document-index.ts';
import { areGroupsAlike, groupChanges } from '../../../shared/model/group-changes.ts';
import type { ClipId } from '../../../shared/model/ids.ts';
import { mergeLosses, phrasesText } from '../../../shared/model/merge-losses.ts';
import { inPlaceOf, withWhatIsOf } from './merged-shot.ts';
import { replaceShots } from './shot-commands.ts';

/** What shots of a clip lose when others take their place, in sentences. */
export function lossesOfReplacing(document: ProjectDocument, clipId: ClipId, shots: readonly Shot[]): readonly string[] {
  const before = documentIndex(document).shots(clipId);
  const { placed, merged } = inPlaceOf(before, shots);
  const losses = placed.flatMap((shot) => {
    const sentences: string[] = [];
    (merged.get(shot) ?? []).reduce((now, other) => {
      // Groups go with their keyframes, of shots that are not merged too.
      const { hintGroups: _groups, ...settings } = other;
      const lost = mergeLosses(document, now, settings);
      if (lost.length > 0) sentences.push(`“${other.name}” becomes a part of “${shot.name}” and loses ${phrasesText(lost)}.`);
      return withWhatIsOf(now, other);
    }, shot);
    return sentences;
  });
  return areGroupsAlike(before) ? losses : [...losses, ...groupChanges(document, replaceShots(document, clipId, shots))];
}
