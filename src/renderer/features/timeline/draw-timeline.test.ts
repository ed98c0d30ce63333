import { expect, test } from 'vitest';
import { createStore } from 'zustand/vanilla';
import { ShotColour } from '../../../shared/contract/propagate.ts';
import { Clip } from '../../../shared/model/clip.ts';
import { emptyDocument, Keyframe, Note, Shot } from '../../../shared/model/document.ts';
import type { ClipId } from '../../../shared/model/ids.ts';
import { Mask } from '../../../shared/model/mask.ts';
import type { ProjectMirror } from '../../document/project-mirror.ts';
import { createShotColours } from '../../document/shot-colours.ts';
import type { Editor } from '../../editor/editor.ts';
import { createSession } from '../../session/session-store.ts';
import { drawTimeline } from './draw-timeline.ts';
import { createJobsMirror } from '../../document/jobs-mirror.ts';
import { stageRuns } from './film-strip.ts';
import { laneSettings, laneWishes } from './lane-settings.ts';
import { timelineRows, timelineScale } from './timeline-layout.ts';
import { NOTHING_DRAGGED, timelineScene } from './timeline-scene.ts';

const WIDTH = 1280;
const HEIGHT = 264;
const SHOT_FRAMES = 100;
const lanes = laneWishes({ hints: 1, masks: 1, sound: true }, laneSettings(null));

/** A mask that was tracked from its first frame, and lost near the end of the shot. */
function mask(id: string, first: number): Mask {
  const shape = { kind: 'ellipse', at: [0.5, 0.5], radii: [0.1, 0.1], angle: 0 };
  return Mask.parse({ id, name: 'Mask 1', visible: true, inverted: false, feather: 0, keys: [{ frame: first, shape }, ...Array.from({ length: 8 }, (_, index) => ({ frame: first + 10 * (index + 1), shape, tracked: true }))], lost: [{ first: first + 81, last: first + 99 }] });
}

/** A clip of shots of 100 frames, each with a keyframe with a hint, a mask, a marker and colour, and an editor that shows it. */
function filmOf(frameCount: number): { readonly draw: (pxPerFrame: number | null, start?: number) => { readonly calls: number; readonly thumbnails: number; readonly frames: number } } {
  const clip = Clip.parse({
    id: 'film', source: { kind: 'file', path: '/films/film.mov' }, contentHash: 'hash', name: 'film', codec: 'prores', rate: { num: 24, den: 1 }, timing: 'constant', frameCount, audioTracks: 0, durationSeconds: frameCount / 24, remarks: [],
    picture: { width: 1280, height: 720, sampleAspect: { num: 1, den: 1 }, rotation: 0, pixelFormat: 'yuv420p', family: 'yuv', bitDepth: 8, range: 'limited', matrix: 'bt709', scan: 'progressive' },
  });
  const firsts = Array.from({ length: frameCount / SHOT_FRAMES }, (_, index) => index * SHOT_FRAMES);
  const range = (first: number): object => ({ first, last: first + SHOT_FRAMES - 1 });
  let frames = 0;
  const colours = createShotColours();
  const shots = firsts.map((first) => Shot.parse({ id: `s${first}`, clipId: clip.id, name: `Shot ${first}`, range: range(first), transitionIn: { kind: 'cut' }, masks: [mask(`m${first}`, first)] }));
  colours.setState({
    shots: new Map(shots.map((shot) => {
      const colour = ShotColour.parse({ shotId: shot.id, range: shot.range, frames: Array.from({ length: SHOT_FRAMES }, () => ({ key: 'a'.repeat(64), confidence: 0.8 })) });
      return [shot.id, { ...colour, frames: new Proxy(colour.frames, { get(target, name) {
        if (typeof name === 'string' && /^\d+$/.test(name)) frames += 1;
        return Reflect.get(target, name) as unknown;
      } }) }];
    })),
  });
  const document = {
    ...emptyDocument, clips: [clip], shots,
    keyframes: firsts.map((first) => Keyframe.parse({ id: `k${first}`, shotId: `s${first}`, frame: first, hints: [{ kind: 'point', id: `h${first}`, at: [0.5, 0.5], radius: 0.05, ab: [20, 10] }], approved: false })),
    notes: firsts.map((first) => Note.parse({ id: `n${first}`, clipId: clip.id, frame: first + 5, text: '' })),
  };
  const project = createStore<ProjectMirror>(() => ({ known: true, savedAt: null, state: { path: '/film.tintype', readOnly: false, revision: 1, document } }));
  const editor = { project, colours, jobs: createJobsMirror(), session: createSession() } as unknown as Editor;
  return {
    draw(pxPerFrame, start = 0) {
      let calls = 0;
      let thumbnails = 0;
      // A canvas that only counts the drawing calls.
      const context = new Proxy({}, { get: (_, name) => (name === 'measureText' ? () => ({ width: 40 }) : () => { calls += 1; }), set: () => true }) as CanvasRenderingContext2D;
      const source = { thumbnails: { get: () => { thumbnails += 1; return undefined; }, subscribe: () => () => undefined, retryFailed: () => undefined, dispose: () => undefined }, pixelsOf: (clipId: ClipId) => ({ clipId }), planeKeyOf: () => undefined, layersOf: () => undefined, sound: { perSecond: 10, values: new Int8Array(2 * Math.ceil((10 * frameCount) / 24)) } };
      const scale = timelineScale(frameCount, WIDTH, { pxPerFrame, start });
      const stages = stageRuns(document, clip.id, scale);
      const scene = (): ReturnType<typeof timelineScene> => timelineScene(editor, { clip, width: WIDTH, height: HEIGHT, scale, rows: timelineRows(HEIGHT, lanes), scrolled: { hints: 0, masks: 0 } }, NOTHING_DRAGGED);
      // The first drawing computes and caches the state of each shot.
      drawTimeline(context, scene(), { ...source, stages });
      calls = 0;
      thumbnails = 0;
      frames = 0;
      drawTimeline(context, scene(), { ...source, stages });
      return { calls, thumbnails, frames };
    },
  };
}

test('at one zoom a clip of 200,000 frames takes no more drawing calls than one of 5,000, at any position', () => {
  const [short, long] = [filmOf(5_000), filmOf(200_000)];
  for (const pxPerFrame of [160, 20, 2, 0.5]) {
    const middle = short.draw(pxPerFrame, 1_000);
    for (const start of [1_000, 101_000, 199_000 - (WIDTH / pxPerFrame)]) {
      const there = long.draw(pxPerFrame, start);
      expect(there.calls).toBeLessThanOrEqual(middle.calls * 1.1 + 40);
      expect(there.thumbnails).toBeLessThanOrEqual(middle.thumbnails + 4);
      expect(there.frames).toBeLessThanOrEqual(middle.frames * 1.1 + 2 * SHOT_FRAMES);
    }
  }
});

test('fitted to the window, 200,000 frames draw no thumbnails that are too small and only a few calls per shot', () => {
  const { calls, thumbnails, frames } = filmOf(200_000).draw(null);
  expect(thumbnails).toBe(0);
  expect(calls).toBeLessThan(2_000 * 12);
  expect(frames).toBeLessThan(2_000 * 40);
});
