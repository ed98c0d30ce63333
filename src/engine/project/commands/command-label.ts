import { assertNever } from '../../../shared/errors/assert-never.ts';
import type { ProjectCommand } from '../../../shared/model/document.ts';
import type { Hint } from '../../../shared/model/hint.ts';

/** What a command is called in the menu: “Undo Add point”. */
export function commandLabel(command: ProjectCommand): string {
  switch (command.kind) {
    case 'addClip': return 'Open film';
    case 'relinkClip': return 'Find film again';
    case 'replaceShots': return 'Find shots';
    case 'splitShot': return 'Split shot';
    case 'mergeShots': return 'Join shots';
    case 'moveCut': return 'Move cut';
    case 'setShotEntry': return command.entry.kind === 'cut' ? 'Make cut' : 'Make dissolve';
    case 'renameShot': return 'Rename shot';
    case 'addKeyframe': return 'Add keyframe';
    case 'removeKeyframe': return 'Remove keyframe';
    case 'setKeyframeStill': return command.still === undefined ? 'Take still off keyframe' : 'Set still';
    case 'setKeyframeReference': return command.referenceId === undefined ? 'Remove reference' : 'Set reference';
    case 'approveKeyframe': return command.approved ? 'Approve keyframe' : 'Withdraw approval';
    case 'setKeyframeCorrection': return command.correction ? 'Mend spread colour' : 'Paint frame anew';
    case 'addHint': return `Add ${hintWord(command.hint)}`;
    case 'updateHint': return `Change ${hintWord(command.hint)}`;
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

function hintWord(hint: Hint): string {
  switch (hint.kind) {
    case 'point': case 'stroke': case 'boundary': return hint.kind;
    case 'keep': return 'keep mark';
    default: return assertNever(hint);
  }
}
