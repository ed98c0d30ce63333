import { expect, test } from 'vitest';
import { frameIndex } from '../../../shared/model/frame.ts';
import { HintGroupId, newId } from '../../../shared/model/ids.ts';
import { type EllipseShape, newMask, withShapeOnFrame } from '../../../shared/model/mask.ts';
import { limitWords } from './limit-words.ts';

const ellipse: EllipseShape = { kind: 'ellipse', at: [0.5, 0.5], radii: [0.1, 0.1], angle: 0 };
const mask = newMask('Coat', frameIndex(3), ellipse);
const tracked = withShapeOnFrame(mask, frameIndex(9), ellipse);
const group = { id: newId(HintGroupId), name: 'Coat', mask: mask.id };

test('a mask that limits no hints says nothing of it', () => {
  expect(limitWords(tracked, { masks: [tracked] })).toBeUndefined();
  expect(limitWords(tracked, { masks: [tracked], hintGroups: [{ ...group, off: true }] })).toBeUndefined();
});

test('one that does says where it holds, and what makes it hold elsewhere', () => {
  expect(limitWords(mask, { masks: [mask], hintGroups: [group] })).toContain('Track the mask');
  expect(limitWords(tracked, { masks: [tracked], hintGroups: [group] })).toContain('from its first shape to its last');
  const networks = { colorize: { id: 'painter', version: '2.1.0' }, propagate: { id: 'propagation', version: '1.3.0' } };
  expect(limitWords({ ...tracked, stopsColour: true }, { masks: [tracked], networks })).toContain('Update the shot');
});
