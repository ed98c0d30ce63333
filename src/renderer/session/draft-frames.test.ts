import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { createStore } from 'zustand/vanilla';
import { type FrameDraft, ShotColour } from '../../shared/contract/propagate.ts';
import { emptyDocument, Keyframe, type ProjectDocument, Shot } from '../../shared/model/document.ts';
import { Hint } from '../../shared/model/hint.ts';
import { ClipId, ShotId } from '../../shared/model/ids.ts';
import { Mask } from '../../shared/model/mask.ts';
import { createProjectMirror, documentOf } from '../document/project-mirror.ts';
import { colourOfFrame, createShotColours } from '../document/shot-colours.ts';
import type { Editor } from '../editor/editor.ts';
import { shownColour } from '../features/viewer/shown-frame.ts';
import type { Connection } from '../host/connection.ts';
import { draftFrames } from './draft-frames.ts';
import { createSession } from './session-store.ts';

const clipId = ClipId.parse('film');
const shotId = ShotId.parse('s');
const documentWith = (a: number): ProjectDocument => ({
  ...emptyDocument,
  shots: [Shot.parse({ id: 's', clipId, name: 'Shot', range: { first: 0, last: 9 }, transitionIn: { kind: 'cut' } })],
  keyframes: [Keyframe.parse({ id: 'k', shotId: 's', frame: 0, approved: false, hints: [Hint.parse({ kind: 'point', id: 'h', at: [0.5, 0.5], radius: 0.01, ab: [a, 0] })] })],
});
const status = (frames: readonly object[]): ShotColour => ShotColour.parse({ shotId: 's', range: { first: 0, last: 9 }, frames });
const none = Array.from({ length: 10 }, () => ({ key: null, confidence: null }));

let stop: (() => void) | undefined;
beforeEach(() => { vi.useFakeTimers(); });
afterEach(() => {
  stop?.();
  vi.useRealTimers();
});

/** An engine that answers when told to. */
function begin() {
  const project = createProjectMirror();
  const session = createSession();
  const colours = createShotColours();
  const asked: { readonly frame: number; readonly signal: AbortSignal; readonly answer: (draft: FrameDraft | null) => void }[] = [];
  const draft = ({ frame }: { readonly frame: number }, { signal }: { readonly signal: AbortSignal }): Promise<FrameDraft | null> => new Promise((resolve) => { asked.push({ frame, signal, answer: resolve }); });
  const connection = { state: createStore(() => ({ kind: 'connected' })), client: () => ({ propagate: { draft } }) } as unknown as Connection;
  const keep = (a: number): void => { project.setState({ known: true, state: { path: '', readOnly: false, revision: a, document: documentWith(a) } }); };
  /** Changes the shot alone: other records keep their identity. */
  const change = (part: Partial<Shot>): void => {
    const document = documentOf(project.getState());
    project.setState({ known: true, state: { path: '', readOnly: false, revision: 1, document: { ...document, shots: document.shots.map((shot) => ({ ...shot, ...part })) } } });
  };
  stop = draftFrames({ project, session, colours, connection });
  keep(1);
  colours.setState({ shots: new Map([[shotId, status(none)]]) });
  const painter = { store: createStore(() => ({ frames: new Map() })) };
  const editor = { project, session, colours, painter } as unknown as Editor;
  return {
    session, colours, keep, change, asked,
    goTo: async (frame: number) => {
      session.setState({ clipId, frame });
      await vi.advanceTimersByTimeAsync(100);
    },
    answer: async (draft: FrameDraft | null) => {
      asked.at(-1)!.answer(draft);
      await vi.advanceTimersByTimeAsync(100);
    },
    shown: (frame: number) => shownColour(editor, { clipId, frame }),
    delivered: (frame: number) => colourOfFrame(colours.getState(), documentWith(1), clipId, frame),
  };
}

test('where the playhead stands on a frame without colour a draft is asked for, shown as one, and no colour of the shot', async () => {
  const { goTo, answer, asked, shown, delivered } = begin();
  await goTo(5);
  expect(asked.map(({ frame }) => frame)).toEqual([5]);
  await answer({ key: 'draft 5', confidence: 0.8 });
  expect(shown(5)).toEqual({ key: 'draft 5', stale: false, draft: true });
  expect(delivered(5)).toMatchObject({ key: null });
  await goTo(4);
  await goTo(5);
  expect(asked.map(({ frame }) => frame)).toEqual([5, 4]);
});

test('while scrubbing the request for the frame that was left is dropped for the one at the playhead', async () => {
  const { goTo, asked, session } = begin();
  session.setState({ clipId, frame: 2 });
  await goTo(3);
  await goTo(7);
  expect(asked.map(({ frame, signal }) => [frame, signal.aborted])).toEqual([[3, true], [7, false]]);
});

test('its final colour replaces a draft, and earlier colour is covered by it, told as stale until it is there', async () => {
  const { goTo, answer, colours, shown } = begin();
  colours.setState({ shots: new Map([[shotId, status(none.map(() => ({ key: 'a'.repeat(64), confidence: 0.9, stale: true })))]]) });
  await goTo(5);
  expect(shown(5)).toMatchObject({ stale: true, draft: false });
  await answer({ key: 'draft 5', confidence: 0.8 });
  expect(shown(5)).toMatchObject({ stale: false, draft: true });
  colours.setState({ shots: new Map([[shotId, status(none.map(() => ({ key: 'b'.repeat(64), confidence: 0.9 })))]]) });
  expect(shown(5)).toEqual({ key: 'b'.repeat(64), stale: false, draft: false });
});

test('an edit of a keyframe drops the drafts and asks anew; while the film plays none is asked for or shown', async () => {
  const { goTo, answer, asked, keep, shown, session } = begin();
  await goTo(5);
  await answer({ key: 'draft 5', confidence: 0.8 });
  session.setState({ speed: 1 });
  expect(shown(5)).toBeUndefined();
  session.setState({ speed: 0 });
  keep(2);
  expect(shown(5)).toBeUndefined();
  await vi.advanceTimersByTimeAsync(100);
  expect(asked.map(({ frame }) => frame)).toEqual([5, 5]);
  await answer(null);
  expect(asked).toHaveLength(2);
});

test('a keyframe, and a frame that has colour, need no draft', async () => {
  const { goTo, asked, colours } = begin();
  await goTo(0);
  colours.setState({ shots: new Map([[shotId, status(none.map(() => ({ key: 'b'.repeat(64), confidence: 0.9 })))]]) });
  await goTo(5);
  expect(asked).toEqual([]);
});

test('an edit of a mask that limits hints drops the drafts, one that limits no colour keeps them', async () => {
  const { goTo, answer, asked, change, shown } = begin();
  const mask = Mask.parse({ id: 'm', name: 'Mask', visible: true, inverted: false, feather: 0, keys: [{ frame: 0, shape: { kind: 'ellipse', at: [0.5, 0.5], radii: [0.2, 0.2], angle: 0 } }] });
  await goTo(5);
  await answer({ key: 'draft 5', confidence: 0.8 });
  change({ masks: [mask] });
  change({ masks: [{ ...mask, feather: 0.1 }] });
  expect(shown(5)).toMatchObject({ key: 'draft 5', draft: true });
  change({ masks: [{ ...mask, stopsColour: true }] });
  expect(shown(5)).toBeUndefined();
  await goTo(5);
  expect(asked.map(({ frame }) => frame)).toEqual([5, 5]);
  await answer({ key: 'limited draft', confidence: 0.8 });
  change({ masks: [{ ...mask, stopsColour: true, feather: 0.1 }] });
  expect(shown(5)).toBeUndefined();
});
