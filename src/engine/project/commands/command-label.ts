import { assertNever } from '../../../shared/errors/assert-never.ts';
import type { ProjectCommand } from '../../../shared/model/document.ts';
import { kindOf } from '../../../shared/model/hint-kinds.ts';

/** Label of a command in the menu: “Undo Add point”. */
export function commandLabel(command: ProjectCommand): string {
  switch (command.kind) {
    case 'addClip': return 'Add clip';
    case 'relinkClip': return 'Relink clip';
    case 'replaceShots': return 'Find shots';
    case 'importEditList': return 'Import edit list';
    case 'setClipCoding': return 'Set clip coding';
    case 'splitShot': return 'Split shot';
    case 'mergeShots': return 'Merge shots';
    case 'moveCut': return 'Move cut';
    case 'setTransitionIn': return command.transitionIn.kind === 'cut' ? 'Make cut' : 'Make dissolve';
    case 'renameShot': return 'Rename shot';
    case 'setShotStatus': return command.status === undefined ? 'Set in progress' : command.status === 'approved' ? 'Approve shot' : 'Set needs review';
    case 'setAutomaticModel': return 'Set model of automatic colour';
    case 'setVividness': return 'Set vividness';
    case 'addLayer': return 'Add layer';
    case 'updateLayer': return 'Change layer';
    case 'removeLayer': return 'Remove layer';
    case 'moveLayer': return 'Move layer';
    case 'setLayers': return command.layers.length === 0 ? 'Remove all layers' : 'Copy layers';
    case 'addMask': return 'Add mask';
    case 'updateMask': return 'Change mask';
    case 'setTrackedShapes': return 'Track mask';
    case 'removeMask': return 'Remove mask';
    case 'addVersion': return 'Duplicate version';
    case 'showVersion': return 'Show version';
    case 'discardVersion': return 'Delete version';
    case 'setShotNetworks': return 'Set shot networks';
    case 'moveShotsToScene': return command.sceneId === undefined ? 'Take out of scene' : 'Move to scene';
    case 'addScene': return 'Add scene';
    case 'renameScene': return 'Rename scene';
    case 'moveScene': return 'Move scene';
    case 'removeScene': return 'Remove scene';
    case 'setSequence': return 'Set sequence';
    case 'removeSequence': return 'Remove sequence';
    case 'acceptFinding': return 'Accept finding';
    case 'withdrawAcceptance': return 'Withdraw acceptance';
    case 'addKeyframe': return 'Add keyframe';
    case 'importKeyframes': return 'Import reference frames';
    case 'removeKeyframe': return 'Remove keyframe';
    case 'setKeyframeStill': return command.still === undefined ? 'Remove approved still' : 'Set approved still';
    case 'setKeyframeReference': return command.referenceId === undefined ? 'Remove reference' : 'Set reference';
    case 'approveKeyframe': return command.approved ? 'Approve keyframe' : 'Withdraw approval';
    case 'setKeyframeCorrection': return command.correction ? 'Make correction' : 'Make keyframe';
    case 'addHint': return `Add ${kindOf(command.hint).noun}`;
    case 'updateHint': return `Change ${kindOf(command.hint).noun}`;
    case 'removeHints': return command.hintIds.length === 1 ? 'Remove hint' : 'Remove hints';
    case 'setHints': return command.hints.length === 0 ? 'Clear hints' : 'Set hints';
    case 'copyHints': return command.hints.length === 1 ? 'Copy hint' : 'Copy hints';
    case 'addSwatch': return 'Add swatch';
    case 'updateSwatch': return 'Change swatch';
    case 'removeSwatch': return 'Remove swatch';
    case 'addReference': return 'Add reference';
    case 'removeReference': return 'Remove reference';
    case 'addNote': return 'Add marker';
    case 'updateNote': return 'Change marker';
    case 'removeNote': return 'Remove marker';
    case 'addStill': return 'Keep still';
    case 'renameStill': return 'Rename still';
    case 'removeStill': return 'Remove still';
    default: return assertNever(command);
  }
}
