import { expect, test } from 'vitest';
import type { PointHint } from '../../shared/model/hint.ts';
import { HintId } from '../../shared/model/ids.ts';
import { type DialGrip, DIALS, dialPlace, dialUnder, dialValue, hintDial } from './hint-dial.ts';

const hint: PointHint = { kind: 'point', id: HintId.parse('h'), at: [0.5, 0.5], radius: 0.01, ab: [20, 10], strength: 0.25, reach: 2, softEdge: 0.6 };
const dial = hintDial(hint, { x: 100, y: 100 }, 5);
const grip = (id: DialGrip['id']): DialGrip => ({ ...dial, id });

test('a handle lies where its value says, and gives that value back', () => {
  const { x, y } = dialPlace(dial, 'strength');
  expect([Math.round(x), Math.round(y)]).toEqual([130, 100]);
  for (const id of DIALS) expect(dialValue(grip(id), dialPlace(dial, id), 0.5)).toBeCloseTo(hint[id]!, 9);
});

test('the nearest handle within reach of the pointer is taken', () => {
  expect(dialUnder(dial, { x: 132, y: 102 })?.id).toBe('strength');
  const { x, y } = dialPlace(dial, 'reach');
  expect(dialUnder(dial, { x: x - 3, y: y + 3 })?.id).toBe('reach');
  const soft = dialPlace(dial, 'softEdge');
  expect(dialUnder(dial, { x: soft.x + 3, y: soft.y - 3 })?.id).toBe('softEdge');
  // The mark itself is left for moving the hint, also with the widest soft edge.
  expect(dialUnder(hintDial({ ...hint, softEdge: 1 }, { x: 100, y: 100 }, 5), { x: 98, y: 102 })).toBeUndefined();
  expect(dialUnder(dial, { x: 100, y: 140 })).toBeUndefined();
  expect(dialUnder(undefined, { x: 132, y: 102 })).toBeUndefined();
});

test('the strength stops at the top, from either side; reach and soft edge stay within their ranges', () => {
  const left = { x: 99, y: 80 };
  const right = { x: 101, y: 80 };
  expect([dialValue(grip('strength'), right, 0.98), dialValue(grip('strength'), left, 0.02)]).toEqual([1, 0]);
  expect(dialValue(grip('strength'), { x: 100, y: 130 }, 0.4)).toBeCloseTo(0.5);
  expect([dialValue(grip('reach'), { x: 100, y: 100 }, 1), dialValue(grip('reach'), { x: 500, y: 100 }, 1)]).toEqual([0, 4]);
  expect([dialValue(grip('softEdge'), { x: 100, y: 100 }, 1), dialValue(grip('softEdge'), { x: 500, y: 100 }, 1)]).toEqual([1, 0]);
});
