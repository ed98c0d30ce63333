import fc from 'fast-check';
import { expect, test, vi } from 'vitest';
import { Clip } from '../../shared/model/clip.ts';
import { emptyDocument } from '../../shared/model/document.ts';
import { frameRange } from '../../shared/model/frame.ts';
import { createProjectMirror } from '../document/project-mirror.ts';
import { createPlayback, playedFrame, shuttleSpeed } from './playback.ts';
import { createSession } from './session-store.ts';

const clip = { rate: { num: 24000, den: 1001 }, frameCount: 1440 };

test('after a second of a 24000/1001 clip its 24th frame is not yet due; after 1001 ms it is', () => {
  expect(playedFrame({ frame: 0, speed: 1 }, 1, clip, undefined).frame).toBe(23);
  expect(playedFrame({ frame: 0, speed: 1 }, 1.001, clip, undefined).frame).toBe(24);
});

test('playing stops at the last frame, and backwards at the first', () => {
  expect(playedFrame({ frame: 1430, speed: 1 }, 10, clip, undefined)).toEqual({ frame: 1439, ended: true });
  expect(playedFrame({ frame: 10, speed: -2 }, 10, clip, undefined)).toEqual({ frame: 0, ended: true });
});

test('a looped shot is never left, in either direction, however long it plays', () => {
  fc.assert(fc.property(fc.integer({ min: 0, max: 99 }), fc.integer({ min: 0, max: 99 }), fc.double({ min: 0, max: 1e4, noNaN: true }), fc.constantFrom(-4, -1, 1, 2), (first, length, seconds, speed) => {
    const loop = frameRange(first, first + length);
    const { frame, ended } = playedFrame({ frame: first, speed }, seconds, clip, loop);
    expect(frame).toBeGreaterThanOrEqual(loop.first);
    expect(frame).toBeLessThanOrEqual(loop.last);
    expect(ended).toBe(false);
  }));
});

test('J twice is twice as fast backwards, at most eight times; L then plays forwards at normal speed', () => {
  const presses = (directions: readonly (1 | -1)[]): number => directions.reduce<number>((speed, direction) => shuttleSpeed(speed, direction), 0);
  expect(presses([-1])).toBe(-1);
  expect(presses([-1, -1])).toBe(-2);
  expect(presses([-1, -1, -1, -1, -1, -1])).toBe(-8);
  expect(presses([-1, -1, 1])).toBe(1);
});

test('playback stays at either end: it wraps only with the loop', () => {
  vi.stubGlobal('cancelAnimationFrame', () => undefined);
  const session = createSession();
  const project = createProjectMirror();
  const film = Clip.parse({ id: 'film', name: 'film', codec: 'ffv1', timing: 'constant', durationSeconds: 4, remarks: [], source: { kind: 'file', path: '/film.mov' }, contentHash: 'h', frameCount: 100, rate: { num: 24, den: 1 }, audioTracks: 0, picture: { width: 16, height: 16, sampleAspect: { num: 1, den: 1 }, rotation: 0, pixelFormat: 'gray', family: 'gray', bitDepth: 8, range: 'full', matrix: 'bt709', scan: 'progressive' } });
  project.setState({ known: true, state: { path: '/p.tintype', readOnly: false, revision: 0, document: { ...emptyDocument, clips: [film] } } });
  const playback = createPlayback(session, project);
  for (const [frame, direction] of [[0, -1], [99, 1]] as const) {
    session.setState({ clipId: film.id, frame });
    playback.shuttle(direction);
    expect(session.getState()).toMatchObject({ frame, speed: 0 });
  }
  playback.toggle();
  expect(session.getState()).toMatchObject({ frame: 99, speed: 0 });
});
