import type { Shot } from '../../shared/model/document.ts';
import { frameIndex, rangeIncludes } from '../../shared/model/frame.ts';
import { documentOf, shotsOf } from '../document/project-mirror.ts';
import type { Editor } from '../editor/editor.ts';
import { moveCut } from '../editor/move-cut.ts';
import { shotBoundaryLimits, dissolveAround, nearestShotBoundary } from '../features/timeline/move-shot-boundary.ts';
import type { Command } from './command.ts';
import { allOf, hasClip, needs } from './conditions.ts';

/** The cut or dissolve nearest to the playhead. */
function shotBoundaryHere(editor: Editor): { readonly shots: readonly Shot[]; readonly index: number; readonly shot: Shot } | undefined {
  const { clipId, frame } = editor.session.getState();
  const shots = shotsOf(documentOf(editor.project.getState()), clipId);
  const index = nearestShotBoundary(shots, frame);
  const shot = shots[index];
  return shot === undefined ? undefined : { shots, index, shot };
}

/** Limits are checked here as well as in the engine, so that a cut at its limit stops without an error message. */
function nudge(by: 1 | -1): (editor: Editor) => Promise<void> {
  return async (editor) => {
    const shotId = shotBoundaryHere(editor)?.shot.id;
    if (shotId === undefined) return;
    await moveCut(editor, (document) => {
      const shots = shotsOf(document, editor.session.getState().clipId);
      const index = shots.findIndex((each) => each.id === shotId);
      const limits = shotBoundaryLimits(shots, index, 'cut');
      const to = (shots[index]?.range.first ?? 0) + by;
      return limits === undefined || !rangeIncludes(limits, to) ? undefined : { kind: 'moveCut', shotId, to: frameIndex(to) };
    }, { mergeKey: `nudge ${shotId}` });
  };
}

async function changeBorder(editor: Editor): Promise<void> {
  const here = shotBoundaryHere(editor);
  if (here === undefined) return;
  const transitionIn = here.shot.transitionIn.kind === 'dissolve' ? { kind: 'cut' as const } : dissolveAround(here.shots, here.index);
  if (transitionIn !== undefined) await editor.edits.apply({ kind: 'setTransitionIn', shotId: here.shot.id, transitionIn });
}

const hasBorder = allOf(hasClip, needs('The clip has no cut.', (editor) => shotBoundaryHere(editor) !== undefined));

/** Keyboard equivalents of dragging cuts on the timeline; they act on the cut nearest to the playhead. */
export const shotBoundaryCommands: readonly Command[] = [
  { id: 'shot.cutEarlier', group: 'Shot', label: 'Move cut one frame earlier', keys: ['Shift+Comma'], enabled: hasBorder, run: nudge(-1) },
  { id: 'shot.cutLater', group: 'Shot', label: 'Move cut one frame later', keys: ['Shift+Period'], enabled: hasBorder, run: nudge(1) },
  { id: 'shot.dissolve', group: 'Shot', label: (editor) => (shotBoundaryHere(editor)?.shot.transitionIn.kind === 'dissolve' ? 'Change dissolve to cut' : 'Change cut to dissolve'), keys: ['KeyD'], enabled: hasBorder, run: changeBorder },
];
