import { expect, test } from 'vitest';
import type { KeptQuality } from '../../../shared/contract/quality.ts';
import { worstValues } from './worst-values.ts';

const FRAMES = 10;
const filled = (value: number): number[] => Array<number>(FRAMES).fill(value);
const figures: KeptQuality['figures'] = {
  sourceFrame: Array.from({ length: FRAMES }, (_, frame) => 100 + frame), chroma: filled(20), coverage: filled(0.9), outOfGamut: filled(0), lumaMax: filled(0), lumaMean: filled(0),
  flicker: [null, 0, 0, 1.2, 2.5, 1.4, 0, 0, 0, null], sourceFlicker: Array<null>(FRAMES).fill(null), skinDeviation: Array<null>(FRAMES).fill(null),
};

test('the worst frame of each figure is listed, where there is one', () => {
  expect(worstValues({ figures, report: { luma: { result: 'exact', bitDepth: 8, differingSamples: 0, samples: 1, mean: 0, max: 0, psnr: null } }, pictures: [{ frame: 4, jpeg: 'AAAA' }] })).toEqual([{ name: 'Flicker', text: '2.50', frame: 104, picture: 'data:image/jpeg;base64,AAAA' }]);
});
