import type { ShotId } from '../../shared/model/ids.ts';
import { rangeLength } from '../../shared/model/frame.ts';
import { documentOf } from '../document/project-mirror.ts';
import { statusOf } from '../document/shot-colours.ts';
import type { Editor } from './editor.ts';

/** From this length on (ten seconds) the estimate is shown before the job is started. */
const LONG_FRAMES = 240;

/** Frames of a shot that have no colour under its present keyframes. */
function staleFrames(editor: Pick<Editor, 'project' | 'colours'>, shotId: ShotId): number {
  const shot = documentOf(editor.project.getState()).shots.find((each) => each.id === shotId);
  return shot === undefined ? 0 : rangeLength(shot.range) - statusOf(editor.colours.getState().shots.get(shotId), shot, 1).coloured;
}

/** Shots of the open clip that have a keyframe and frames without colour. */
export function shotsToPropagate(editor: Pick<Editor, 'project' | 'colours' | 'session'>): readonly ShotId[] {
  const document = documentOf(editor.project.getState());
  const { clipId } = editor.session.getState();
  const keyed = new Set(document.keyframes.map((keyframe) => keyframe.shotId));
  return document.shots.filter((shot) => shot.clipId === clipId && keyed.has(shot.id) && staleFrames(editor, shot.id) > 0).map((shot) => shot.id);
}

/** Propagates a shot: a short one at once, a long one after a dialog with the estimate. */
export async function propagateShot(editor: Editor, shotId: ShotId): Promise<void> {
  if (staleFrames(editor, shotId) > LONG_FRAMES) askToPropagate(editor, [shotId]);
  else await editor.edits.ask((client) => client.propagate.run({ shotId }));
}

export function askToPropagate(editor: Pick<Editor, 'session'>, shotIds: readonly ShotId[]): void {
  editor.session.setState({ dialog: 'propagate', propagateShots: shotIds });
}

/** One job per shot, in the order of their frames; the engine runs them one after another. */
export async function propagateShots({ edits }: Pick<Editor, 'edits'>, shotIds: readonly ShotId[]): Promise<void> {
  for (const shotId of shotIds) await edits.ask((client) => client.propagate.run({ shotId }));
}
