import { expect, test } from 'vitest';
import { colourModel, displayGray, labToLinear, shownLightness, signalOfDisplayGray, workingCodingName } from './coding.ts';
import { highlightMap, shownLight } from './highlights.ts';
import { transferCurve } from './transfer.ts';

const NITS = 203;

test('light up to L 85 is shown as it is; what is brighter stays apart up to the brightest light, which is white', () => {
  const shown = shownLight('pq');
  const { toSignal } = transferCurve('pq');
  const at = (nits: number): number => shown(toSignal(nits / NITS));
  for (const nits of [1, 20, 60, 134 * 0.99]) expect(at(nits), `${nits}`).toBeCloseTo(nits / NITS, 9);
  expect(shownLightness('pq', toSignal(1))).toBeCloseTo(93.3, 1);
  expect(at(1000)).toBeCloseTo(1, 9);
  // Steps that a person sees: 300, 500 and 800 cd/m² were one white before.
  const grays = [NITS, 300, 500, 800].map((nits) => displayGray({ curve: 'pq' })(toSignal(nits / NITS)) * 255);
  for (const [index, gray] of grays.slice(1).entries()) expect(gray - grays[index]!).toBeGreaterThan(2);
  for (const curve of ['hlg', 'cineon'] as const) expect(shownLight(curve)(1), curve).toBeCloseTo(1, 9);
});

test('the gray of highlights goes back to the code that it came from', () => {
  for (const curve of ['pq', 'hlg', 'cineon'] as const) {
    for (const gray of [0.86, 0.93, 0.97, 0.995, 1]) expect(displayGray({ curve })(signalOfDisplayGray({ curve }, gray)), `${curve} ${gray}`).toBeCloseTo(gray, 2);
    const map = highlightMap(curve)!;
    for (const light of [0.2, 0.66, 0.7, 1, 3]) expect(map.toLight(map.toShown(light)), curve).toBeCloseTo(light, 9);
  }
});

test('codings for viewing are shown as they were, and what was made from cut-off highlights is not taken for what is made now', () => {
  for (const curve of ['display', 'bt1886', 'gamma28', 'linear', 'log100'] as const) expect(highlightMap(curve), curve).toBeUndefined();
  expect(workingCodingName({ primaries: 'bt2020', curve: 'pq' })).toBe('bt2020 pq rolled off');
  expect(workingCodingName({ primaries: 'bt2020', curve: 'display' })).toBe('bt2020 display');
  // Delivery does not know the map: a gray of L 130 is made as before.
  expect(colourModel({ matrix: 'bt2020', primaries: 'bt2020', curve: 'pq' }).curve.toSignal(labToLinear(colourModel({ matrix: 'bt2020', primaries: 'bt2020', curve: 'pq' }), 130, 0, 0)[0])).toBeCloseTo(transferCurve('pq').toSignal(((130 + 16) / 116) ** 3), 6);
});
