import type { ProjectCommand, ProjectDocument } from '../../shared/model/document.ts';

/**
 * Whether a document shows that a command was already applied. An engine that stopped before it answered may have saved the change or
 * not. For commands that set a value the answer is always `false`, since they may be sent twice.
 */
export function isApplied(document: ProjectDocument, command: ProjectCommand): boolean {
  const has = (records: readonly { readonly id: string }[], id: string): boolean => records.some((each) => each.id === id);
  switch (command.kind) {
    case 'addClip': return has(document.clips, command.clip.id);
    case 'splitShot': return has(document.shots, command.newShotId);
    case 'mergeShots': return !has(document.shots, command.second);
    case 'addLayer': return has(document.shots.find((each) => each.id === command.shotId)?.layers ?? [], command.layer.id);
    case 'removeLayer': return !has(document.shots.find((each) => each.id === command.shotId)?.layers ?? [], command.layerId);
    case 'addMask': return has(document.shots.find((each) => each.id === command.shotId)?.masks ?? [], command.mask.id);
    case 'removeMask': return !has(document.shots.find((each) => each.id === command.shotId)?.masks ?? [], command.maskId);
    case 'addHintGroup': return has(document.shots.find((each) => each.id === command.shotId)?.hintGroups ?? [], command.group.id);
    case 'removeHintGroup': return !has(document.shots.find((each) => each.id === command.shotId)?.hintGroups ?? [], command.groupId);
    case 'addVersion': return has(document.versions, command.id);
    case 'showVersion': return has(document.versions, command.id);
    case 'discardVersion': return !has(document.versions, command.shownNext);
    case 'addKeyframe': return has(document.keyframes, command.keyframe.id);
    case 'removeKeyframe': return !has(document.keyframes, command.keyframeId);
    case 'addHint': return has(document.keyframes.find((each) => each.id === command.keyframeId)?.hints ?? [], command.hint.id);
    case 'removeHints': {
      const hints = document.keyframes.find((each) => each.id === command.keyframeId)?.hints ?? [];
      return command.hintIds.every((id) => !has(hints, id));
    }
    case 'addSwatch': return has(document.swatches, command.swatch.id);
    case 'removeSwatch': return !has(document.swatches, command.swatchId);
    case 'addReference': return has(document.references, command.reference.id);
    case 'removeReference': return !has(document.references, command.referenceId);
    case 'addNote': return has(document.notes, command.note.id);
    case 'removeNote': return !has(document.notes, command.noteId);
    case 'addStill': return has(document.stills, command.still.id);
    case 'removeStill': return !has(document.stills, command.stillId);
    default: return false;
  }
}
