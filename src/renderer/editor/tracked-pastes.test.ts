import { expect, test } from 'vitest';
import { createStore, type StoreApi } from 'zustand/vanilla';
import type { Job } from '../../shared/contract/jobs.ts';
import { emptyDocument, Keyframe, type ProjectCommand, Shot, Still } from '../../shared/model/document.ts';
import { Hint } from '../../shared/model/hint.ts';
import { JobId } from '../../shared/model/ids.ts';
import { neutralLayer } from '../../shared/model/layer.ts';
import type { JobsMirror } from '../document/jobs-mirror.ts';
import type { ProjectMirror } from '../document/project-mirror.ts';
import type { WireClient } from '../host/wire.ts';
import type { Edits } from './edits.ts';
import { createTrackedPastes, type TrackedPastes } from './tracked-pastes.ts';

const point = (id: string, x = 0.5): Hint => Hint.parse({ kind: 'point', id, at: [x, 0.5], radius: 0.01, ab: [10, 20] });
const shot = Shot.parse({ id: 's', clipId: 'film', name: 'Shot 02', range: { first: 10, last: 19 }, transitionIn: { kind: 'cut' } });
const keyframe = Keyframe.parse({ id: 'k', shotId: 'other', frame: 2, hints: [point('a')], approved: false });
const jobId = JobId.parse('tracking');
const job = (state: Job['state']): Job => ({
  id: jobId, kind: 'trackHints', label: 'Tracking hints', state, done: 0, total: 8, secondsLeft: null, createdAt: '2026-11-28T12:00:00Z',
  ...(state === 'done' ? { result: { targets: [{ frame: 15, hints: [{ from: 'a', hint: point('tracked', 0.25), confidence: 0.9, lost: false }] }] } } : {}),
});

/** A browser tab: its storage outlives the windows that are loaded in it. */
function tab() {
  const stored = new Map<string, string>();
  const storage = { getItem: (name: string) => stored.get(name) ?? null, setItem: (name: string, value: string) => { stored.set(name, value); } };
  const applied: ProjectCommand[] = [];
  const asked: unknown[] = [];
  const load = (options: { readonly path?: string; readonly jobs?: readonly Job[] } = {}): { readonly pastes: TrackedPastes; readonly jobs: StoreApi<JobsMirror> } => {
    const { path = '/films/pier.tintype', jobs: list = [] } = options;
    const project = createStore<ProjectMirror>(() => ({ known: true, savedAt: null, state: { path, readOnly: false, revision: 1, document: { ...emptyDocument, shots: [shot], keyframes: [keyframe] } } }));
    const jobs = createStore<JobsMirror>(() => ({ jobs: [], listed: 0 }));
    const client = { propagate: { colourLike: (input: unknown) => { asked.push(input); return Promise.resolve({ jobId }); }, track: (input: unknown) => { asked.push(input); return Promise.resolve({ jobId }); } } } as unknown as WireClient;
    const edits = { applyTogether: (commands: Iterable<ProjectCommand>) => { applied.push(...commands); return Promise.resolve(); }, ask: (call: (of: WireClient) => unknown) => call(client) } as unknown as Edits;
    const pastes = createTrackedPastes({ project, jobs, edits, storage, locked: () => new Set(), report: (error) => { throw error; } });
    jobs.setState({ jobs: list, listed: 1 });
    return { pastes, jobs };
  };
  return { load, applied, asked };
}
const settled = (): Promise<void> => new Promise((resolve) => { setTimeout(resolve); });
const copied = { id: keyframe.id, hints: keyframe.hints, referenceId: undefined };

test('hints are pasted when the job that tracks them is done, once', async () => {
  const { load, applied, asked } = tab();
  const { pastes, jobs } = load();
  await pastes.start(copied, [{ shot, frames: [15, 10] }]);
  expect(asked).toEqual([{ keyframeId: 'k', hintIds: ['a'], targets: [{ frames: [15, 10] }] }]);
  jobs.setState({ jobs: [job('running')] });
  expect(applied).toEqual([]);
  jobs.setState({ jobs: [job('done')] });
  jobs.setState({ jobs: [job('done')] });
  await settled();
  expect(applied).toMatchObject([{ kind: 'addKeyframe', keyframe: { shotId: 's', frame: 15, hints: [{ at: [0.25, 0.5] }] } }]);
});

test('a shot is coloured like another when the job that reads its colour is done; one without a frame for it is left out', async () => {
  const { load, applied, asked } = tab();
  const { pastes, jobs } = load();
  const like = Shot.parse({ ...shot, id: 'like', name: 'Shot 01' });
  await pastes.startLike(like, [{ shot, frames: [15] }, { shot: like, frames: [1] }, { shot: { ...shot, name: 'given' }, frames: [] }]);
  expect(asked).toEqual([{ from: { kind: 'shot', shotId: 'like' }, targets: [{ shotId: 's', frames: [15] }] }]);
  jobs.setState({ jobs: [{ ...job('done'), result: { targets: [{ frame: 15, confidence: 0.8, hints: [{ from: 'r', hint: point('r', 0.3), confidence: 0.8, lost: false }] }] } }] });
  await settled();
  expect(applied).toMatchObject([{ kind: 'addHintGroup', shotId: 's', group: { name: 'Like Shot 01', made: 'like' } }, { kind: 'addKeyframe', keyframe: { shotId: 's', frame: 15, hints: [{ at: [0.3, 0.5], made: 'like' }] } }]);
});

test('a still’s hints come with their groups; those that were not found are left out', async () => {
  const { load, applied } = tab();
  const { pastes, jobs } = load();
  const still = Still.parse({ id: 'noon', name: 'Noon', clipId: 'film', frame: 2, plane: 'p', madeAt: '2026-11-29', hints: [{ ...point('a'), group: 'coat' }, { ...point('b'), group: 'coat' }], groups: [{ id: 'coat', name: 'Coat' }] });
  await pastes.startLike(still, [{ shot, frames: [15] }]);
  const carried = (id: string, lost: boolean): unknown => ({ from: id, hint: { ...point(`${id} there`, 0.3), group: 'coat' }, confidence: 0.7, lost });
  jobs.setState({ jobs: [{ ...job('done'), result: { targets: [{ frame: 15, confidence: 0.8, hints: [carried('a', false), carried('b', true)] }] } }] });
  await settled();
  expect(applied).toMatchObject([{ kind: 'addHintGroup', shotId: 's', group: { id: 'coat', name: 'Coat' } }, { kind: 'addKeyframe', keyframe: { hints: [{ group: 'coat', made: 'like', at: [0.3, 0.5] }] } }]);
  expect((applied[1] as { keyframe: Keyframe }).keyframe.hints).toHaveLength(1);
});

test('a shot takes over the colour and the layers of a still; what was not found is left out', async () => {
  const { load, applied, asked } = tab();
  const { pastes, jobs } = load();
  const layer = { ...neutralLayer('Dusk'), warmth: 12 };
  const still = Still.parse({ id: 'noon', name: 'Noon', clipId: 'film', frame: 2, plane: 'p', madeAt: '2026-11-29', layers: [{ layers: [layer], weight: 1 }] });
  await pastes.startLike(still, [{ shot, frames: [15] }]);
  expect(asked).toEqual([{ from: { kind: 'still', stillId: 'noon' }, targets: [{ shotId: 's', frames: [15] }] }]);
  jobs.setState({ jobs: [{ ...job('done'), result: { targets: [{ frame: 15, confidence: 0.2, hints: [] }] } }] });
  await settled();
  expect(applied).toMatchObject([{ kind: 'setLayers', shotIds: ['s'], layers: [{ name: 'Dusk', warmth: 12 }] }]);
});

test('a window that is loaded anew while the job runs pastes what it finds', async () => {
  const { load, applied } = tab();
  const before = load();
  await before.pastes.start(copied, [{ shot, frames: [15] }]);
  before.pastes.stop();
  const { jobs } = load({ jobs: [job('running')] });
  expect(applied).toEqual([]);
  jobs.setState({ jobs: [job('done')] });
  await settled();
  expect(applied).toHaveLength(1);
  load({ jobs: [job('done')] });
  await settled();
  expect(applied).toHaveLength(1);
});

test('nothing is pasted when the job was cancelled, is gone, or belongs to another project; a resumed one is', async () => {
  const { load, applied } = tab();
  const { pastes, jobs } = load();
  await pastes.start(copied, [{ shot, frames: [15] }]);
  jobs.setState({ jobs: [job('cancelled')] });
  await settled();
  expect(applied).toEqual([]);
  jobs.setState({ jobs: [job('running')] });
  jobs.setState({ jobs: [job('done')] });
  await settled();
  expect(applied).toHaveLength(1);

  await pastes.start(copied, [{ shot, frames: [15] }]);
  pastes.stop();
  expect(applied).toHaveLength(2);
  const elsewhere = tab();
  await elsewhere.load().pastes.start(copied, [{ shot, frames: [15] }]);
  elsewhere.load({ path: '/films/dam.tintype', jobs: [job('done')] });
  elsewhere.load({ jobs: [] });
  elsewhere.load({ jobs: [job('done')] });
  await settled();
  expect(elsewhere.applied).toEqual([]);
});
