import { expect, test, vi } from 'vitest';
import { ProjectState } from '../../shared/contract/project.ts';
import { emptyDocument, Keyframe, type ProjectDocument, Shot } from '../../shared/model/document.ts';
import { frameIndex } from '../../shared/model/frame.ts';
import { createProjectMirror } from '../document/project-mirror.ts';
import { showNotice } from '../ui/notify.ts';
import type { Editor } from './editor.ts';
import { moveCut } from './move-cut.ts';

vi.mock('../ui/notify.ts', () => ({ showNotice: vi.fn() }));

const group = { id: 'coats', name: 'Coats' };
const shot = (id: string, first: number, last: number, hintGroups: readonly object[]): Shot => Shot.parse({ id, clipId: 'film', name: id, range: { first, last }, transitionIn: { kind: 'cut' }, hintGroups });
const keyframe = (shotId: string): Keyframe => Keyframe.parse({ id: 'key', shotId, frame: 30, approved: false, hints: [{ kind: 'point', id: 'hint', at: [0.5, 0.5], radius: 0.02, ab: [10, 10], group: 'coats' }] });

test('a moved cut tells of hints that come to other settings of their group, and of nothing else', async () => {
  const project = createProjectMirror();
  const show = (document: ProjectDocument): void => { project.setState({ known: true, state: ProjectState.parse({ path: '/reel.tintype', readOnly: false, revision: 1, document }), savedAt: null }); };
  const move = async (own: object): Promise<void> => {
    const before: ProjectDocument = { ...emptyDocument, shots: [shot('one', 0, 39, [own]), shot('two', 40, 79, [group])], keyframes: [keyframe('one')] };
    const moved: ProjectDocument = { ...emptyDocument, shots: [shot('one', 0, 19, [own]), shot('two', 20, 79, [group])], keyframes: [keyframe('two')] };
    show(before);
    const edits = { applyInTurn: (command: (document: ProjectDocument) => unknown) => {
      command(before);
      show(moved);
      return Promise.resolve();
    } };
    await moveCut({ project, edits: edits as unknown as Editor['edits'] }, () => ({ kind: 'moveCut', shotId: before.shots[1]!.id, to: frameIndex(20) }));
  };
  await move(group);
  expect(showNotice).not.toHaveBeenCalled();
  await move({ ...group, off: true });
  expect(vi.mocked(showNotice).mock.calls).toEqual([['The hints of “Coats” on 1 keyframe come into “two” and take the settings that this group has there.']]);
});
