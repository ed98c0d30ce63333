import { documentOf, type ProjectMirror, shotAt } from '../document/project-mirror.ts';
import type { Session, StepDirection, StepElsewhere } from '../session/session-store.ts';
import { showClip } from '../session/show-clip.ts';
import { showDone, showNotice } from '../ui/notify.ts';
import type { Editor } from './editor.ts';

type Looking = Pick<Editor, 'project' | 'session' | 'edits'>;

interface NextStep {
  /** `undefined` where there is none. */
  readonly label: string | undefined;
  readonly frames: NonNullable<ProjectMirror['state']>['undoFrames'] | undefined;
  /** How many shots it changes, where these are several. */
  readonly shots: number | undefined;
}

function nextStep({ state }: ProjectMirror, direction: StepDirection): NextStep {
  return direction === 'undo' ? { label: state?.undoLabel, frames: state?.undoFrames, shots: state?.undoShots } : { label: state?.redoLabel, frames: state?.redoFrames, shots: state?.redoShots };
}

/** The name of the next step with the shots that it changes where these are several: `Set needs review (3 shots)`; `undefined` where there is none. */
export function stepName(mirror: ProjectMirror, direction: StepDirection): string | undefined {
  const { label, shots } = nextStep(mirror, direction);
  return label === undefined || shots === undefined ? label : `${label} (${shots} shots)`;
}

/** The next step if it changes only other shots than the one of a place; `undefined` for a step in that shot or of the whole project. */
export function stepElsewhere({ project }: Pick<Looking, 'project'>, direction: StepDirection, { clipId, frame }: Pick<Session, 'clipId' | 'frame'>): StepElsewhere | undefined {
  const { label, frames, shots } = nextStep(project.getState(), direction);
  const first = frames?.[0];
  if (label === undefined || first === undefined || frames === undefined) return undefined;
  const document = documentOf(project.getState());
  const here = shotAt(document, clipId, frame);
  if (frames.some((each) => shotAt(document, each.clipId, each.frame)?.id === here?.id)) return undefined;
  const shotName = shotAt(document, first.clipId, first.frame)?.name ?? 'another clip';
  return { direction, label, frame: first, shotName, shots: shots === undefined ? shotName : `${shots} shots` };
}

/** Undoes or redoes a step; for a step in another shot than the one shown the user is asked first. Which step it is shows when the changes made before are confirmed. */
export async function travelStep({ project, session, edits }: Looking, direction: StepDirection): Promise<void> {
  const place = session.getState();
  await edits[direction](() => {
    const elsewhere = stepElsewhere({ project }, direction, place);
    if (elsewhere !== undefined) session.setState({ dialog: 'stepElsewhere', stepElsewhere: elsewhere });
    return elsewhere === undefined;
  });
}

/** Goes to the shot of a step, undoes or redoes it there, and reports it. Where another step is the next one by now, that one is left. */
export async function travelElsewhere({ project, session, edits }: Looking, step: StepElsewhere): Promise<void> {
  if (session.getState().clipId !== step.frame.clipId) showClip(session, step.frame.clipId);
  session.setState({ frame: step.frame.frame });
  const asked = { isNext: false };
  await edits[step.direction](() => {
    const { label, frames } = nextStep(project.getState(), step.direction);
    asked.isNext = label === step.label && frames?.[0]?.clipId === step.frame.clipId && frames[0].frame === step.frame.frame;
    return asked.isNext;
  });
  const verb = step.direction === 'undo' ? 'Undid' : 'Redid';
  if (asked.isNext) showDone(`${verb} “${step.label}” in ${step.shots}.`);
  else showNotice(`Nothing was ${step.direction === 'undo' ? 'undone' : 'redone'}: the project has changed meanwhile.`);
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
