import { AppError } from '../../../shared/errors/app-error.ts';
import type { ProjectCommand, ProjectDocument, Shot } from '../../../shared/model/document.ts';
import { documentIndex } from '../../../shared/model/document-index.ts';

/** Commands that an approval does not stop: of the status itself, of what is beside the picture, and of what shots share. */
const FREE: ReadonlySet<ProjectCommand['kind']> = new Set([
  'setShotStatus', 'setShotFlag', 'renameShot', 'moveShotsToScene', 'addScene', 'renameScene', 'moveScene', 'removeScene', 'markHints', 'approveKeyframe',
  'updateSwatch', 'removeSwatch', 'removeReference', 'removeStill', 'relinkClip', 'setClipCoding', 'setClipRate',
]);

/** Fields of a shot that say nothing of its picture. */
const BESIDE: ReadonlySet<string> = new Set(['name', 'status', 'approval', 'flag', 'sceneId'] satisfies (keyof Shot)[]);

/** Approved shots stay as they are until their approval is taken back. @throws AppError `project.approved`, naming the first that the command would change */
export function assertApprovedStay(before: ProjectDocument, after: ProjectDocument, command: ProjectCommand): void {
  if (before === after || FREE.has(command.kind)) return;
  const changed = before.shots.filter((shot) => shot.status === 'approved' && isChanged(before, after, shot));
  const [first] = changed;
  if (first === undefined) return;
  const others = changed.length - 1;
  throw new AppError('project.approved', `“${first.name}”${others === 0 ? ' is' : ` and ${others} more are`} approved and so locked. Set ${others === 0 ? 'it' : 'them'} back to in progress (Shift F5) to change ${others === 0 ? 'it' : 'them'}.`);
}

function isChanged(before: ProjectDocument, after: ProjectDocument, shot: Shot): boolean {
  const now = documentIndex(after).shot(shot.id);
  if (now === undefined || !hasSameLook(shot, now)) return true;
  const [keys, keysNow] = [documentIndex(before).keyframes(shot.id), documentIndex(after).keyframes(shot.id)];
  return keys.length !== keysNow.length || keys.some((keyframe, index) => keyframe !== keysNow[index]);
}

/** Records and their parts keep their identity unless they change. The networks that a shot was first coloured with are only written down. */
function hasSameLook(shot: Shot, now: Shot): boolean {
  if (shot === now) return true;
  const names = new Set([...Object.keys(shot), ...Object.keys(now)] as (keyof Shot)[]);
  return [...names].every((name) => BESIDE.has(name) || (name === 'networks' && shot.networks === undefined) || shot[name] === now[name]);
}
