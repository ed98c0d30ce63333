import { expect, test } from 'vitest';
import { AB_UNIT, type AbPlane } from '../../shared/model/ab-plane.ts';
import { Hint } from '../../shared/model/hint.ts';
import { coverageShares, hintsWithin, mixedByCoverage, paintApplied } from './limited-painting.ts';

const size = { width: 32, height: 18 };
const mask = { inverted: false, feather: 0, shape: { kind: 'polygon', points: [[0, 0], [0.5, 0], [0.5, 1], [0, 1]], smooth: false } } as const;
const point = (id: string, x: number): Hint => Hint.parse({ kind: 'point', id, at: [x, 0.5], radius: 0.02, ab: [10, 20] });
const boundary = Hint.parse({ kind: 'boundary', id: 'edge', path: [[0.9, 0.1], [0.9, 0.9]] });
const flat = (ab: number): AbPlane => ({ ...size, samples: new Int16Array(2 * size.width * size.height).fill(ab * AB_UNIT) });

test('each mask is painted with its hints and those inside it, and mixed in by its coverage', async () => {
  const painted: string[][] = [];
  const { plane, outOfGamut } = await paintApplied((hints) => {
    painted.push(hints.map(({ id }) => id));
    return Promise.resolve({ plane: flat(hints.some(({ id }) => id === 'own') ? 40 : 10), outOfGamut: hints.length });
  }, { hints: [point('inside', 0.2), point('outside', 0.8), boundary], limited: [{ hints: [point('own', 0.3)], mask }] });
  expect(painted).toEqual([['inside', 'outside', 'edge'], ['inside', 'edge', 'own']]);
  expect([plane.samples[0], plane.samples[size.width - 1]]).toEqual([40 * AB_UNIT, 10 * AB_UNIT]);
  expect(outOfGamut).toBe(3);
});

test('without masks it is one painting, as it is', async () => {
  const only = { plane: flat(5), outOfGamut: 1 };
  const { plane } = await paintApplied(() => Promise.resolve(only), { hints: [] });
  expect(plane).toBe(only.plane);
});

test('coverage of nothing and of all leaves one plane or the other to the bit; an inverted mask is the rest', () => {
  expect(mixedByCoverage(flat(1), flat(2), new Float32Array(size.width * size.height))).toEqual(flat(1));
  expect(mixedByCoverage(flat(1), flat(2), new Float32Array(size.width * size.height).fill(1))).toEqual(flat(2));
  const inverted = coverageShares({ ...mask, inverted: true }, size);
  expect(hintsWithin([point('inside', 0.2), point('outside', 0.8)], inverted, size).map(({ id }) => id)).toEqual(['outside']);
});
