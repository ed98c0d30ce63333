import { assertNever } from '../../shared/errors/assert-never.ts';
import type { Keyframe, ProjectCommand, ProjectDocument } from '../../shared/model/document.ts';
import type { Hint } from '../../shared/model/hint.ts';
import type { Identified } from './commands/find-record.ts';
import { listChange } from './list-change.ts';

/** Parts that can change independently: a record, a keyframe's hints as a whole, one hint, the shots of a clip. */
type Part =
  | `${keyof ProjectDocument}/${string}`
  | `hints/${string}`
  | `hint/${string}/${string}`
  | `shotsOf/${string}`;

/** The revision at which each part of an open project changed last. */
interface ChangeLog {
  /** Records the difference between the documents of two consecutive revisions. */
  note(before: ProjectDocument, after: ProjectDocument, revision: number): void;
  /** The targets of a command that have changed since its sender's revision, as text for a message. */
  conflict(command: ProjectCommand, seen: number, document: ProjectDocument): string | undefined;
}

export function createChangeLog(): ChangeLog {
  const changedAt = new Map<Part, number>();
  return {
    note(before, after, revision) {
      for (const part of changedParts(before, after)) changedAt.set(part, revision);
    },
    conflict(command, seen, document) {
      const part = partsOf(command).find((each) => (changedAt.get(each) ?? 0) > seen);
      return part === undefined ? undefined : wordsFor(part, document);
    },
  };
}

/** The records that a command depends on. Records that it only adds cause no conflict. */
function partsOf(command: ProjectCommand): readonly Part[] {
  switch (command.kind) {
    case 'addClip': case 'addKeyframe': case 'importKeyframes': case 'addHint': case 'copyHints': case 'addSwatch': case 'addReference': case 'addNote': case 'addStill': case 'addScene': case 'acceptFinding': case 'addLayer': case 'addMask': case 'addHintGroup': case 'addVersion': return [];
    case 'relinkClip': case 'setClipCoding': case 'setClipRate': return [`clips/${command.clipId}`];
    case 'replaceShots': case 'importEditList': return [`shotsOf/${command.clipId}`];
    case 'splitShot': case 'moveCut': case 'setTransitionIn': case 'renameShot': case 'setShotNetworks': case 'updateLayer': case 'removeLayer': case 'moveLayer': case 'updateMask': case 'removeMask': case 'updateHintGroup': case 'setHintGroupColour': case 'removeHintGroup': case 'moveHintsToGroup': return [`shots/${command.shotId}`];
    case 'setTrackedShapes': return [command.shotId, ...command.otherShotIds ?? []].map((id): Part => `shots/${id}`);
    case 'mergeShots': return [`shots/${command.first}`, `shots/${command.second}`];
    case 'moveShotsToScene': case 'setVividness': case 'setSceneMemory': case 'setShotStatus': case 'setShotFlag': case 'setAutomaticModel': case 'setLayers': return command.shotIds.map((id): Part => `shots/${id}`);
    case 'showVersion': return [`versions/${command.versionId}`];
    case 'discardVersion': return [`versions/${command.shownNext}`];
    case 'renameScene': case 'moveScene': case 'removeScene': return [`scenes/${command.sceneId}`];
    case 'setSequence': return [`sequences/${command.sequence.id}`];
    case 'removeSequence': return [`sequences/${command.sequenceId}`];
    case 'withdrawAcceptance': return [`acceptances/${command.acceptanceId}`];
    case 'setKeyframeStill': case 'setKeyframeReference': case 'setKeyframeCorrection': return [`keyframes/${command.keyframeId}`];
    // Approving, moving or removing a keyframe refers to the hints that were shown.
    case 'removeKeyframe': case 'moveKeyframe': case 'approveKeyframe': return [`keyframes/${command.keyframeId}`, `hints/${command.keyframeId}`];
    case 'updateHint': return [`hint/${command.keyframeId}/${command.hint.id}`];
    case 'removeHints': case 'markHints': return command.hintIds.map((id): Part => `hint/${command.keyframeId}/${id}`);
    case 'setHints': return [`hints/${command.keyframeId}`];
    case 'updateSwatch': return [`swatches/${command.swatch.id}`];
    case 'linkHints': return [`swatches/${command.swatchId}`, ...command.hints.flatMap(({ keyframeId, hintIds }) => hintIds.map((id): Part => `hint/${keyframeId}/${id}`))];
    case 'removeSwatch': return [`swatches/${command.swatchId}`];
    case 'removeReference': return [`references/${command.referenceId}`];
    case 'updateNote': return [`notes/${command.note.id}`];
    case 'removeNote': return [`notes/${command.noteId}`];
    case 'renameStill': case 'removeStill': return [`stills/${command.stillId}`];
    default: return assertNever(command);
  }
}

function changedParts(before: ProjectDocument, after: ProjectDocument): readonly Part[] {
  return [
    ...(['clips', 'swatches', 'references', 'notes', 'stills', 'scenes', 'sequences', 'acceptances', 'versions'] as const).flatMap((list) => (
      changedRecords<Identified>(before[list], after[list]).map(({ id }): Part => `${list}/${id}`))),
    ...changedRecords(before.shots, after.shots).flatMap(({ id, clipId }): Part[] => [`shots/${id}`, `shotsOf/${clipId}`]),
    ...changedKeyframes(before.keyframes, after.keyframes),
  ];
}

function changedRecords<T extends Identified>(before: readonly T[], after: readonly T[]): readonly T[] {
  const change = listChange(before, after);
  if (change === undefined) return [];
  const [removed, added] = [new Set(change.removed), new Set(change.added)];
  return [...change.removed.filter((each) => !added.has(each)), ...change.added.filter((each) => !removed.has(each))];
}

function changedKeyframes(before: readonly Keyframe[], after: readonly Keyframe[]): readonly Part[] {
  const records = changedRecords(before, after);
  const versions = Map.groupBy(records, ({ id }) => id);
  return [...versions].flatMap(([id, [one, other]]): Part[] => {
    const hints = changedRecords<Hint>(one?.hints ?? [], other?.hints ?? []).map((hint): Part => `hint/${id}/${hint.id}`);
    const hintParts: Part[] = one?.hints === other?.hints ? [] : [`hints/${id}`, ...hints];
    return isSameBesideHints(one, other) ? hintParts : [`keyframes/${id}`, ...hintParts];
  });
}

function isSameBesideHints(one: Keyframe | undefined, other: Keyframe | undefined): boolean {
  if (one === undefined || other === undefined) return false;
  const keys = new Set([...Object.keys(one), ...Object.keys(other)] as (keyof Keyframe)[]);
  keys.delete('hints');
  return [...keys].every((key) => one[key] === other[key]);
}

/** `“Shot 03” was changed`: what happened to a part. */
function wordsFor(part: Part, document: ProjectDocument): string {
  const [list, id = '', hintId] = part.split('/');
  const named = (records: readonly (Identified & { readonly name: string })[], what: string): string => {
    const record = records.find((each) => each.id === id);
    return record === undefined ? `the ${what} was removed` : `“${record.name}” was changed`;
  };
  const keyframe = document.keyframes.find((each) => each.id === id);
  switch (list as keyof ProjectDocument | 'hints' | 'hint' | 'shotsOf') {
    case 'clips': return named(document.clips, 'clip');
    case 'shots': return named(document.shots, 'shot');
    case 'swatches': return named(document.swatches, 'swatch');
    case 'references': return named(document.references, 'reference');
    case 'stills': return named(document.stills, 'still');
    case 'scenes': return named(document.scenes, 'scene');
    case 'sequences': return named(document.sequences, 'sequence');
    case 'acceptances': return 'the acceptance was withdrawn';
    case 'versions': return 'the versions of the shot were changed';
    case 'shotsOf': return 'shots of the clip were changed';
    case 'notes': return document.notes.some((each) => each.id === id) ? 'the marker was changed' : 'the marker was removed';
    case 'keyframes': return keyframe === undefined ? 'the keyframe was removed' : `the keyframe at frame ${keyframe.frame} was changed`;
    case 'hints': return keyframe === undefined ? 'the keyframe was removed' : `hints at frame ${keyframe.frame} were changed`;
    case 'hint':
      if (keyframe === undefined) return 'the keyframe was removed';
      return keyframe.hints.some((each) => each.id === hintId) ? `the hint at frame ${keyframe.frame} was changed` : 'the hint was removed';
    default: return 'it was changed';
  }
}
