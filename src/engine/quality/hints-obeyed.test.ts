import { expect, test } from 'vitest';
import { chromaAtLuma } from '../../shared/colour/chroma-at-luma.ts';
import { plainCoding } from '../../shared/colour/coding.ts';
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
