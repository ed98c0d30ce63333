import { expect, test } from 'vitest';
import { realClip, trueFrames } from '../../../test/support/real-clip.ts';
import type { WorkingLuma } from '../../shared/model/working-luma.ts';
import { CutFinder } from './cut-finder.ts';

const size = { width: 128, height: 72 };

/** A background gradient with a block on it. */
function scene(frame: number, kind: 'street' | 'night'): WorkingLuma {
  const lightness = Float32Array.from({ length: size.width * size.height }, (_, index) => {
    const [x, y] = [index % size.width, Math.floor(index / size.width)];
    return kind === 'street' ? 90 - x / 4 - (x > 20 + frame && x < 50 + frame && y > 30 ? 40 : 0) : 5 + x / 16 + (y < 20 && x > 90 ? 25 : 0);
  });
  return { frame, ...size, lightness };
}

const flat = (frame: number, value: number): WorkingLuma => ({ frame, ...size, lightness: new Float32Array(size.width * size.height).fill(value) });

/** First frames after a cut, in the order given. */
function cutsIn(lumas: readonly WorkingLuma[]): readonly number[] {
  const finder = new CutFinder();
  const found = lumas.map((luma, index) => (finder.add(luma) ? [lumas[index - 1]!.frame] : [])).flat();
  return finder.end() ? [...found, lumas.at(-1)!.frame] : found;
}

test('a cut is found at the first frame after it, in either direction', () => {
  const frames = Array.from({ length: 10 }, (_, frame) => scene(frame, frame < 6 ? 'street' : 'night'));
  expect(cutsIn(frames)).toEqual([6]);
  expect(cutsIn(frames.toReversed())).toEqual([5]);
});

test('a cut at the last frame of a span is found too', () => {
  expect(cutsIn([scene(0, 'street'), scene(1, 'street'), scene(2, 'night')])).toEqual([2]);
});

test('a flash, black frames and a slow change of light are not cuts', () => {
  const street = Array.from({ length: 8 }, (_, frame) => scene(frame, 'street'));
  expect(cutsIn(street.with(4, flat(4, 100)))).toEqual([]);
  expect(cutsIn(street.with(3, flat(3, 0)).with(4, flat(4, 0)))).toEqual([]);
  expect(cutsIn(street.with(4, { ...scene(4, 'night'), frame: 4 }))).toEqual([]);
  expect(cutsIn(street.map((luma) => ({ ...luma, lightness: luma.lightness.map((value) => value * (1 - luma.frame / 10)) })))).toEqual([]);
});

test('frames without any structure pass', () => {
  expect(cutsIn([flat(0, 0), flat(1, 0), flat(2, 0)])).toEqual([]);
});

const walk = realClip('val/vda-Tokyo-Walk_rgb.mp4');
const run = realClip('val/monst3r-lady-running.mp4');
test.skipIf(walk === undefined || run === undefined)('no cut is found inside real shots, and the one between two of them is', () => {
  const options = { ...size, count: 24 };
  const first = trueFrames(walk!, options).map(({ luma }) => luma);
  const second = trueFrames(run!, options).map(({ luma }) => ({ ...luma, frame: luma.frame + first.length }));
  expect(cutsIn(first)).toEqual([]);
  expect(cutsIn(second)).toEqual([]);
  expect(cutsIn([...first, ...second])).toEqual([first.length]);
});
