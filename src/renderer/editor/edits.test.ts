import { expect, test } from 'vitest';
import { createStore } from 'zustand/vanilla';
import { ProjectState } from '../../shared/contract/project.ts';
import { AppError } from '../../shared/errors/app-error.ts';
import { emptyDocument, Shot } from '../../shared/model/document.ts';
import type { Hint } from '../../shared/model/hint.ts';
import { ClipId, HintId } from '../../shared/model/ids.ts';
import { createProjectMirror } from '../document/project-mirror.ts';
import { createShotColours } from '../document/shot-colours.ts';
import type { Connection } from '../host/connection.ts';
import { createSession } from '../session/session-store.ts';
import type { ShownFrames } from '../session/shown-frames.ts';
import { withHint } from '../tools/tool.ts';
import { createEdits, type Edits } from './edits.ts';

const film = ClipId.parse('film');
const point = (id: string): Hint => ({ kind: 'point', id: HintId.parse(id), at: [0.5, 0.5], radius: 0.01, ab: [20, 10] });

/** A window on frame 3 whose engine answers each change when it is told to. */
function editing() {
  const project = createProjectMirror();
  const shot = Shot.parse({ id: 'film-1', clipId: 'film', name: 'Shot 01', range: { first: 0, last: 39 }, transitionIn: { kind: 'cut' } });
  project.setState({ known: true, state: ProjectState.parse({ path: '/reel.tintype', readOnly: false, revision: 1, document: { ...emptyDocument, shots: [shot] } }), savedAt: null });
  const session = createSession();
  session.setState({ clipId: film, frame: 3 });
  const answers: { readonly refuse: () => void }[] = [];
  const client = { project: { apply: () => new Promise((_, reject) => { answers.push({ refuse: () => { reject(new AppError('project.conflict', 'No.')); } }); }) } };
  const state = createStore(() => ({ kind: 'connected', client, isSilent: false }));
  const reported: unknown[] = [];
  const edits = createEdits({ project, colours: createShotColours(), session, connection: { state, client: () => client } as unknown as Connection, shown: createStore<ShownFrames>(() => ({ ready: undefined, other: undefined })), report: (error) => { reported.push(error); } });
  return { edits, session, answers, reported };
}

function place({ context }: Edits, hint: Hint): void {
  context.show(withHint(context.hints(), hint));
  context.commit({ kind: 'add', hint });
}
const soon = (): Promise<void> => new Promise((resolve) => { setTimeout(resolve); });

test('a hint that is on its way is there for the next gesture, and gone when it is refused', async () => {
  const { edits, session, answers, reported } = editing();
  const shown = (): readonly string[] => edits.context.hints().map(({ id }) => id);
  place(edits, point('one'));
  await soon();
  expect([shown(), edits.context.reachable().map(({ id }) => id)]).toEqual([['one'], ['one']]);
  place(edits, point('two'));
  expect(session.getState().live?.hints.map(({ id }) => id)).toEqual(['one', 'two']);
  session.setState({ frame: 4 });
  expect(shown()).toEqual([]);
  session.setState({ frame: 3 });
  for (let change = 0; change < 2; change++) {
    answers[change]!.refuse();
    await soon();
    await soon();
  }
  expect([shown(), reported.length, session.getState().live]).toEqual([[], 2, null]);
});
