import { expect, test } from 'vitest';
import { AB_BIN_COUNT, abBins } from '../../shared/colour/ab-bins.ts';
import { SwatchId } from '../../shared/model/ids.ts';
import { suggestColours } from './palette.ts';

const bins = abBins();
/** A network that sees skin: probable within some 12 of (18, 20). */
const skin = Float32Array.from({ length: AB_BIN_COUNT }, (_, bin) => -((bins[2 * bin]! - 18) ** 2 + (bins[2 * bin + 1]! - 20) ** 2) / 72);

test('probable colours of the scene come first, exactly as they are there; others are not suggested, and nine remain', () => {
  const coat = SwatchId.parse('coat');
  const suggestions = suggestColours(skin, 60, [
    { ab: [-40, 10], hints: 12 }, { ab: [15.25, 18.5], hints: 4 }, { ab: [20, 24], hints: 1, swatch: coat }, { ab: [60, -60], hints: 3 },
  ]);
  expect(suggestions).toHaveLength(9);
  expect(suggestions.filter(({ scene }) => scene !== undefined)).toEqual(suggestions.slice(0, 2));
  expect(suggestions.slice(0, 2).map(({ ab, scene }) => [ab, scene])).toEqual(expect.arrayContaining([[[15.25, 18.5], { hints: 4 }], [[20, 24], { hints: 1, swatch: coat }]]));
  expect(suggestions[0]!.weight).toBeGreaterThanOrEqual(suggestions[1]!.weight);
  expect(suggestions.slice(2)).toEqual(suggestColours(skin, 60).slice(0, 7));
});

test('of many probable ones three are suggested, so that the network has its say', () => {
  const scene = Array.from({ length: 8 }, (_, index) => ({ ab: [14 + index, 20] as const, hints: 1 }));
  expect(suggestColours(skin, 60, scene).filter((each) => each.scene !== undefined)).toHaveLength(3);
});
