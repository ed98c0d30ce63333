import { assertNever } from '../../../shared/errors/assert-never.ts';
import type { ProjectCommand, ProjectDocument } from '../../../shared/model/document.ts';
import { acceptFinding, withdrawAcceptance } from './acceptance-commands.ts';
import { importEditList } from './edit-list-commands.ts';
import { addHint, addKeyframe, approveKeyframe, copyHints, importKeyframes, markHints, moveKeyframe, removeHints, removeKeyframe, setHints, setKeyframeCorrection, setKeyframeReference, setKeyframeStill, updateHint } from './keyframe-commands.ts';
import { addHintGroup, moveHintsToGroup, removeHintGroup, setHintGroupColour, updateHintGroup } from './hint-group-commands.ts';
import { addNote, removeNote, updateNote } from './note-commands.ts';
import { addReference, addSwatch, linkHints, removeReference, removeSwatch, updateSwatch } from './script-commands.ts';
import { addLayer, moveLayer, removeLayer, setLayers, updateLayer } from './layer-commands.ts';
import { addMask, removeMask, setTrackedShapes, updateMask } from './mask-commands.ts';
import { addScene, moveScene, moveShotsToScene, removeScene, renameScene } from './scene-commands.ts';
import { removeSequence, setSequence } from './sequence-commands.ts';
import { addClip, mergeShots, moveCut, relinkClip, renameShot, replaceShots, setAutomaticModel, setClipCoding, setClipRate, setShotFlag, setShotNetworks, setShotStatus, setTransitionIn, setVividness, splitShot } from './shot-commands.ts';
import { addVersion, discardVersion, showVersion } from './version-commands.ts';
import { addStill, removeStill, renameStill, setSceneMemory } from './still-commands.ts';

/**
 * The document after a command. Pure; unchanged records keep their identity, on which patches and row writes rely.
 * @throws AppError `project.notFound`, `project.conflict`, `input.frameOutside`, `input.malformed`
 */
export function applyCommand(document: ProjectDocument, command: ProjectCommand): ProjectDocument {
  switch (command.kind) {
    case 'addClip': return addClip(document, command.clip, command.shots);
    case 'relinkClip': return relinkClip(document, command);
    case 'replaceShots': return replaceShots(document, command.clipId, command.shots);
    case 'importEditList': return importEditList(document, command);
    case 'setClipCoding': return setClipCoding(document, command.clipId, command.coding);
    case 'setClipRate': return setClipRate(document, command.clipId, command.rate);
    case 'splitShot': return splitShot(document, command.shotId, command.at, command.newShotId);
    case 'mergeShots': return mergeShots(document, command.first, command.second);
    case 'moveCut': return moveCut(document, command.shotId, command.to);
    case 'setTransitionIn': return setTransitionIn(document, command.shotId, command.transitionIn);
    case 'renameShot': return renameShot(document, command.shotId, command.name);
    case 'setShotStatus': return setShotStatus(document, command);
    case 'setShotFlag': return setShotFlag(document, command.shotIds, command.flag);
    case 'setAutomaticModel': return setAutomaticModel(document, command.shotIds, command.model);
    case 'setSceneMemory': return setSceneMemory(document, command.shotIds, command.stillId, command.remembered);
    case 'setVividness': return setVividness(document, command.shotIds, command.vividness);
    case 'addLayer': return addLayer(document, command.shotId, command.layer, command.at);
    case 'updateLayer': return updateLayer(document, command.shotId, command.layer);
    case 'removeLayer': return removeLayer(document, command.shotId, command.layerId);
    case 'moveLayer': return moveLayer(document, command.shotId, command.layerId, command.to);
    case 'setLayers': return setLayers(document, command.shotIds, command.layers);
    case 'addMask': return addMask(document, command.shotId, command);
    case 'updateMask': return updateMask(document, command.shotId, command.mask);
    case 'setTrackedShapes': return [command.shotId, ...command.otherShotIds ?? []].reduce((now, shotId) => setTrackedShapes(now, shotId, command.maskId, command), document);
    case 'removeMask': return removeMask(document, command.shotId, command.maskId);
    case 'addVersion': return addVersion(document, command.shotId, command.id);
    case 'showVersion': return showVersion(document, command.versionId, command.id);
    case 'discardVersion': return discardVersion(document, command.shownNext);
    case 'setShotNetworks': return setShotNetworks(document, command.shotId, command.networks);
    case 'moveShotsToScene': return moveShotsToScene(document, command.shotIds, command.sceneId);
    case 'addScene': return addScene(document, command.scene);
    case 'renameScene': return renameScene(document, command.sceneId, command.name);
    case 'moveScene': return moveScene(document, command.sceneId, command.to);
    case 'removeScene': return removeScene(document, command.sceneId);
    case 'setSequence': return setSequence(document, command.sequence);
    case 'removeSequence': return removeSequence(document, command.sequenceId);
    case 'acceptFinding': return acceptFinding(document, command.acceptance);
    case 'withdrawAcceptance': return withdrawAcceptance(document, command.acceptanceId);
    case 'addKeyframe': return addKeyframe(document, command.keyframe);
    case 'importKeyframes': return importKeyframes(document, command.keyframes);
    case 'moveKeyframe': return moveKeyframe(document, command);
    case 'removeKeyframe': return removeKeyframe(document, command.keyframeId);
    case 'setKeyframeStill': return setKeyframeStill(document, command.keyframeId, command.still);
    case 'setKeyframeReference': return setKeyframeReference(document, command.keyframeId, command.referenceId);
    case 'approveKeyframe': return approveKeyframe(document, command.keyframeId, command.approved);
    case 'setKeyframeCorrection': return setKeyframeCorrection(document, command.keyframeId, command.correction);
    case 'addHint': return addHint(document, command.keyframeId, command.hint);
    case 'updateHint': return updateHint(document, command.keyframeId, command.hint);
    case 'markHints': return markHints(document, command.keyframeId, command.hintIds, command);
    case 'removeHints': return removeHints(document, command.keyframeId, command.hintIds);
    case 'setHints': return setHints(document, command.keyframeId, command.hints);
    case 'copyHints': return copyHints(document, command);
    case 'addHintGroup': return addHintGroup(document, command);
    case 'updateHintGroup': return updateHintGroup(document, command.shotId, command.group);
    case 'setHintGroupColour': return setHintGroupColour(document, command);
    case 'removeHintGroup': return removeHintGroup(document, command.shotId, command.groupId);
    case 'moveHintsToGroup': return moveHintsToGroup(document, command.shotId, command.hintIds, command.groupId);
    case 'addSwatch': return addSwatch(document, command.swatch);
    case 'updateSwatch': return updateSwatch(document, command.swatch);
    case 'linkHints': return linkHints(document, command.swatchId, command.hints);
    case 'removeSwatch': return removeSwatch(document, command.swatchId);
    case 'addReference': return addReference(document, command.reference);
    case 'removeReference': return removeReference(document, command.referenceId);
    case 'addNote': return addNote(document, command.note);
    case 'updateNote': return updateNote(document, command.note);
    case 'removeNote': return removeNote(document, command.noteId);
    case 'addStill': return addStill(document, command.still);
    case 'renameStill': return renameStill(document, command.stillId, command.name);
    case 'removeStill': return removeStill(document, command.stillId);
    default: return assertNever(command);
  }
}
