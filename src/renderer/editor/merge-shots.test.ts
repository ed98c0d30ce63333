import { expect, test } from 'vitest';
import { ProjectState } from '../../shared/contract/project.ts';
import { emptyDocument, type ProjectCommand, type ProjectDocument, Shot } from '../../shared/model/document.ts';
import { ClipId } from '../../shared/model/ids.ts';
import { createProjectMirror } from '../document/project-mirror.ts';
import { createSession } from '../session/session-store.ts';
import type { Editor } from './editor.ts';
import { mergeWithNext } from './merge-shots.ts';

const film = ClipId.parse('film');

/** What is sent, and what is asked, when the first of two shots with these fields is merged with the second. */
async function merging(first: object, second: object): Promise<{ readonly sent: ProjectCommand | undefined; readonly losses: readonly string[] | undefined }> {
  const shots = [first, second].map((fields, at) => Shot.parse({ id: `film-${at + 1}`, clipId: film, name: `Shot 0${at + 1}`, range: { first: 40 * at, last: 40 * at + 39 }, transitionIn: { kind: 'cut' }, ...fields }));
  const document: ProjectDocument = { ...emptyDocument, shots };
  const project = createProjectMirror();
  project.setState({ known: true, state: ProjectState.parse({ path: '/reel.tintype', readOnly: false, revision: 1, document }), savedAt: null });
  const session = createSession();
  session.setState({ clipId: film, frame: 3 });
  let sent: ProjectCommand | undefined;
  const edits = { applyInTurn: (command: (now: ProjectDocument) => ProjectCommand | undefined) => { sent = command(document); return Promise.resolve(); } };
  await mergeWithNext({ project, session, edits: edits as unknown as Editor['edits'] });
  return { sent, losses: session.getState().merge?.losses };
}

test('a merge in which nothing is lost is not asked for', async () => {
  expect(await merging({}, { name: 'Harbour', flag: 'red' })).toEqual({ sent: { kind: 'mergeShots', first: 'film-1', second: 'film-2' }, losses: undefined });
});

test('of two chosen names the second is told among what is lost', async () => {
  expect(await merging({ name: 'Harbour', flag: 'blue' }, { name: 'Street', flag: 'red' })).toEqual({ sent: undefined, losses: ['its name', 'its red flag'] });
});
