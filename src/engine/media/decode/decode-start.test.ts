import { expect, test } from 'vitest';
import { frameRange, type FrameRange } from '../../../shared/model/frame.ts';
import { decodeStart } from './decode-start.ts';

test('decoding begins a keyframe early, at the start without a table, and at the image itself in a sequence', () => {
  const table = { frameCount: 40, timeBase: { num: 1, den: 25 }, pts: Float64Array.from({ length: 40 }, (_, index) => index), seekPoints: Float64Array.of(0, 10, 20, 30), lastDuration: 1 };
  const file = { source: { kind: 'file', path: '/a' }, picture: { width: 64, height: 36 } } as const;
  const at = (frame: number): FrameRange => frameRange(frame, frame);
  expect(decodeStart(file, table, at(25))).toEqual({ kind: 'seek', from: 10, firstPts: 25 });
  expect(decodeStart(file, table, at(20))).toEqual({ kind: 'seek', from: 10, firstPts: 20 });
  expect(decodeStart(file, table, at(5))).toEqual({ kind: 'count', skip: 5 });
  expect(decodeStart(file, { ...table, pts: undefined }, at(25))).toEqual({ kind: 'count', skip: 25 });
  expect(decodeStart({ ...file, source: { kind: 'sequence', pattern: '/a%d.png', firstNumber: 3 } }, table, at(25))).toEqual({ kind: 'sequence', skip: 25, lead: 0 });
});

test('damaged frames are decoded from the start, and far from it from groups without damage; others as in an intact film', () => {
  const table = { frameCount: 400, timeBase: { num: 1, den: 25 }, pts: Float64Array.from({ length: 400 }, (_, index) => index), seekPoints: Float64Array.from({ length: 40 }, (_, index) => 10 * index), lastDuration: 1 };
  const file = { source: { kind: 'file', path: '/a' }, picture: { width: 64, height: 36 }, damaged: [frameRange(212, 213), frameRange(305, 305)] } as const;
  const large = { ...file, picture: { width: 4096, height: 2160 } };
  for (const clip of [file, large]) {
    expect(decodeStart(clip, table, frameRange(100, 209))).toEqual({ kind: 'seek', from: 90, firstPts: 100 });
    expect(decodeStart(clip, table, frameRange(235, 299))).toEqual({ kind: 'seek', from: 220, firstPts: 235 });
    expect(decodeStart({ ...clip, damaged: [] }, table, frameRange(212, 212))).toEqual({ kind: 'seek', from: 200, firstPts: 212 });
  }
  // In the damaged group, right behind it, and before it in the same run.
  for (const [first, last] of [[214, 214], [225, 225], [150, 212]] as const) expect(decodeStart(file, table, frameRange(first, last))).toEqual({ kind: 'count', skip: first });
  expect(decodeStart(large, table, frameRange(305, 305))).toEqual({ kind: 'seek', from: 250, firstPts: 305 });
  expect(decodeStart(large, table, frameRange(214, 214))).toEqual({ kind: 'seek', from: 160, firstPts: 214 });
});
