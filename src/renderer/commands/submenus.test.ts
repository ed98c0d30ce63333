import { expect, test } from 'vitest';
import { createStore } from 'zustand/vanilla';
import { emptyDocument, type ProjectDocument, Scene, Shot, Swatch } from '../../shared/model/document.ts';
import type { ProjectMirror } from '../document/project-mirror.ts';
import type { Editor } from '../editor/editor.ts';
import { createSession } from '../session/session-store.ts';
import { commandLabel, isEnabled } from './command.ts';
import { commandById } from './commands.ts';
import type { SubmenuId } from './context-menus.ts';
import { submenuItems } from './submenus.ts';

const shot = (id: string, sceneId?: string): Shot => Shot.parse({ id, clipId: 'film', name: id, range: { first: 0, last: 9 }, transitionIn: { kind: 'cut' }, sceneId });
const scenes = [Scene.parse({ id: 'quay', name: 'Quay' }), Scene.parse({ id: 'office', name: 'Office' })];

function editorOf(part: Partial<ProjectDocument>, { changeable = 0, linked = undefined as string | undefined, readOnly = false, selected = [] as readonly Shot[] } = {}): Editor {
  const project = createStore<ProjectMirror>(() => ({ known: true, savedAt: null, state: { path: '/film.tintype', readOnly, revision: 1, document: { ...emptyDocument, ...part } } }));
  const session = createSession();
  session.setState({ selectedShots: new Set(selected.map(({ id }) => id)) });
  return { project, session, edits: { changeable: () => Array.from({ length: changeable }, (_, index) => ({ id: `h${index}`, ...(linked === undefined ? {} : { swatch: linked }) })) } } as unknown as Editor;
}

/** Labels of the items that are marked as the present ones. */
function marked(id: SubmenuId, editor: Editor): readonly string[] {
  return submenuItems(id, editor).flatMap((item) => {
    const command = typeof item === 'string' ? commandById(item) : item;
    return command?.checked?.(editor) === true ? [commandLabel(command, editor)] : [];
  });
}

/** Labels, `-` before what cannot be chosen; `null` is a line. */
function shown(id: SubmenuId, editor: Editor): readonly (string | null)[] {
  return submenuItems(id, editor).map((item) => {
    if (item === null) return null;
    const command = typeof item === 'string' ? commandById(item) : item;
    return `${isEnabled(command, editor) ? '' : '-'}${commandLabel(command, editor)}`;
  });
}

test('scenes are offered in their order; the one that all selected shots are in cannot be chosen', () => {
  const shots = [shot('a', 'quay'), shot('b', 'quay'), shot('c')];
  expect(shown('scene', editorOf({ scenes, shots }, { selected: shots.slice(0, 2) }))).toEqual(['-Quay', 'Office', 'No scene', null, 'New scene']);
  expect(shown('scene', editorOf({ scenes, shots }, { selected: shots }))).toEqual(['Quay', 'Office', 'No scene', null, 'New scene']);
  expect(shown('scene', editorOf({ shots }, { selected: shots.slice(2) }))).toEqual(['-No scene', null, 'New scene']);
});

test('swatches are offered by name, where hints are selected that may change', () => {
  const swatches = ['Wool', 'Brick'].map((name) => Swatch.parse({ id: name, name, lab: [50, 10, 10], tolerance: 2, note: '' }));
  expect(shown('swatch', editorOf({ swatches }, { changeable: 2 }))).toEqual(['Wool', 'Brick']);
  expect(shown('swatch', editorOf({ swatches }))).toEqual(['-Wool', '-Brick']);
  expect(shown('swatch', editorOf({}, { changeable: 2 }))).toEqual([]);
});

test('nothing can be chosen in a window that only reads', () => {
  const shots = [shot('a')];
  const editor = editorOf({ scenes, shots }, { readOnly: true, selected: shots });
  expect(shown('scene', editor)).toEqual(['-Quay', '-Office', '-No scene', null, '-New scene']);
  expect(shown('status', editor)).toEqual(['-Approve', '-Set needs review', '-Set in progress']);
});

test('the present status, scene and swatch are marked where all that is selected has them', () => {
  const shots = [{ ...shot('a', 'quay'), status: 'review' as const }, { ...shot('b', 'quay'), status: 'review' as const }, shot('c')];
  const of = (...selected: readonly Shot[]): Editor => editorOf({ scenes, shots }, { selected });
  expect([marked('status', of(shots[0]!, shots[1]!)), marked('scene', of(shots[0]!, shots[1]!))]).toEqual([['Set needs review'], ['Quay']]);
  expect([marked('status', of(shots[2]!)), marked('scene', of(shots[2]!))]).toEqual([['Set in progress'], ['No scene']]);
  expect([marked('status', of(...shots)), marked('scene', of(...shots))]).toEqual([[], []]);
  const swatches = ['Wool', 'Brick'].map((name) => Swatch.parse({ id: name, name, lab: [50, 10, 10], tolerance: 2, note: '' }));
  expect(marked('swatch', editorOf({ swatches }, { changeable: 2, linked: 'Brick' }))).toEqual(['Brick']);
  expect(marked('swatch', editorOf({ swatches }, { changeable: 2 }))).toEqual([]);
});
