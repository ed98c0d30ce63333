import { expect, test } from 'vitest';
import { createStore } from 'zustand/vanilla';
import { ProjectState } from '../../shared/contract/project.ts';
import { emptyDocument, type ProjectCommand, Shot } from '../../shared/model/document.ts';
import { MaskId } from '../../shared/model/ids.ts';
import { neutralLayer } from '../../shared/model/layer.ts';
import type { Mask } from '../../shared/model/mask.ts';
import { createProjectMirror } from '../document/project-mirror.ts';
import type { Connection } from '../host/connection.ts';
import { createSession } from '../session/session-store.ts';
import type { Editor } from './editor.ts';
import { changeLayer } from './layer-edits.ts';
import { createMaskContext } from './mask-context.ts';
import { changeMask } from './mask-edits.ts';
import { createEditSender } from './send-edits.ts';

const shape = { kind: 'ellipse', at: [0.5, 0.5], radii: [0.2, 0.1], angle: 0 };
const shot = Shot.parse({
  id: 's', clipId: 'film', name: 'Shot 01', range: { first: 0, last: 9 }, transitionIn: { kind: 'cut' }, layers: [neutralLayer('Layer 1')],
  masks: [{ id: 'm', name: 'Mask 1', visible: true, inverted: false, feather: 0, keys: [{ frame: 0, shape }] }],
});
const [mask, layer] = [shot.masks![0]!, shot.layers![0]!];

/** A window whose engine answers each change when it is told to. */
function windowWithSlowEngine() {
  const project = createProjectMirror();
  const withShot = (now: Shot, revision: number): void => { project.setState({ known: true, savedAt: null, state: ProjectState.parse({ path: '/reel.tintype', readOnly: false, revision, document: { ...emptyDocument, shots: [now] } }) }); };
  withShot(shot, 1);
  const session = createSession();
  session.setState({ clipId: shot.clipId, frame: 0 });
  const sent: { readonly command: ProjectCommand; readonly answer: () => void }[] = [];
  let revision = 1;
  const apply = ({ command }: { readonly command: ProjectCommand }): Promise<{ readonly revision: number }> => new Promise((resolve) => {
    sent.push({ command, answer: () => {
      const before = project.getState().state!.document.shots[0]!;
      if (command.kind === 'updateMask') withShot({ ...before, masks: before.masks!.map((each) => (each.id === command.mask.id ? command.mask : each)) }, ++revision);
      if (command.kind === 'addMask') withShot({ ...before, masks: [...before.masks!, command.mask] }, ++revision);
      if (command.kind === 'updateLayer') withShot({ ...before, layers: [command.layer] }, ++revision);
      resolve({ revision });
    } });
  });
  const connection = { state: createStore(() => ({ kind: 'connected' })), client: () => ({ project: { apply } }) } as unknown as Connection;
  const sender = createEditSender({ project, connection });
  const report = (error: unknown): void => { throw error as Error; };
  const editor = { project, session, report, edits: { applyInTurn: (work, options) => sender.send(() => work(project.getState().state!.document), options) } as Partial<Editor['edits']> } as unknown as Editor;
  return { editor, sent, tool: createMaskContext({ project, session, sender, report }), shown: () => session.getState().liveMasks?.masks[0]?.feather };
}

const feathered = (feather: number): Mask => ({ ...mask, feather });
/** Enough for whatever an answer sets off. */
const settled = (): Promise<void> => new Promise((resolve) => { setTimeout(resolve, 5); });

test('a shape that is dragged stays shown when the answer to an earlier change of the panel comes', async () => {
  const { editor, sent, tool, shown } = windowWithSlowEngine();
  changeMask(editor, shot.id, feathered(0.11), 'slider');
  changeLayer(editor, shot.id, { ...layer, warmth: 3 }, 'wheel');
  await settled();
  tool.show(feathered(0.2));
  for (const index of [0, 1]) {
    sent[index]!.answer();
    await settled();
    expect(shown()).toBe(0.2);
  }
  // What the layer showed is in the document by now.
  expect(editor.session.getState().liveLayers).toBeNull();
  tool.drop();
  expect(shown()).toBeUndefined();
});

test('of changes that come faster than answers the last is shown until its own answer, and then what the document has', async () => {
  const { editor, sent, shown } = windowWithSlowEngine();
  const seen: (number | undefined)[] = [];
  editor.session.subscribe(() => { seen.push(shown()); });
  for (const feather of [0.1, 0.12, 0.13]) {
    changeMask(editor, shot.id, feathered(feather), 'slider');
    await settled();
  }
  sent[0]!.answer();
  await settled();
  expect(sent.map(({ command }) => (command.kind === 'updateMask' ? command.mask.feather : undefined))).toEqual([0.1, 0.13]);
  changeMask(editor, shot.id, feathered(0.14), 'another slider');
  sent[1]!.answer();
  await settled();
  expect(shown()).toBe(0.14);
  sent[2]!.answer();
  await settled();
  expect(shown()).toBeUndefined();
  expect(seen).toEqual([0.1, 0.12, 0.13, 0.14, undefined]);
});

test('the tool takes a mask with the change that is still on its way, and draws a new one only once', async () => {
  const { editor, sent, tool } = windowWithSlowEngine();
  changeMask(editor, shot.id, feathered(0.11), 'slider');
  expect(tool.masks().map(({ feather }) => feather)).toEqual([0.11]);
  await settled();
  const drawn: Mask = { ...mask, id: MaskId.parse('n'), name: 'Mask 2' };
  for (const feather of [0, 0.05]) tool.show({ ...drawn, feather });
  expect(tool.masks().map(({ feather }) => feather)).toEqual([0.11, 0.05]);
  tool.commit(drawn);
  // Changed before its addition is answered.
  tool.commit({ ...drawn, feather: 0.03 });
  for (const index of [0, 1, 2]) {
    await settled();
    sent[index]!.answer();
  }
  await settled();
  expect(sent.map(({ command }) => command.kind)).toEqual(['updateMask', 'addMask', 'updateMask']);
  expect(editor.session.getState().liveMasks).toBeNull();
  expect(editor.project.getState().state!.document.shots[0]!.masks!.map(({ feather }) => feather)).toEqual([0.11, 0.03]);
});
