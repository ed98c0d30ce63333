import { expect, test } from 'vitest';
import { frameIndex } from '../../../shared/model/frame.ts';
import { Hint } from '../../../shared/model/hint.ts';
import { newMask } from '../../../shared/model/mask.ts';
import { cutOffWords } from './cut-off.ts';

const picture = { width: 1280, height: 720 };
const face = { ...newMask('Face', frameIndex(0), { kind: 'ellipse', at: [0.5, 0.5], radii: [0.1, 0.1], angle: 0 }), stopsColour: true as const };
const point = (x: number): Hint => Hint.parse({ kind: 'point', id: `at ${x}`, at: [x, 0.5], radius: 0.01, ab: [10, 20] });
const auto = Hint.parse({ kind: 'auto', id: 'auto', at: [0.5, 0.5], radius: 0.01 });

test('a side of a mask that stops colour without a colour hint is told to have automatic colour', () => {
  const words = (...hints: readonly Hint[]): string | undefined => cutOffWords(face, { hints, frame: 0, picture, masks: [face] });
  expect(words(point(0.2), auto)).toBe('No colour hint inside on this frame: automatic colour there.');
  expect(words(point(0.5))).toBe('No colour hint outside on this frame: automatic colour there.');
  expect(words(point(0.2), point(0.5))).toBeUndefined();
  expect(words(auto)).toBeUndefined();
  const { stopsColour: _stops, ...open } = face;
  expect(cutOffWords(open, { hints: [point(0.2)], frame: 0, picture, masks: [] })).toBeUndefined();
});

test('inside is what the mask covers on the frame that is looked at', () => {
  const moved = { ...face, keys: [...face.keys, { frame: frameIndex(10), shape: { kind: 'ellipse' as const, at: [0.2, 0.5] as const, radii: [0.1, 0.1] as const, angle: 0 } }] };
  const words = (frame: number): string | undefined => cutOffWords(moved, { hints: [point(0.2), point(0.9)], frame, picture, masks: [moved] });
  expect([words(0), words(10)]).toEqual(['No colour hint inside on this frame: automatic colour there.', undefined]);
});
