import { afterEach, expect, test } from 'vitest';
import { createStore } from 'zustand/vanilla';
import { ShotColour } from '../../shared/contract/propagate.ts';
import { Clip } from '../../shared/model/clip.ts';
import { emptyDocument, Keyframe, Shot } from '../../shared/model/document.ts';
import type { Connection } from '../host/connection.ts';
import { createProjectMirror } from './project-mirror.ts';
import { createShotColours } from './shot-colours.ts';
import { type ShotColoursWatcher, watchShotColours } from './watch-shot-colours.ts';

const clip = Clip.parse({
  id: 'film', source: { kind: 'file', path: '/films/film.mov' }, contentHash: 'hash', name: 'film', codec: 'prores',
  picture: { width: 64, height: 36, sampleAspect: { num: 1, den: 1 }, rotation: 0, pixelFormat: 'yuv422p10le', family: 'yuv', bitDepth: 10, range: 'limited', matrix: 'bt709', primaries: 'bt709', scan: 'progressive' },
  rate: { num: 24, den: 1 }, timing: 'constant', frameCount: 10, audioTracks: 0, durationSeconds: 10 / 24, remarks: [],
});

let watcher: ShotColoursWatcher | undefined;
afterEach(() => { watcher?.stop(); });

test('while the frame under the hand is being coloured no shot is asked for; afterwards each is, once', async () => {
  const project = createProjectMirror();
  const colours = createShotColours();
  const hand = createStore(() => ({ busy: true }));
  const asked: string[] = [];
  const client = { propagate: {
    status: ({ shotId }: { readonly shotId: string }) => {
      asked.push(shotId);
      return Promise.resolve(ShotColour.parse({ shotId, range: { first: 0, last: 9 }, frames: Array.from({ length: 10 }, () => ({ key: null, confidence: null })), suggestion: null }));
    },
  } };
  const connection = { state: createStore(() => ({ kind: 'connected' })), client: () => client } as unknown as Connection;
  watcher = watchShotColours(colours, { project, connection, playhead: () => 0, hand, report: (error) => { throw error; } });
  const shot = Shot.parse({ id: 's', clipId: 'film', name: 'Shot', range: { first: 0, last: 9 }, transitionIn: { kind: 'cut' } });
  project.setState({ known: true, state: { path: '', readOnly: false, revision: 1, document: { ...emptyDocument, clips: [clip], shots: [shot], keyframes: [Keyframe.parse({ id: 'k', shotId: 's', frame: 0, approved: false, hints: [] })] } } });
  expect(asked).toEqual([]);
  hand.setState({ busy: false });
  await expect.poll(() => colours.getState().shots.has(shot.id)).toBe(true);
  hand.setState({ busy: true });
  hand.setState({ busy: false });
  expect(asked).toEqual(['s']);
});
