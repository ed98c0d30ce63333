import { toast } from 'sonner';
import { expect, test } from 'vitest';
import { ProjectState } from '../../shared/contract/project.ts';
import { emptyDocument, Keyframe, type ProjectDocument, Shot } from '../../shared/model/document.ts';
import { frameIndex } from '../../shared/model/frame.ts';
import { createProjectMirror } from '../document/project-mirror.ts';
import type { Editor } from './editor.ts';
import { moveCut } from './move-cut.ts';

const group = { id: 'coats', name: 'Coats' };
const shot = (id: string, first: number, last: number, hintGroups: readonly object[]): Shot => Shot.parse({ id, clipId: 'film', name: id, range: { first, last }, transitionIn: { kind: 'cut' }, hintGroups });
const keyframe = (shotId: string): Keyframe => Keyframe.parse({ id: 'key', shotId, frame: 30, approved: false, hints: [{ kind: 'point', id: 'hint', at: [0.5, 0.5], radius: 0.02, ab: [10, 10], group: 'coats' }] });

test('a moved cut tells of hints that come to other settings of their group, and of nothing else', async () => {
  const project = createProjectMirror();
  const before = new Set(toast.getHistory().map(({ id }) => id));
  const told = (): readonly unknown[] => toast.getHistory().flatMap((each) => (before.has(each.id) || !('title' in each) ? [] : [each.title]));
  const show = (document: ProjectDocument): void => { project.setState({ known: true, state: ProjectState.parse({ path: '/reel.tintype', readOnly: false, revision: 1, document }), savedAt: null }); };
  const move = async (own: object): Promise<void> => {
    const shown: ProjectDocument = { ...emptyDocument, shots: [shot('one', 0, 39, [own]), shot('two', 40, 79, [group])], keyframes: [keyframe('one')] };
    const moved: ProjectDocument = { ...emptyDocument, shots: [shot('one', 0, 19, [own]), shot('two', 20, 79, [group])], keyframes: [keyframe('two')] };
    show(shown);
    const edits = { applyInTurn: (command: (document: ProjectDocument) => unknown) => {
      command(shown);
      show(moved);
      return Promise.resolve();
    } };
    await moveCut({ project, edits: edits as unknown as Editor['edits'] }, () => ({ kind: 'moveCut', shotId: shown.shots[1]!.id, to: frameIndex(20) }));
  };
  await move(group);
  expect(told()).toEqual([]);
  await move({ ...group, off: true });
  expect(told()).toEqual(['The hints of “Coats” on 1 keyframe come into “two” and take the settings that this group has there.']);
});
