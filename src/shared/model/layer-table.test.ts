import fc from 'fast-check';
import { expect, test } from 'vitest';
import { lightnessOfSignal, colourModel, plainCoding } from '../colour/coding.ts';
import type { MaskId } from './ids.ts';
import { type Layer, type Layers, neutralLayer } from './layer.ts';
import { applyLayers, applyLayersToRow, chromaStatistics, layerTable, layerTableOf, rollOffGain } from './layer-table.ts';
import type { MaskOnFrame } from './mask.ts';

const layer = (part: Partial<Layer>): Layer => ({ ...neutralLayer('Layer 1'), ...part });
const at = (layers: Layers, gray: number, ab: readonly [number, number]): readonly number[] => applyLayers(layerTable(layers)!, gray, ab);
const PICTURE = { width: 320, height: 180 };
/** Display code of a lightness of 50. */
const MIDDLE = 0.466;

test('without layers, and with layers that are off, neutral or of no opacity, there is no table: nothing is computed', () => {
  expect(layerTable([])).toBeUndefined();
  expect(layerTable([layer({}), layer({ saturation: 0.5, on: false }), layer({ hue: 40, opacity: 0 })])).toBeUndefined();
  expect(layerTableOf([], PICTURE)).toBeUndefined();
  expect(layerTableOf([{ layers: [], weight: 0.4 }, { layers: [layer({})], weight: 0.6 }], PICTURE)).toBeUndefined();
});

test('saturation, hue, warmth and opacity do what they say', () => {
  expect(at([layer({ saturation: 0.5 })], MIDDLE, [40, -20])).toEqual([20, -10]);
  const turned = at([layer({ hue: 90 })], MIDDLE, [40, 0]);
  expect(turned[0]).toBeCloseTo(0, 4);
  expect(turned[1]).toBeCloseTo(40, 4);
  const [a, b] = at([layer({ warmth: 10 })], MIDDLE, [0, 0]);
  expect(a).toBeCloseTo(3.03, 2);
  expect(b).toBeCloseTo(9.53, 2);
  expect(at([layer({ saturation: 0, opacity: 0.25 })], MIDDLE, [40, -20])).toEqual([30, -15]);
});

test('the order of layers counts', () => {
  const [gray, warm] = [layer({ saturation: 0 }), layer({ warmth: 20 })];
  expect(at([gray, warm], MIDDLE, [30, 30])[1]).toBeCloseTo(19.06, 1);
  expect(at([warm, gray], MIDDLE, [30, 30])).toEqual([0, 0]);
});

test('roll-off leaves no chroma in black and white, also none of warmth, and changes nothing between its ends', () => {
  const rolled = layer({ warmth: 10, rollOff: { below: 20, above: 80 } });
  expect(at([rolled], 0, [40, 10])).toEqual([0, 0]);
  expect(at([rolled], 1, [40, 10])).toEqual([0, 0]);
  expect(at([rolled], MIDDLE, [40, 10])[0]).toBeCloseTo(43.03, 2);
  expect(rollOffGain({ below: 20, above: 100 }, 10)).toBeCloseTo(0.5, 9);
  // Super-white and what lies below black.
  expect(at([rolled], 1.05, [40, 10])).toEqual([0, 0]);
  expect(at([rolled], -0.05, [40, 10])).toEqual([0, 0]);
});

test('a match with a still gives its mean and its spread', () => {
  const from = { mean: [10, 20], spread: [5, 8] } as const;
  const to = { mean: [-4, 2], spread: [10, 4] } as const;
  const match = { stillId: 's' as never, name: 'Still', amount: 1, from, to };
  expect(at([layer({ still: match })], MIDDLE, [10, 20])).toEqual([-4, 2]);
  expect(at([layer({ still: match })], MIDDLE, [15, 12])).toEqual([6, -2]);
  expect(at([layer({ still: { ...match, amount: 0.5 } })], MIDDLE, [10, 20])).toEqual([3, 11]);
  // A picture of one colour is moved, and its noise is not stretched.
  expect(at([layer({ still: { ...match, from: { mean: [10, 20], spread: [0.1, 0.1] } } })], MIDDLE, [11, 20])).toEqual([-3, 2]);
});

test('statistics are those of the picture with its layers', () => {
  const plane = { width: 2, height: 2, a: Float32Array.of(10, 20, 30, 20), b: Float32Array.of(4, 4, 4, 4) };
  const gray = new Float32Array(4).fill(MIDDLE);
  expect(chromaStatistics(plane, gray)).toEqual({ mean: [20, 4], spread: [Math.sqrt(50), 0] });
  expect(chromaStatistics(plane, gray, layerTable([layer({ saturation: 0.5 })]))).toEqual({ mean: [10, 2], spread: [Math.sqrt(50) / 2, 0] });
  expect([...plane.a]).toEqual([10, 20, 30, 20]);
});

test('in a dissolve the changes are mixed by the shares of the shots; equal layers are one table', () => {
  const [less, more] = [[layer({ saturation: 0.5 })], [layer({ saturation: 2 })]];
  const mixed = layerTableOf([{ layers: less, weight: 0.75 }, { layers: more, weight: 0.25 }], PICTURE)!;
  expect(applyLayers(mixed, MIDDLE, [40, 0])[0]).toBeCloseTo(40 * (0.75 * 0.5 + 0.25 * 2), 4);
  expect(applyLayers(layerTableOf([{ layers: [], weight: 0.5 }, { layers: more, weight: 0.5 }], PICTURE)!, MIDDLE, [40, 0])[0]).toBeCloseTo(60, 4);
  const same = layerTableOf([{ layers: less, weight: 0.75 }, { layers: [layer({ saturation: 0.5 })], weight: 0.25 }], PICTURE)!;
  expect(same.name).toBe(layerTable(less)!.name);
});

/** A layer by its definition, in double precision, without a table. */
function direct(layers: Layers, gray: number, ab: readonly [number, number]): readonly [number, number] {
  const lightness = lightnessOfSignal(colourModel(plainCoding('bt709')), gray);
  return layers.reduce<readonly [number, number]>(([a, b], { saturation, hue, warmth, rollOff, opacity }) => {
    const turn = (hue * Math.PI) / 180;
    const gain = rollOffGain(rollOff, lightness);
    const made = [gain * (saturation * (a * Math.cos(turn) - b * Math.sin(turn)) + 0.303 * warmth), gain * (saturation * (a * Math.sin(turn) + b * Math.cos(turn)) + 0.953 * warmth)] as const;
    return [a + opacity * (made[0] - a), b + opacity * (made[1] - b)];
  }, ab);
}

const anyLayer = fc.record({
  saturation: fc.double({ min: 0, max: 1.6, noNaN: true }), hue: fc.double({ min: -180, max: 180, noNaN: true }), warmth: fc.double({ min: -30, max: 30, noNaN: true }), opacity: fc.double({ min: 0.01, max: 1, noNaN: true }),
  rollOff: fc.record({ below: fc.integer({ min: 8, max: 50 }), above: fc.integer({ min: 50, max: 94 }) }),
}).map(layer);

test('the table gives what the layers say, within 0.1 ab, between its nodes too', () => {
  fc.assert(fc.property(fc.array(anyLayer, { minLength: 1, maxLength: 3 }), fc.double({ min: 0, max: 1, noNaN: true }), fc.tuple(fc.double({ min: -60, max: 60, noNaN: true }), fc.double({ min: -60, max: 60, noNaN: true })), (layers, gray, ab) => {
    const [found, expected] = [at(layers, gray, ab), direct(layers, gray, ab)];
    expect(Math.hypot(found[0]! - expected[0], found[1]! - expected[1])).toBeLessThan(0.1);
  }), { seed: 7, numRuns: 60 });
});

test('a layer with a mask changes colour by the mask’s coverage, in the order of the layers; in a dissolve each shot has its own', () => {
  const mask: MaskOnFrame = { id: 'm' as MaskId, inverted: false, feather: 0.1, shape: { kind: 'ellipse', at: [0.5, 0.5], radii: [0.2, 0.2], angle: 0 } };
  const limited = [layer({ saturation: 0.5 }), layer({ saturation: 0, mask: mask.id }), layer({ warmth: 10 })];
  const whole = layerTable([limited[0]!, limited[2]!])!;
  const all = layerTable([layer({ saturation: 0 }), limited[2]!])!;
  const share = { layers: limited, weight: 1, masks: [mask] };
  const found = (place: readonly [number, number]): readonly number[] => applyLayers(layerTableOf([share], PICTURE)!, MIDDLE, [40, -20], place);
  expect(found([0.05, 0.5])).toEqual(applyLayers(whole, MIDDLE, [40, -20]));
  for (const axis of [0, 1] as const) expect(found([0.5, 0.5])[axis]).toBeCloseTo(applyLayers(all, MIDDLE, [40, -20])[axis], 4);
  // Half on the outline.
  expect(found([0.7, 0.5])[0]).toBeCloseTo((found([0.5, 0.5])[0]! + found([0.05, 0.5])[0]!) / 2, 0);
  const mixed = layerTableOf([{ ...share, weight: 0.25 }, { layers: [], weight: 0.75 }], PICTURE)!;
  expect(applyLayers(mixed, MIDDLE, [40, -20], [0.5, 0.5])[0]).toBeCloseTo(0.25 * found([0.5, 0.5])[0]! + 0.75 * 40, 4);
  // In what is cut out of the mask there is no layer.
  const hole = { by: 'subtract' as const, inverted: false, feather: 0, shape: { ...mask.shape, radii: [0.05, 0.05] as const } };
  const ring = layerTableOf([{ ...share, masks: [{ ...mask, feather: 0.02, parts: [hole] }] }], PICTURE)!;
  expect(applyLayers(ring, MIDDLE, [40, -20], [0.5, 0.5])).toEqual(found([0.05, 0.5]));
  for (const axis of [0, 1] as const) expect(applyLayers(ring, MIDDLE, [40, -20], [0.6, 0.5])[axis]).toBeCloseTo(found([0.5, 0.5])[axis]!, 4);
  expect(ring.name).not.toBe(layerTableOf([{ ...share, masks: [{ ...mask, feather: 0.02 }] }], PICTURE)!.name);
  // A layer whose mask is not known has no effect, nor has one that is off.
  expect(layerTableOf([{ layers: [limited[1]!], weight: 1 }], PICTURE)).toBeUndefined();
  expect(layerTableOf([{ layers: [{ ...limited[1]!, on: false }], weight: 1, masks: [mask] }], PICTURE)).toBeUndefined();
});

test('a row is changed sample by sample', () => {
  const table = layerTable([layer({ hue: 30, rollOff: { below: 30, above: 70 } })])!;
  const gray = Float32Array.from({ length: 9 }, (_, index) => index / 8);
  const row = { count: 9, a: new Float32Array(9).fill(20), b: new Float32Array(9).fill(-8) };
  applyLayersToRow(table, gray, row);
  gray.forEach((value, index) => { expect([row.a[index], row.b[index]]).toEqual(applyLayers(table, value, [20, -8])); });
});
