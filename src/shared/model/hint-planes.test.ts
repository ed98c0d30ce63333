import fc from 'fast-check';
import { expect, test } from 'vitest';
import { inGamut } from '../colour/gamut.ts';
import { hintPlanes } from './hint-planes.ts';
import { type ChromaAb, Hint, type ImagePoint } from './hint.ts';
import type { Size } from './working-size.ts';

const size: Size = { width: 64, height: 48 };
const count = size.width * size.height;
let made = 0;
const id = (): string => `hint-${++made}`;
const point = (at: ImagePoint, radius: number, ab: ChromaAb): Hint => Hint.parse({ kind: 'point', id: id(), at, radius, ab });
const stroke = (path: readonly ImagePoint[], radius: number, ab: ChromaAb): Hint => Hint.parse({ kind: 'stroke', id: id(), path, radius, ab });
const boundary = (path: readonly ImagePoint[]): Hint => Hint.parse({ kind: 'boundary', id: id(), path });
const auto = (at: ImagePoint, radius: number): Hint => Hint.parse({ kind: 'auto', id: id(), at, radius });
const sum = (plane: Float32Array): number => plane.reduce((total, value) => total + value, 0);
const at = (x: number, y: number): number => y * size.width + x;

const imagePoint: fc.Arbitrary<ImagePoint> = fc.tuple(fc.double({ min: 0, max: 1, noNaN: true }), fc.double({ min: 0, max: 1, noNaN: true }));

test('without hints the planes are zero', () => {
  const planes = hintPlanes([], size);
  for (const plane of [planes.ab, planes.mask, planes.boundary, planes.auto, planes.hintWeight]) expect(sum(plane)).toBe(0);
});

test("a point is a disc of its radius in its colour", () => {
  const planes = hintPlanes([point([0.5, 0.5], 5 / 64, [55, -22])], size);
  expect(sum(planes.mask)).toBeCloseTo(Math.PI * 25, -1);
  expect(planes.ab[at(32, 24)]).toBeCloseTo(0.5);
  expect(planes.ab[count + at(32, 24)]).toBeCloseTo(-0.2);
  expect(planes.hintWeight[at(32, 24)]).toBe(1);
  expect(planes.hintWeight[at(36, 24)]).toBeLessThan(0.5);
});

test('a point of any radius, also in the corner, covers the pixel under it', () => {
  fc.assert(fc.property(imagePoint, fc.double({ min: 1e-6, max: 0.2, noNaN: true }), (place, radius) => {
    const planes = hintPlanes([point(place, radius, [10, 10])], size);
    const under = at(Math.min(63, Math.floor(place[0] * 64)), Math.min(47, Math.floor(place[1] * 48)));
    expect(planes.mask[under]).toBe(1);
    expect(planes.hintWeight[under]).toBe(1);
  }));
});

test('a stroke covers its path without gaps', () => {
  const planes = hintPlanes([stroke([[0.1, 0.1], [0.9, 0.9]], 0.5 / 64, [10, 0])], size);
  for (let column = 8; column < 56; column++) {
    let covered = 0;
    for (let row = 0; row < size.height; row++) covered += planes.mask[at(column, row)]!;
    expect(covered).toBeGreaterThan(0);
  }
});

test('a stroke has the width of the pen\'s pressure at each point', () => {
  const pressed = Hint.parse({ kind: 'stroke', id: id(), path: [[0.1, 0.5], [0.9, 0.5]], radius: 4 / 64, widths: [0.5, 2], ab: [10, 0] });
  const { mask } = hintPlanes([pressed], size);
  const height = (column: number): number => Array.from({ length: size.height }, (_, row) => mask[at(column, row)]!).reduce((a, b) => a + b, 0);
  expect([height(8), height(32), height(56)]).toEqual([4, 10, 16]);
  const columns = Array.from({ length: 48 }, (_, index) => height(8 + index));
  expect(columns).toEqual(columns.toSorted((a, b) => a - b));
});

test('a stroke needs as many widths as points', () => {
  const stroked = { kind: 'stroke', id: id(), path: [[0, 0], [1, 1]], radius: 0.01, ab: [0, 0] };
  expect(Hint.safeParse({ ...stroked, widths: [1, 2] }).success).toBe(true);
  expect(Hint.safeParse({ ...stroked, widths: [1] }).error?.issues[0]?.message).toMatch(/a width for each place/);
});

test('of two hints at one position the later one counts', () => {
  const [first, second] = [point([0.5, 0.5], 0.1, [40, 0]), point([0.5, 0.5], 0.05, [0, 40])];
  expect(hintPlanes([first, second], size).ab[at(32, 24)]).toBe(0);
  expect(hintPlanes([second, first], size).ab[at(32, 24)]).toBeCloseTo(40 / 110);
});

test('no path of 4-neighbours crosses a boundary drawn from the top to the bottom edge', () => {
  // Not at the side columns, where left and right of the boundary would be ambiguous.
  const inner = fc.double({ min: 0.05, max: 0.95, noNaN: true });
  fc.assert(fc.property(inner, fc.array(fc.tuple(inner, inner), { maxLength: 4 }), inner, (top, way, bottom) => {
    const { boundary: wall } = hintPlanes([boundary([[top, 0], ...way, [bottom, 1]])], size);
    const seen = new Uint8Array(count);
    const queue = [at(0, 0)];
    for (let next = 0; next < queue.length; next++) {
      const index = queue[next]!;
      const column = index % 64;
      for (const neighbour of [index - 64, index + 64, column > 0 ? index - 1 : -1, column < 63 ? index + 1 : -1]) {
        if (neighbour < 0 || neighbour >= count || seen[neighbour] === 1 || wall[neighbour] === 1) continue;
        seen[neighbour] = 1;
        queue.push(neighbour);
      }
    }
    expect(queue.some((index) => index % 64 === 63)).toBe(false);
    expect(queue.length).toBeGreaterThan(size.height);
  }));
});

test('a disc cut by a boundary colours only its own side', () => {
  const planes = hintPlanes([point([0.45, 0.5], 0.2, [30, 30]), boundary([[0.5, 0], [0.5, 1]])], size);
  for (let row = 0; row < size.height; row++) for (let column = 32; column < 64; column++) expect(planes.mask[at(column, row)]).toBe(0);
  expect(planes.mask[at(29, 24)]).toBe(1);
});

test('an auto hint removes earlier hints within its radius, works without other hints, and yields to later ones', () => {
  const kept = hintPlanes([point([0.5, 0.5], 0.05, [30, 30]), auto([0.5, 0.5], 0.1)], size);
  expect(sum(kept.mask)).toBe(0);
  expect(kept.auto[at(32, 24)]).toBe(1);
  expect(kept.auto[at(32 + 8, 24)]).toBeGreaterThan(0);
  expect(kept.auto[at(32 + 8, 24)]).toBeLessThan(1);
  expect(kept.auto[at(32 + 11, 24)]).toBe(0);
  expect(hintPlanes([auto([0.5, 0.5], 0.1)], size).auto).toEqual(kept.auto);
  const painted = hintPlanes([auto([0.5, 0.5], 0.1), point([0.5, 0.5], 0.05, [30, 30])], size);
  expect(painted.auto[at(32, 24)]).toBe(0);
  expect(painted.mask[at(32, 24)]).toBe(1);
});

test('a colour outside the gamut at its position is gamut-mapped at that lightness and hue, and counted', () => {
  const lightness = new Float32Array(count).fill(20);
  const planes = hintPlanes([point([0.5, 0.5], 0.05, [-90, 80]), point([0.2, 0.2], 0.05, [5, 5])], size, { lightness });
  const [a, b] = [planes.ab[at(32, 24)]! * 110, planes.ab[count + at(32, 24)]! * 110];
  expect(planes.outOfGamut).toBe(1);
  expect(inGamut(20, a * 0.9999, b * 0.9999)).toBe(true);
  expect(a / b).toBeCloseTo(-90 / 80, 4);
});

test('a colour that exists at some pixel under its hint is kept, wherever the middle lies', () => {
  const lightness = new Float32Array(count).fill(5);
  lightness[at(33, 24)] = 50;
  const planes = hintPlanes([point([0.5, 0.5], 0.05, [40, 25])], size, { lightness });
  expect(inGamut(5, 40, 25)).toBe(false);
  expect(planes.outOfGamut).toBe(0);
  expect(planes.ab[at(32, 24)]! * 110).toBeCloseTo(40, 3);
});

test('ten thousand hints become planes in which the last ones count', () => {
  const hints = Array.from({ length: 10_000 }, (_, index) => point([((index * 37) % 1000) / 1000, ((index * 91) % 997) / 997], 3 / 256, [(index % 80) - 40, 20]));
  const planes = hintPlanes(hints, { width: 512, height: 288 });
  const last = hints.at(-1)!;
  if (last.kind !== 'point') throw new Error('a point was made');
  const index = Math.floor(last.at[1] * 288) * 512 + Math.floor(last.at[0] * 512);
  expect(planes.ab[index]).toBeCloseTo(last.ab[0] / 110, 5);
  expect(planes.ab.every(Number.isFinite)).toBe(true);
});

test('strength scales the hint weight, and the soft edge sets where it begins to fall', () => {
  const hint = (fields: Partial<Extract<Hint, { readonly kind: 'point' }>>): Hint => ({ ...Hint.parse({ kind: 'point', id: 'h', at: [0.5, 0.5], radius: 0.25, ab: [20, 20] }), ...fields } as Hint);
  const weights = (fields: Parameters<typeof hint>[0]): Float32Array => hintPlanes([hint(fields)], size).hintWeight;
  const plain = weights({});
  expect(weights({ strength: 1, softEdge: 0.4, reach: 1 })).toEqual(plain);
  expect([...weights({ strength: 0.5 })]).toEqual([...plain].map((weight) => weight / 2));
  const hard = weights({ softEdge: 0 });
  expect(new Set(hard)).toEqual(new Set([0, 1]));
  expect(hard.every((weight, index) => weight >= plain[index]!)).toBe(true);
  expect(sum(weights({ softEdge: 1 }))).toBeLessThan(sum(plain));
});
