import { expect, test } from 'vitest';
import { emptyDocument } from '../../shared/model/document.ts';
import { createProjectMirror } from '../document/project-mirror.ts';
import { createSession } from '../session/session-store.ts';
import { oneOfEachSequence, openChosen } from './chosen-clips.ts';
import type { Editor } from './editor.ts';

/** A window whose engine opens all clips but the broken one. */
function choosing({ isOpen, hasSwatches = false }: { readonly isOpen: boolean; readonly hasSwatches?: boolean }): { readonly editor: Editor; readonly opened: readonly string[]; readonly listed: readonly string[]; readonly reported: readonly unknown[]; readonly made: readonly string[] } {
  const [opened, listed, made]: [string[], string[], string[]] = [[], [], []];
  const reported: unknown[] = [];
  const project = createProjectMirror();
  if (isOpen) project.setState({ known: true, state: { path: '/reel.tintype', readOnly: false, revision: 0, document: emptyDocument }, savedAt: null });
  const client = {
    project: { create: ({ path }: { readonly path: string }) => { made.push(path); return Promise.resolve(); } },
    media: {
      openClip: ({ path }: { readonly path: string }) => {
        if (path.includes('broken')) return Promise.reject(new Error('broken'));
        opened.push(path);
        return Promise.resolve({ clipId: path });
      },
      firstPicture: () => Promise.resolve(null),
    },
  };
  const editor = { project, session: createSession(), connection: { client: () => client }, edits: { afterChanges: (call: (of: typeof client) => unknown) => call(client) }, newProject: { store: { getState: () => ({ clips: [], lists: [], swatchesFrom: hasSwatches ? { path: '/old.tintype', reading: { kind: 'running' } } : null }) }, add: (paths: readonly string[]) => { listed.push(...paths); } }, report: (error: unknown) => { reported.push(error); } };
  return { editor: editor as unknown as Editor, opened, listed, reported, made };
}

test('of the images of a sequence only the first that was chosen counts, with either kind of slash', () => {
  expect(oneOfEachSequence(['/a/shot-001.dpx', '/a/shot-002.dpx', '/a/kid.mov', '/a/dam.mov'])).toEqual(['/a/shot-001.dpx', '/a/kid.mov', '/a/dam.mov']);
  expect(oneOfEachSequence(['C:\\a\\shot-001.dpx', 'C:\\a\\shot-002.dpx'])).toEqual(['C:\\a\\shot-001.dpx']);
});

test('several clips join the open project one after another, and one that cannot be opened does not stop the others', async () => {
  const { editor, opened, listed, reported } = choosing({ isOpen: true });
  await openChosen(editor, ['/a/kid.mov', '/a/broken.mov', '/a/dam.mov']);
  expect([opened, listed, reported.length]).toEqual([['/a/kid.mov', '/a/dam.mov'], [], 1]);
});

test('without a project several are listed for a new one, and a single one is opened with a project beside it', async () => {
  const several = choosing({ isOpen: false });
  await openChosen(several.editor, ['/a/kid.mov', '/a/dam.mov']);
  expect([several.opened, several.listed, several.made]).toEqual([[], ['/a/kid.mov', '/a/dam.mov'], []]);
  const one = choosing({ isOpen: false });
  await openChosen(one.editor, ['/a/kid.mov']);
  expect([one.opened, one.listed, one.made]).toEqual([['/a/kid.mov'], [], ['/a/kid.tintype']]);
  await openChosen(one.editor, []);
  expect(one.opened).toHaveLength(1);
});

test('a single clip is listed, too, where swatches were chosen for the new project', async () => {
  const { editor, opened, listed } = choosing({ isOpen: false, hasSwatches: true });
  await openChosen(editor, ['/a/kid.mov']);
  expect([opened, listed]).toEqual([[], ['/a/kid.mov']]);
  const open = choosing({ isOpen: true, hasSwatches: true });
  await openChosen(open.editor, ['/a/kid.mov']);
  expect([open.opened, open.listed]).toEqual([['/a/kid.mov'], []]);
});
