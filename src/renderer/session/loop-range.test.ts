import { expect, test } from 'vitest';
import { Clip } from '../../shared/model/clip.ts';
import { emptyDocument, Shot } from '../../shared/model/document.ts';
import { loopRange, marksWith } from './loop-range.ts';

const clip = Clip.parse({
  id: 'film', source: { kind: 'file', path: '/films/film.mov' }, contentHash: 'hash', name: 'film', codec: 'prores', rate: { num: 24, den: 1 }, timing: 'constant', frameCount: 100, audioTracks: 0, durationSeconds: 4, remarks: [],
  picture: { width: 1280, height: 720, sampleAspect: { num: 1, den: 1 }, rotation: 0, pixelFormat: 'yuv420p', family: 'yuv', bitDepth: 8, range: 'limited', matrix: 'bt709', scan: 'progressive' },
});
const shots = [[0, 39], [40, 99]].map(([first, last], index) => Shot.parse({ id: `s${index}`, clipId: 'film', name: `Shot ${index}`, range: { first, last }, transitionIn: { kind: 'cut' } }));
const document = { ...emptyDocument, clips: [clip], shots };
const session = { clipId: clip.id, frame: 50, loopShot: false, inMark: null, outMark: null };

test('playback loops between the marks, else with the loop in the shot, else not', () => {
  expect(loopRange(document, session)).toBeUndefined();
  expect(loopRange(document, { ...session, loopShot: true })).toEqual({ first: 40, last: 99 });
  expect(loopRange(document, { ...session, loopShot: true, inMark: 10 })).toEqual({ first: 10, last: 99 });
  expect(loopRange(document, { ...session, outMark: 20 })).toEqual({ first: 0, last: 20 });
  expect(loopRange(emptyDocument, { ...session, inMark: 10 })).toBeUndefined();
});

test('a mark beyond the other one drops it', () => {
  const marks = { inMark: 10, outMark: 20 };
  expect(marksWith(marks, { inMark: 20 })).toEqual({ inMark: 20, outMark: 20 });
  expect(marksWith(marks, { inMark: 21 })).toEqual({ inMark: 21, outMark: null });
  expect(marksWith(marks, { outMark: 9 })).toEqual({ inMark: null, outMark: 9 });
});
