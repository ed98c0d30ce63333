import { expect, test } from 'vitest';
import type { PointHint } from '../../shared/model/hint.ts';
import { HintId } from '../../shared/model/ids.ts';
import { type DialGrip, dialPlace, dialUnder, dialValue, hintDial } from './hint-dial.ts';

const hint: PointHint = { kind: 'point', id: HintId.parse('h'), at: [0.5, 0.5], radius: 0.01, ab: [20, 10], strength: 0.25, reach: 2 };
const dial = hintDial(hint, { x: 100, y: 100 }, 5);
const grip = (id: DialGrip['id']): DialGrip => ({ ...dial, id });

test('a handle lies where its value says, and gives that value back', () => {
  const { x, y } = dialPlace(dial, 'strength');
  expect([Math.round(x), Math.round(y)]).toEqual([114, 100]);
  for (const id of ['strength', 'reach'] as const) expect(dialValue(grip(id), dialPlace(dial, id), 0.5)).toBeCloseTo(hint[id]!, 9);
});

test('the nearest handle within reach of the pointer is taken', () => {
  expect(dialUnder(dial, { x: 116, y: 102 })?.id).toBe('strength');
  const { x, y } = dialPlace(dial, 'reach');
  expect(dialUnder(dial, { x: x - 3, y: y + 3 })?.id).toBe('reach');
  expect(dialUnder(dial, { x: 100, y: 140 })).toBeUndefined();
  expect(dialUnder(undefined, { x: 116, y: 102 })).toBeUndefined();
});

test('the strength stops at the top, from either side; the reach stays within its range', () => {
  const left = { x: 99, y: 80 };
  const right = { x: 101, y: 80 };
  expect([dialValue(grip('strength'), right, 0.98), dialValue(grip('strength'), left, 0.02)]).toEqual([1, 0]);
  expect(dialValue(grip('strength'), { x: 100, y: 130 }, 0.4)).toBeCloseTo(0.5);
  expect([dialValue(grip('reach'), { x: 100, y: 100 }, 1), dialValue(grip('reach'), { x: 500, y: 100 }, 1)]).toEqual([0, 4]);
});
