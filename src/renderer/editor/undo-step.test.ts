import { expect, test } from 'vitest';
import { createStore } from 'zustand/vanilla';
import { ProjectState } from '../../shared/contract/project.ts';
import { emptyDocument, Shot } from '../../shared/model/document.ts';
import { ClipId } from '../../shared/model/ids.ts';
import { createProjectMirror } from '../document/project-mirror.ts';
import { createSession } from '../session/session-store.ts';
import type { Editor } from './editor.ts';
import { stepElsewhere, stepName, travelElsewhere, travelStep } from './undo-step.ts';

const film = ClipId.parse('film');
const shots = [0, 40, 80].map((first, at) => Shot.parse({ id: `film-${at + 1}`, clipId: 'film', name: `Shot 0${at + 1}`, range: { first, last: first + 39 }, transitionIn: { kind: 'cut' } }));

const HERE = { clipId: film, frame: 0 };

/** A window that shows frame 0 of Shot 01, and the next step to undo. */
function looking(step: { readonly undoLabel: string; readonly undoFrames: readonly number[]; readonly undoShots?: number }): Pick<Editor, 'project' | 'session' | 'edits'> {
  const project = createProjectMirror();
  const state = ProjectState.parse({ path: '/reel.tintype', readOnly: false, revision: 1, document: { ...emptyDocument, shots }, ...step, undoFrames: step.undoFrames.map((frame) => ({ clipId: film, frame })) });
  project.setState({ known: true, state, savedAt: null });
  const session = createSession();
  session.setState(HERE);
  return { project, session, edits: { pending: createStore(() => ({ count: 0 })) } as unknown as Editor['edits'] };
}

test('a step over several shots is named and asked for with their number, and leads to the first of them', () => {
  const several = looking({ undoLabel: 'Set needs review', undoFrames: [40, 80], undoShots: 2 });
  expect(stepName(several.project.getState(), 'undo')).toBe('Set needs review (2 shots)');
  expect(stepElsewhere(several, 'undo', HERE)).toEqual({ direction: 'undo', label: 'Set needs review', frame: { clipId: film, frame: 40 }, shotName: 'Shot 02', shots: '2 shots' });
});

test('a step in one shot is asked for by the name of the shot', () => {
  const one = looking({ undoLabel: 'Add point', undoFrames: [90] });
  expect(stepName(one.project.getState(), 'undo')).toBe('Add point');
  expect(stepElsewhere(one, 'undo', HERE)).toMatchObject({ shotName: 'Shot 03', shots: 'Shot 03' });
  expect(stepName(one.project.getState(), 'redo')).toBeUndefined();
});

test('a step over several shots of which one is shown is not asked for', () => {
  expect(stepElsewhere(looking({ undoLabel: 'Set needs review', undoFrames: [0, 40], undoShots: 2 }), 'undo', HERE)).toBeUndefined();
});

test('which step is asked for shows when the changes before it are confirmed, and by the frame at which it was pressed', async () => {
  const editor = looking({ undoLabel: 'Add point', undoFrames: [0] });
  const wanted: boolean[] = [];
  let isTheirTurn = (): void => undefined;
  Object.assign(editor.edits, {
    undo: (isWanted: () => boolean) => new Promise<void>((resolve) => {
      isTheirTurn = () => {
        wanted.push(isWanted());
        resolve();
      };
    }),
  });
  const travelling = travelStep(editor, 'undo');
  // The change that was under way is in Shot 03, where the playhead is by now.
  editor.session.setState({ frame: 90 });
  editor.project.setState({ state: ProjectState.parse({ ...editor.project.getState().state, undoLabel: 'Add keyframe', undoFrames: [{ clipId: film, frame: 90 }] }) });
  isTheirTurn();
  await travelling;
  expect(wanted).toEqual([false]);
  expect(editor.session.getState()).toMatchObject({ dialog: 'stepElsewhere', stepElsewhere: { shotName: 'Shot 03' } });
});

test('a step that was asked for is undone only while it is the next one', async () => {
  const editor = looking({ undoLabel: 'Add point', undoFrames: [90] });
  const wanted: boolean[] = [];
  Object.assign(editor.edits, { undo: (isWanted: () => boolean) => Promise.resolve(void wanted.push(isWanted())) });
  const step = stepElsewhere(editor, 'undo', HERE)!;
  await travelElsewhere(editor, step);
  expect(editor.session.getState().frame).toBe(90);
  editor.project.setState({ state: ProjectState.parse({ ...editor.project.getState().state, undoLabel: 'Add point', undoFrames: [{ clipId: film, frame: 50 }] }) });
  await travelElsewhere(editor, step);
  expect(wanted).toEqual([true, false]);
});
