import fc from 'fast-check';
import { expect, test } from 'vitest';
import { plainCoding } from '../../shared/colour/coding.ts';
import { chromaScale, lumaScale, type MatrixName, rgbToYcc, type SampleCoding, yccToRgb } from '../../shared/colour/luma.ts';
import { srgbToLab } from '../../shared/colour/srgb.ts';
import { stillChroma } from '../../shared/colour/still-chroma.ts';
import { chromaAtLuma } from '../../shared/colour/chroma-at-luma.ts';
import { neutralLayer } from '../../shared/model/layer.ts';
import { applyLayers, layerTable } from '../../shared/model/layer-table.ts';
import type { AbPlane } from '../../shared/model/ab-plane.ts';
import { createMerger, mergeChroma } from './merge-chroma.ts';
import { mergeFrame } from './merge-frame.ts';
import { createMergePool } from './merge-pool.ts';

const matrices: readonly MatrixName[] = ['bt709', 'bt601', 'bt2020'];

/** Every 8-bit colour on a 17-step grid of the cube, as a still; the darkest and most saturated among them. */
function colourCard(steps: number): { readonly width: number; readonly height: number; readonly samples: Uint16Array } {
  const width = steps * steps;
  const samples = new Uint16Array(3 * width * steps);
  const value = (index: number): number => Math.round((255 * index) / (steps - 1)) * 257;
  for (let index = 0; index < width * steps; index++) samples.set([value(index % steps), value(Math.floor(index / steps) % steps), value(Math.floor(index / width))], 3 * index);
  return { width, height: steps, samples };
}

/** The codes that an encoder makes of a still. */
function codesOf(still: { readonly width: number; readonly height: number; readonly samples: Uint16Array }, coding: SampleCoding, matrix: MatrixName) {
  const y = lumaScale(coding);
  const c = chromaScale(coding);
  const ycc = Array.from({ length: still.width * still.height }, (_, index) => rgbToYcc(still.samples[3 * index]! / 65535, still.samples[3 * index + 1]! / 65535, still.samples[3 * index + 2]! / 65535, matrix));
  return {
    luma: { width: still.width, height: still.height, coding, samples: Uint16Array.from(ycc, (each) => Math.round(each[0] * y.scale) + y.offset) },
    cb: ycc.map((each) => Math.round(each[1] * c.scale) + c.offset),
    cr: ycc.map((each) => Math.round(each[2] * c.scale) + c.offset),
  };
}

test.each([8, 10, 12].flatMap((bitDepth) => matrices.map((matrix) => [bitDepth, matrix] as const)))('an approved still is delivered with its own Cb and Cr codes, at %d bit of %s', (bitDepth, matrix) => {
  const still = colourCard(17);
  const coding = { bitDepth, range: 'limited' } as const;
  const { luma, cb, cr } = codesOf(still, coding, matrix);
  const merged = mergeChroma(luma, stillChroma(still, { colour: plainCoding(matrix), coding }), { ...coding, chroma: '444' }, plainCoding(matrix));
  expect([...merged.cb]).toEqual(cb);
  expect([...merged.cr]).toEqual(cr);
  expect(merged.reducedShare).toBe(0);
});

test('a still whose luma came back one code off keeps its own Cb and Cr when the frame is named', () => {
  const still = colourCard(9);
  const coding = { bitDepth: 8, range: 'limited' } as const;
  const { luma, cb, cr } = codesOf(still, coding, 'bt709');
  const shifted = { ...luma, samples: luma.samples.map((code, index) => Math.max(16, Math.min(235, code + (index % 3) - 1))) };
  const merged = mergeChroma(shifted, stillChroma(still, { colour: plainCoding('bt709'), coding, luma: shifted.samples }), { ...coding, chroma: '444' }, plainCoding('bt709'));
  // Colours on the very edge of sRGB may not exist at a luma one code away.
  const wrong = [...merged.cb].filter((code, index) => code !== cb[index] || merged.cr[index] !== cr[index]).length;
  expect(wrong / cb.length).toBeLessThan(0.02);
  expect(Math.max(...[...merged.cb].map((code, index) => Math.abs(code - cb[index]!)))).toBeLessThanOrEqual(2);
});

test('an 8-bit film delivered at 10 bit has its still\'s codes times four', () => {
  const still = colourCard(9);
  const coding = { bitDepth: 8, range: 'limited' } as const;
  const { luma, cb } = codesOf(still, coding, 'bt709');
  const merged = mergeChroma(luma, stillChroma(still, { colour: plainCoding('bt709'), coding }), { bitDepth: 10, range: 'limited', chroma: '444' }, plainCoding('bt709'));
  expect([...merged.cb]).toEqual(cb.map((code) => 4 * code));
});

test('without a plane, and with a plane of zeros, chroma is the neutral code everywhere', () => {
  const luma = { width: 5, height: 3, coding: { bitDepth: 8, range: 'limited' } as const, samples: Uint8Array.from({ length: 15 }, (_, index) => index * 17) };
  for (const plane of [undefined, { width: 2, height: 2, samples: new Int16Array(8) }]) {
    for (const chroma of ['420', '422', '444'] as const) {
      const merged = mergeChroma(luma, plane, { bitDepth: 10, range: 'limited', chroma }, plainCoding('bt709'));
      expect([merged.width, merged.height]).toEqual([chroma === '444' ? 5 : 3, chroma === '420' ? 2 : 3]);
      expect([...merged.cb, ...merged.cr].every((code) => code === 512)).toBe(true);
    }
  }
});

test('no sample ever leaves the codes of its depth, whatever the plane', () => {
  fc.assert(fc.property(
    fc.uint8Array({ minLength: 12 * 8, maxLength: 12 * 8 }), fc.int16Array({ minLength: 24, maxLength: 24 }), fc.constantFrom('420', '422', '444'), fc.constantFrom('limited', 'full'), fc.constantFrom(...matrices),
    (samples, ab, chroma, range, matrix) => {
      const plane: AbPlane = { width: 4, height: 3, samples: ab };
      const merged = mergeChroma({ width: 12, height: 8, coding: { bitDepth: 8, range }, samples }, plane, { bitDepth: 8, range, chroma }, plainCoding(matrix));
      const [low, high] = range === 'limited' ? [14, 242] : [0, 255];
      expect([...merged.cb, ...merged.cr].every((code) => code >= low && code <= high)).toBe(true);
    }), { numRuns: 60 });
});

test('a flat colour on a flat luma is the same in every subsampling', () => {
  const [, a, b] = srgbToLab(0.7, 0.5, 0.4);
  const plane: AbPlane = { width: 3, height: 3, samples: Int16Array.from({ length: 18 }, (_, index) => Math.round((index < 9 ? a : b) * 256)) };
  const luma = { width: 16, height: 10, coding: { bitDepth: 10, range: 'limited' } as const, samples: new Uint16Array(160).fill(500) };
  const found = (['420', '422', '444'] as const).map((chroma) => {
    const { cb, cr } = mergeChroma(luma, plane, { bitDepth: 10, range: 'limited', chroma }, plainCoding('bt709'));
    return [...new Set(cb), ...new Set(cr)];
  });
  expect(found[0]).toHaveLength(2);
  expect(found[1]).toEqual(found[0]);
  expect(found[2]).toEqual(found[0]);
});

test('packed RGB has the colour of the plane and the luma of the source', () => {
  const luma = { width: 4, height: 2, coding: { bitDepth: 8, range: 'limited' } as const, samples: new Uint8Array(8).fill(120) };
  const plane: AbPlane = { width: 2, height: 1, samples: Int16Array.of(20 * 256, 20 * 256, -10 * 256, -10 * 256) };
  const merger = createMerger(plainCoding('bt709'));
  const { parts } = mergeFrame({ luma, plane, format: { bitDepth: 16, range: 'full', chroma: '444', layout: 'packed-rgb' } }, merger);
  const rgb = new Uint16Array(parts[0]!.buffer);
  const [y] = rgbToYcc(rgb[0]! / 65535, rgb[1]! / 65535, rgb[2]! / 65535, 'bt709');
  expect(y).toBeCloseTo((120 - 16) / 219, 4);
  const [, a, b] = srgbToLab(rgb[0]! / 65535, rgb[1]! / 65535, rgb[2]! / 65535);
  expect(a).toBeCloseTo(20, 1);
  expect(b).toBeCloseTo(-10, 1);
});

test('threads give the same bytes as this thread, and return frames in the order of the requests', async () => {
  const plane: AbPlane = { width: 3, height: 2, samples: Int16Array.from({ length: 12 }, (_, index) => (index - 6) * 900) };
  const frames = Array.from({ length: 6 }, (_, frame) => ({
    luma: { width: 32, height: 18, coding: { bitDepth: 8, range: 'limited' } as const, samples: Uint8Array.from({ length: 32 * 18 }, (_unused, index) => 16 + ((index * (frame + 3)) % 220)) },
    plane, format: { bitDepth: 10, range: 'limited', chroma: '422', layout: 'planar-yuv' } as const,
  }));
  const threads = createMergePool(plainCoding('bt709'), { threads: 2 });
  const here = createMergePool(plainCoding('bt709'), { threads: 0 });
  try {
    expect([threads.where, here.where]).toEqual(['threads', 'in-process']);
    const [theirs, own] = await Promise.all([Promise.all(frames.map((frame) => threads.merge(frame))), Promise.all(frames.map((frame) => here.merge(frame)))]);
    expect(theirs.map(({ parts }) => parts.map((part) => Buffer.from(part).toString('hex')))).toEqual(own.map(({ parts }) => parts.map((part) => Buffer.from(part).toString('hex'))));
  } finally {
    await Promise.all([threads.close(), here.close()]);
  }
});

test('requests that are open when the threads are stopped are rejected', async () => {
  const pool = createMergePool(plainCoding('bt709'), { threads: 1 });
  const luma = { width: 640, height: 360, coding: { bitDepth: 8, range: 'limited' } as const, samples: new Uint8Array(640 * 360).fill(100) };
  const plane: AbPlane = { width: 1, height: 1, samples: Int16Array.of(2000, 1000) };
  const waiting = Promise.allSettled([1, 2, 3].map(() => pool.merge({ luma, plane, format: { bitDepth: 8, range: 'limited', chroma: '444', layout: 'planar-yuv' } })));
  await pool.close();
  expect((await waiting).every((each) => each.status === 'rejected')).toBe(true);
});

test('layers change the colour at the delivered samples, at their own luma, before it is gamut-mapped; without effect they change no code', () => {
  const coding = plainCoding('bt709');
  const fine = { bitDepth: 16, range: 'full', chroma: '444' } as const;
  const merger = createMerger(coding);
  const luma = { width: 24, height: 4, coding: { bitDepth: 16, range: 'full' } as const, samples: Uint16Array.from({ length: 96 }, (_, index) => Math.round((65_535 * (index % 24)) / 23)) };
  const plane: AbPlane = { width: 1, height: 1, samples: Int16Array.of(30 * 256, 12 * 256) };
  const table = layerTable([{ ...neutralLayer('Layer 1'), saturation: 1.4, hue: 35, warmth: 4, rollOff: { below: 20, above: 80 } }])!;
  const merged = merger.merge(luma, plane, fine, table);
  for (let x = 0; x < 24; x++) {
    const gray = luma.samples[x]! / 65_535;
    const [a, b] = applyLayers(table, gray, [30, 12]);
    const [cb, cr] = chromaAtLuma(gray, a, b, coding);
    const { offset, scale } = chromaScale(fine);
    // 1e-3 of the signal is the fast path's own error.
    expect(Math.abs((merged.cb[x]! - offset) / scale - cb)).toBeLessThan(1e-3);
    expect(Math.abs((merged.cr[x]! - offset) / scale - cr)).toBeLessThan(1e-3);
  }
  expect(merged.cb).not.toEqual(merger.merge(luma, plane, fine).cb);
  expect(merger.merge(luma, plane, fine, layerTable([neutralLayer('Layer 1')]))).toEqual(merger.merge(luma, plane, fine));
});

test('codes that decode slightly outside sRGB are left as they are', () => {
  // Pure red at 8 bit: rounding of its Y′CbCr codes puts R′ above 1.
  const coding = { bitDepth: 8, range: 'limited' } as const;
  const { luma, cr } = codesOf({ width: 1, height: 1, samples: Uint16Array.of(65535, 0, 0) }, coding, 'bt709');
  const y = (luma.samples[0]! - 16) / 219;
  expect(yccToRgb(y, 0, (cr[0]! - 128) / 224, 'bt709')[0]).not.toBe(1);
  expect(mergeChroma(luma, stillChroma({ width: 1, height: 1, samples: Uint16Array.of(65535, 0, 0) }, { colour: plainCoding('bt709'), coding }), { ...coding, chroma: '444' }, plainCoding('bt709')).cr[0]).toBe(cr[0]);
});

/** Rows of one field, then of the other, in turn. */
function woven<Samples extends Uint8Array | Int16Array>(samples: Samples, width: number, values: readonly [number, number]): Samples {
  for (let index = 0; index < samples.length; index++) samples[index] = values[Math.floor(index / width) % 2]!;
  return samples;
}

test.each([8, 10, 11])('the fields of an interlaced 4:2:0 picture of %d rows keep their own colours', (height) => {
  const width = 8;
  const format = { bitDepth: 8, range: 'limited', chroma: '420', isInterlaced: true } as const;
  const luma = { width, height, coding: format, samples: new Uint8Array(width * height).fill(120) };
  const still = { width, height, samples: new Int16Array(2 * width * height) };
  woven(still.samples.subarray(0, width * height), width, [30 * 256, -30 * 256]);
  const fieldOf = (a: number): number => mergeChroma(luma, { width, height, samples: new Int16Array(2 * width * height).fill(a * 256, 0, width * height) }, format, plainCoding('bt709')).cr[0]!;
  const [top, bottom] = [fieldOf(30), fieldOf(-30)];
  expect(top).toBeGreaterThan(bottom + 20);
  const rows = (from: Uint8Array | Uint16Array): readonly number[] => Array.from({ length: Math.ceil(height / 2) }, (_, row) => from[row * (width / 2) + 1]!);
  expect(rows(mergeChroma(luma, still, format, plainCoding('bt709')).cr)).toEqual(Array.from({ length: Math.ceil(height / 2) }, (_, row) => (row % 2 === 0 ? top : bottom)));
  // A progressive picture has their mean.
  expect(rows(mergeChroma(luma, still, { ...format, isInterlaced: false }, plainCoding('bt709')).cr)[1]).toBeLessThan(top - 10);
});

test('chroma of an interlaced 4:2:0 picture is met with the luma of its own field, a quarter and three quarters between its rows', () => {
  const [width, height] = [8, 8];
  const format = { bitDepth: 8, range: 'limited', chroma: '420', isInterlaced: true } as const;
  const plane = { width: 2, height: 2, samples: new Int16Array(8).fill(20 * 256) };
  const merged = (rows: readonly number[]): readonly number[] => {
    const samples = Uint8Array.from({ length: width * height }, (_, index) => rows[Math.floor(index / width)]!);
    const { cr } = mergeChroma({ width, height, coding: format, samples }, plane, format, plainCoding('bt709'));
    return [0, 1, 2, 3].map((row) => cr[4 * row + 1]!);
  };
  const even = (luma: number): number => merged(new Array<number>(height).fill(luma))[0]!;
  expect(even(60)).not.toBe(even(180));
  expect(merged([60, 180, 60, 180, 60, 180, 60, 180])).toEqual([even(60), even(180), even(60), even(180)]);
  expect(merged([60, 60, 180, 180, 60, 60, 60, 60]).slice(0, 2)).toEqual([even(90), even(150)]);
});
