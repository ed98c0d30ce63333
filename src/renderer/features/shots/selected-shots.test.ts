import { expect, test } from 'vitest';
import { ShotId } from '../../../shared/model/ids.ts';
import { sceneSelection, withScene } from './selected-shots.ts';

const [a, b, c] = ['a', 'b', 'c'].map((id) => ShotId.parse(id)) as [ShotId, ShotId, ShotId];

test('the box of a scene adds what of it is not selected, and takes all out where all is', () => {
  expect([sceneSelection(new Set([c]), [a, b]), sceneSelection(new Set([a, c]), [a, b]), sceneSelection(new Set([a, b]), [a, b])]).toEqual(['none', 'some', 'all']);
  expect([...withScene(new Set([a, c]), [a, b])]).toEqual([a, c, b]);
  expect([...withScene(new Set([a, b, c]), [a, b])]).toEqual([c]);
});
