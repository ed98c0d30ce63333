import { expect, test } from 'vitest';
import { chromaAtLuma } from '../../shared/colour/chroma-at-luma.ts';
import { colourModel, lightnessOfSignal, plainCoding } from '../../shared/colour/coding.ts';
import { gamutMap } from '../../shared/colour/gamut.ts';
import { chromaScale } from '../../shared/colour/luma.ts';
import { neutralLayer } from '../../shared/model/layer.ts';
import { applyLayers, layerTable } from '../../shared/model/layer-table.ts';
import type { PictureFrame } from '../media/index.ts';
import { createHintMeter, createKeyframeMeter } from './hints-obeyed.ts';

const coding = plainCoding('bt709');
const depth = { bitDepth: 10, range: 'full' } as const;
const SIZE = { width: 64, height: 36 };
const SAMPLES = SIZE.width * SIZE.height;
const GRAY = 0.5;
const ASKED = [25, 18] as const;
const layers = layerTable([{ ...neutralLayer('Layer 1'), saturation: 0.4, hue: -30, warmth: -5 }])!;

/** A delivered frame of one luma and the colour of (a, b). */
function frameOf(ab: readonly [number, number]): PictureFrame {
  const [cb, cr] = chromaAtLuma(GRAY, ab[0], ab[1], coding);
  const { offset, scale } = chromaScale(depth);
  const plane = (value: number): Uint16Array => new Uint16Array(SAMPLES).fill(Math.round(value * scale + offset));
  return { luma: { index: 0, ...SIZE, coding: depth, samples: new Uint16Array(SAMPLES).fill(Math.round(GRAY * 1023)) }, chroma: { ...SIZE, coding: depth, cb: plane(cb), cr: plane(cr) } } as unknown as PictureFrame;
}

test('under layers a hint asks for its colour after them, and so does a keyframe', () => {
  const hint = createHintMeter(coding);
  const layered = frameOf(applyLayers(layers, GRAY, ASKED));
  const [obeyed] = hint(layered, 0, [{ frame: 0, at: [0.5, 0.5], ab: ASKED, layers }]);
  expect(obeyed!.deltaE).toBeLessThan(0.5);
  expect(obeyed!.asked).toEqual(applyLayers(layers, GRAY, ASKED).map((value) => expect.closeTo(value, 1) as number));
  // The same film without the layers misses what is asked, and the film with them misses the hint alone.
  expect(hint(frameOf(ASKED), 0, [{ frame: 0, at: [0.5, 0.5], ab: ASKED, layers }])[0]!.deltaE).toBeGreaterThan(5);
  expect(hint(layered, 0, [{ frame: 0, at: [0.5, 0.5], ab: ASKED }])[0]!.deltaE).toBeGreaterThan(5);
  const plane = { width: 1, height: 1, samples: Int16Array.of(ASKED[0] * 256, ASKED[1] * 256) };
  expect(createKeyframeMeter(coding)(layered, 0, { frame: 0, plane, layers }).distance).toBeLessThan(0.5);
  expect(createKeyframeMeter(coding)(layered, 0, { frame: 0, plane }).distance).toBeGreaterThan(5);
});

test('near black and white a hint is asked as painting or delivery brings it into gamut, at a luma that a codec may have changed by a code; gray there misses it', () => {
  const limited = { bitDepth: 8, range: 'limited' } as const;
  const { offset, scale } = chromaScale(limited);
  const frame = (luma: number, [cb, cr]: readonly [number, number]): PictureFrame => {
    const plane = (value: number): Uint8Array => new Uint8Array(SAMPLES).fill(Math.round(value * scale + offset));
    return { luma: { index: 0, ...SIZE, coding: limited, samples: new Uint8Array(SAMPLES).fill(luma) }, chroma: { ...SIZE, coding: limited, cb: plane(cb), cr: plane(cr) } } as unknown as PictureFrame;
  };
  const hint = createHintMeter(coding);
  const distance = (ab: readonly [number, number], source: number, delivered: number, painted = ab): number => hint(frame(delivered, chromaAtLuma((source - 16) / 219, painted[0], painted[1], coding)), 0, [{ frame: 0, at: [0.5, 0.5], ab }])[0]!.deltaE;
  const painted = ([a, b]: readonly [number, number], code: number): readonly [number, number] => {
    const [, insideA, insideB] = gamutMap(lightnessOfSignal(colourModel(coding), (code - 16) / 219), a, b);
    return [insideA, insideB];
  };
  for (const ab of [[40, 20], [-30, 40], [20, -50], [60, 50]] as const) {
    for (const code of [18, 20, 24, 30, 228, 230, 232]) for (const off of [-1, 0, 1]) expect(distance(ab, code, code + off), `${ab.join()} at ${code} ${off}`).toBeLessThan(1.2);
    for (const code of [18, 20, 24, 30, 228, 230, 232]) for (const off of [-1, 0, 1]) expect(distance(ab, code, code + off, painted(ab, code)), `${ab.join()}, painted, at ${code} ${off}`).toBeLessThan(3);
    for (const code of [30, 200]) expect(hint(frame(code, [0, 0]), 0, [{ frame: 0, at: [0.5, 0.5], ab }])[0]!.deltaE, `gray for ${ab.join()} at ${code}`).toBeGreaterThan(4);
  }
  // In the middle nothing is let off: the colours of a code less and more are the same.
  expect(distance([25, 18], 128, 129)).toBeLessThan(0.5);
  expect(hint(frame(128, chromaAtLuma(112 / 219, 20, 18, coding)), 0, [{ frame: 0, at: [0.5, 0.5], ab: [25, 18] }])[0]!.deltaE).toBeGreaterThan(2);
});
