import { afterEach, expect, test } from 'vitest';
import type { PaintedFrame } from '../../shared/contract/colorize.ts';
import { emptyDocument, Keyframe, type ProjectDocument, Shot } from '../../shared/model/document.ts';
import { Hint } from '../../shared/model/hint.ts';
import { ClipId } from '../../shared/model/ids.ts';
import { createProjectMirror } from '../document/project-mirror.ts';
import type { Connection } from '../host/connection.ts';
import { createPainter, hasNewColour, type Painter, paintingName } from './painter.ts';
import { createSession } from './session-store.ts';

const clipId = ClipId.parse('film');
const name = paintingName(clipId, 5);
const point = (a: number): Hint => Hint.parse({ kind: 'point', id: 'h', at: [0.5, 0.5], radius: 0.01, ab: [a, 0] });
const documentWith = (hint: Hint): ProjectDocument => ({
  ...emptyDocument,
  shots: [Shot.parse({ id: 's', clipId, name: 'Shot', range: { first: 0, last: 9 }, transitionIn: { kind: 'cut' } })],
  keyframes: [Keyframe.parse({ id: 'k', shotId: 's', frame: 5, approved: false, hints: [hint] })],
});

let painter: Painter | undefined;
afterEach(() => { painter?.stop(); });

/** A painter whose engine answers at once; the key of a colour is the request and the a of its hint. */
function begin(yieldToInput: (signal: AbortSignal) => Promise<void> = () => Promise.resolve()) {
  const project = createProjectMirror();
  const session = createSession();
  const asked: string[] = [];
  const answer = (what: string): Promise<PaintedFrame> => {
    asked.push(what);
    return Promise.resolve({ key: what, width: 16, height: 16, outOfGamut: 0 });
  };
  const aOf = (hints: readonly Hint[]): string => hints.map((hint) => ('ab' in hint ? String(hint.ab[0]) : '')).join();
  const client = { colorize: {
    preview: ({ hints }: { readonly hints: readonly Hint[] }) => answer(`preview ${aOf(hints)}`),
    keyframe: () => answer(`keyframe ${aOf(project.getState().state!.document.keyframes[0]!.hints)}`),
  } };
  painter = createPainter({ project, session, connection: { client: () => client } as unknown as Connection, bringPlane: () => Promise.resolve(), yieldToInput, report: (error) => { throw error; } });
  const keep = (hint: Hint): void => { project.setState({ known: true, state: { path: '', readOnly: false, revision: 0, document: documentWith(hint) } }); };
  session.setState({ clipId, frame: 5 });
  keep(point(1));
  return { session, asked, keep, show: (hint: Hint | null) => { session.setState({ live: hint === null ? null : { clipId, frame: 5, hints: [hint] } }); }, painting: () => painter?.store.getState().frames.get(name) };
}

test('small pictures keep the colour from before a gesture until it ends; its last preview is then theirs at once, and the engine is asked for the keyframe, so that it is stored', async () => {
  const { asked, keep, show, painting } = begin();
  const seen: (string | undefined)[] = [];
  painter?.store.subscribe((now, before) => { if (hasNewColour(now, before)) seen.push(now.frames.get(name)?.kept?.key); });
  await expect.poll(() => painting()?.kept?.key).toBe('keyframe 1');
  show(point(2));
  await expect.poll(() => painting()?.painted.key).toBe('preview 2');
  expect(painting()?.kept?.key).toBe('keyframe 1');
  keep(point(2));
  show(null);
  await expect.poll(() => painting()?.kept?.key).toBe('keyframe 2');
  expect(seen).toEqual(['keyframe 1', 'preview 2', 'keyframe 2']);
  expect(asked).toEqual(['keyframe 1', 'preview 2', 'keyframe 2']);
});

test('shots are asked for only after the engine has stored the colour that a gesture has made', async () => {
  const { keep, show, painting } = begin();
  await expect.poll(() => painting()?.kept?.key).toBe('keyframe 1');
  show(point(2));
  await expect.poll(() => painting()?.painted.key).toBe('preview 2');
  await expect.poll(() => painter?.store.getState().busy).toBe(false);
  keep(point(2));
  show(null);
  expect(painter?.store.getState().busy).toBe(true);
  await expect.poll(() => painter?.store.getState().busy).toBe(false);
  expect(painting()?.kept?.key).toBe('keyframe 2');
});

test('while frame pacing waits, nothing of the gesture is painted; its end is painted at once', async () => {
  const turns: AbortSignal[] = [];
  const { asked, keep, show, painting } = begin((signal) => {
    turns.push(signal);
    return new Promise((resolve) => { signal.addEventListener('abort', () => { resolve(); }, { once: true }); });
  });
  await expect.poll(() => painting()?.painted.key).toBe('keyframe 1');
  show(point(2));
  await expect.poll(() => turns.length).toBe(1);
  show(point(3));
  show(point(4));
  expect(asked).toEqual(['keyframe 1', 'preview 2']);
  keep(point(4));
  show(null);
  await expect.poll(() => painting()?.kept?.key).toBe('keyframe 4');
  expect(asked).toEqual(['keyframe 1', 'preview 2', 'keyframe 4']);
});

test('a preview of a gesture and the wait for it are no new colour of a frame; its end is', async () => {
  const { keep, show, painting } = begin();
  const told: (string | undefined)[] = [];
  painter?.store.subscribe((now, before) => { if (hasNewColour(now, before)) told.push(now.frames.get(name)?.kept?.key); });
  await expect.poll(() => painting()?.kept?.key).toBe('keyframe 1');
  show(point(2));
  await expect.poll(() => painting()?.painted.key).toBe('preview 2');
  expect(told).toEqual(['keyframe 1']);
  keep(point(2));
  show(null);
  await expect.poll(() => told).toEqual(['keyframe 1', 'preview 2', 'keyframe 2']);
});
