import { documentOf, shotAt } from '../document/project-mirror.ts';
import { shotsText } from '../document/shots-text.ts';
import type { StepDirection, StepElsewhere } from '../session/session-store.ts';
import { showClip } from '../session/show-clip.ts';
import { showDone } from '../ui/notify.ts';
import type { Editor } from './editor.ts';

type Looking = Pick<Editor, 'project' | 'session' | 'edits'>;

/** The next step if it changes only other shots; `undefined` for a step in the shot under the playhead or of the whole project. */
export function stepElsewhere(editor: Looking, direction: StepDirection): StepElsewhere | undefined {
  const { state } = editor.project.getState();
  const [label, frames] = direction === 'undo' ? [state?.undoLabel, state?.undoFrames] : [state?.redoLabel, state?.redoFrames];
  const first = frames?.[0];
  // A change under way is the next step, and it was made in this shot.
  if (label === undefined || first === undefined || frames === undefined || editor.edits.pending.getState().count > 0) return undefined;
  const document = documentOf(editor.project.getState());
  const { clipId, frame } = editor.session.getState();
  const here = shotAt(document, clipId, frame);
  const shots = frames.map((each) => shotAt(document, each.clipId, each.frame));
  if (shots.some((shot) => shot?.id === here?.id)) return undefined;
  const shotName = shots[0]?.name ?? 'another clip';
  return { direction, label, frame: first, shotName, shotNames: shotsText(shotName, new Set(shots.map((shot) => shot?.id)).size) };
}

/** Undoes or redoes a step; for a step in another shot the user is asked first. */
export async function travelStep(editor: Looking, direction: StepDirection): Promise<void> {
  const elsewhere = stepElsewhere(editor, direction);
  if (elsewhere === undefined) await editor.edits[direction]();
  else editor.session.setState({ dialog: 'stepElsewhere', stepElsewhere: elsewhere });
}

/** Goes to the shot of a step, undoes or redoes it there, and reports it. */
export async function travelElsewhere({ session, edits }: Looking, step: StepElsewhere): Promise<void> {
  if (session.getState().clipId !== step.frame.clipId) showClip(session, step.frame.clipId);
  session.setState({ frame: step.frame.frame });
  await edits[step.direction]();
  showDone(`${step.direction === 'undo' ? 'Undid' : 'Redid'} “${step.label}” in ${step.shotNames}.`);
}

/** Undoes or redoes all steps up to one, and shows its frame where that is in another shot. @throws AppError `project.conflict` for a step of an older list */
export async function jumpToStep({ project, session, edits }: Looking, step: { readonly baseRevision: number; readonly position: number }): Promise<void> {
  await edits.goToStep(step);
  const { state } = project.getState();
  const frames = state?.undoFrames ?? [];
  const first = frames[0];
  if (first === undefined || step.position === 0) return;
  const document = documentOf(project.getState());
  const { clipId, frame } = session.getState();
  const here = shotAt(document, clipId, frame);
  if (frames.some((each) => shotAt(document, each.clipId, each.frame)?.id === here?.id)) return;
  if (clipId !== first.clipId) showClip(session, first.clipId);
  session.setState({ frame: first.frame });
}
