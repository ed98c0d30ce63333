import fc from 'fast-check';
import { expect, test } from 'vitest';
import { AB_UNIT, type AbPlane } from '../model/ab-plane.ts';
import { createLineUpsampler, fitLocalLinearModel, followsLuma, upsamplePlane } from './guided-upsampling.ts';
import { chromaGrid, resampleChannel, resamplePlane } from './resample.ts';

interface Picture {
  readonly width: number;
  readonly height: number;
  readonly luma: Float32Array;
  readonly a: Float32Array;
  readonly b: Float32Array;
}

function drawn(width: number, height: number, at: (x: number, y: number) => readonly [luma: number, a: number, b: number]): Picture {
  const picture = { width, height, luma: new Float32Array(width * height), a: new Float32Array(width * height), b: new Float32Array(width * height) };
  for (let index = 0; index < width * height; index++) [picture.luma[index], picture.a[index], picture.b[index]] = at(index % width, Math.floor(index / width)) as [number, number, number];
  return picture;
}

/** Its colour, averaged to a plane of another size. */
function planeOf(picture: Picture, size: { readonly width: number; readonly height: number }): AbPlane {
  const channels = [picture.a, picture.b].flatMap((channel) => [...resampleChannel(channel, picture, size)]);
  return { ...size, samples: Int16Array.from(channels, (value) => Math.round(value * AB_UNIT)) };
}

const quarter = ({ width, height }: Picture) => ({ width: width / 4, height: height / 4 });
const meanError = (ours: Float32Array, truth: Float32Array): number => ours.reduce((sum, value, index) => sum + Math.abs(value - truth[index]!), 0) / ours.length;

/** Gaussian, of unit deviation, the same in each run. */
function grain(count: number): Float32Array {
  let state = 7;
  const random = (): number => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return (state + 1) / 2 ** 32;
  };
  return Float32Array.from({ length: count }, () => Math.sqrt(-2 * Math.log(random())) * Math.cos(2 * Math.PI * random()));
}

/** A red coat in front of a green hedge with a slanting edge; the coat is darker. */
const coat = drawn(96, 64, (x, y) => (x + 0.4 * y < 61 ? [0.3, 45, 25] : [0.65, -30, 28]));

test('colour that ends at an edge of luma ends there at full size too: less than half of bicubic\'s error', () => {
  const plane = planeOf(coat, quarter(coat));
  const ours = upsamplePlane(plane, coat);
  const plain = resamplePlane(plane, coat);
  const plainA = Float32Array.from(plain.samples.subarray(0, coat.a.length), (value) => value / AB_UNIT);
  expect(meanError(ours.a, coat.a)).toBeLessThan(0.5 * meanError(plainA, coat.a));
});

test('a flat colour stays flat under any luma, at any size', () => {
  const side = fc.integer({ min: 1, max: 24 });
  fc.assert(fc.property(side, side, side, side, fc.integer({ min: -100, max: 100 }), fc.float({ min: Math.fround(0.05), max: 3, noNaN: true }), (w, h, width, height, value, strength) => {
    const luma = grain(width * height).map((each) => 0.5 + 0.3 * strength * each);
    const plane = { width: w, height: h, samples: new Int16Array(2 * w * h).map((_, index) => AB_UNIT * (index < w * h ? value : -value)) };
    const { a, b } = upsamplePlane(plane, { width, height, luma });
    expect(a.every((each) => Math.abs(each - value) < 0.01)).toBe(true);
    expect(b.every((each) => Math.abs(each + value) < 0.01)).toBe(true);
  }));
});

test('film grain does not become colour noise, even over changing colour', () => {
  const sky = drawn(128, 64, (x, y) => [0.5 + 0.2 * Math.sin(y / 20), 30 * Math.sin(x / 14), -20 * Math.cos(y / 11)]);
  const plane = planeOf(sky, quarter(sky));
  const still = upsamplePlane(plane, sky);
  const noise = grain(sky.luma.length);
  for (const codes of [2, 4, 6]) {
    const grainy = upsamplePlane(plane, { ...sky, luma: sky.luma.map((value, index) => value + (codes / 219) * noise[index]!) });
    const deviation = Math.sqrt(grainy.a.reduce((sum, value, index) => sum + (value - still.a[index]!) ** 2, 0) / grainy.a.length);
    expect(deviation, `${codes} codes`).toBeLessThan(0.1 * codes);
  }
});

test('on flat luma, colour is upsampled smoothly, and its means over the plane\'s samples are kept', () => {
  const dusk = drawn(96, 64, (x, y) => [0.4, 40 * Math.sin(x / 9), 25 * Math.cos(y / 8)]);
  const plane = planeOf(dusk, quarter(dusk));
  const { a } = upsamplePlane(plane, dusk);
  const means = resampleChannel(a, dusk, plane);
  const plain = resampleChannel(Float32Array.from(resamplePlane(plane, dusk).samples.subarray(0, a.length), (value) => value / AB_UNIT), dusk, plane);
  const truth = Float32Array.from(plane.samples.subarray(0, means.length), (value) => value / AB_UNIT);
  expect(meanError(means, truth)).toBeLessThan(0.3 * meanError(plain, truth));
});

test('a highlight far brighter than its surroundings takes at most the colour of one standard deviation of luma', () => {
  const bright = drawn(64, 32, (x) => (x < 32 ? [0.3, 20, 0] : [0.5, 60, 0]));
  const plane = planeOf(bright, quarter(bright));
  const luma = bright.luma.slice();
  luma[16 * 64 + 33] = 5;
  const { a } = upsamplePlane(plane, { ...bright, luma });
  expect(a[16 * 64 + 33]).toBeLessThan(90);
  expect(Math.max(...a)).toBeLessThan(90);
});

test('a plane of the picture\'s size, or larger in either direction, is copied', () => {
  expect(followsLuma({ width: 8, height: 6 }, { width: 8, height: 6 })).toBe(false);
  expect(followsLuma({ width: 7, height: 6 }, { width: 8, height: 6 })).toBe(false);
  const plane = { width: 8, height: 6, samples: Int16Array.from({ length: 96 }, (_, index) => 37 * index - 1700) };
  const { a, b } = upsamplePlane(plane, { width: 8, height: 6, luma: grain(48) });
  expect([...a, ...b].map((value) => value * AB_UNIT)).toEqual([...plane.samples]);
});

test('odd pictures and planes of a few samples are upsampled completely', () => {
  for (const [width, height, w, h] of [[17, 31, 4, 8], [1919, 3, 480, 1], [5, 5, 1, 1], [2, 2, 1, 1]] as const) {
    const plane = { width: w, height: h, samples: Int16Array.from({ length: 2 * w * h }, (_, index) => 200 * (index % 9) - 900) };
    const { a, b } = upsamplePlane(plane, { width, height, luma: grain(width * height) });
    expect(a).toHaveLength(width * height);
    expect([...a, ...b].every((value) => Math.abs(value) < 20)).toBe(true);
  }
});

test.each(['420', '422'] as const)('at the sample positions of %s the colour is that of the full picture, averaged over each sample', (subsampling) => {
  const plane = planeOf(coat, quarter(coat));
  const full = upsamplePlane(plane, coat);
  const { columns, rows } = chromaGrid(coat, subsampling);
  const lines = fitLocalLinearModel(plane, resampleChannel(coat.luma, coat, plane));
  const upsampler = createLineUpsampler(plane, columns, rows);
  const averaged = (channel: Float32Array): Float32Array => {
    // The footprint of a co-sited sample: [1 2 1]/4 across, two rows under 4:2:0.
    const out = new Float32Array(columns.count * rows.count);
    for (let y = 0; y < rows.count; y++) {
      for (let x = 0; x < columns.count; x++) {
        const at = (dx: number, dy: number): number => channel[(subsampling === '420' ? 2 * y + dy : y) * coat.width + Math.max(0, Math.min(coat.width - 1, 2 * x + dx))]!;
        const row = (dy: number): number => (at(-1, dy) + 2 * at(0, dy) + at(1, dy)) / 4;
        out[y * columns.count + x] = subsampling === '420' ? (row(0) + row(1)) / 2 : row(0);
      }
    }
    return out;
  };
  const luma = averaged(coat.luma);
  const expected = averaged(full.a);
  const a = new Float32Array(columns.count);
  const b = new Float32Array(columns.count);
  let error = 0;
  for (let y = 0; y < rows.count; y++) {
    upsampler.fillRow(lines, y, luma.subarray(y * columns.count, (y + 1) * columns.count), { a, b });
    error += a.reduce((sum, value, x) => sum + Math.abs(value - expected[y * columns.count + x]!), 0);
  }
  // With half a luma column of offset the error is 0.14 or more.
  expect(error / luma.length).toBeLessThan(0.12);
});

