import { fileURLToPath } from 'node:url';
import { expect, test } from '@playwright/test';
import { build } from 'vite';
import { createMerger } from '../../src/engine/deliver/index.ts';
import { type ColourCoding, type ColourModel, colourModel, labToLinear, plainCoding, signalOfDisplayGray, signalToLab } from '../../src/shared/colour/coding.ts';
import { highlightMap } from '../../src/shared/colour/highlights.ts';
import type { Triple } from '../../src/shared/colour/lab.ts';
import { times } from '../../src/shared/colour/primaries.ts';
import { chromaScale, yccToRgb } from '../../src/shared/colour/luma.ts';
import { type Layers, type LayerShare, neutralLayer } from '../../src/shared/model/layer.ts';
import { layerTableOf } from '../../src/shared/model/layer-table.ts';
import type { MaskId } from '../../src/shared/model/ids.ts';
import type { AbPlane } from '../../src/shared/model/ab-plane.ts';
import { casesOf } from '../support/long.ts';
import type { ScreenGamut } from '../../src/renderer/ui/screen-gamut.ts';
import type { HarnessFrame } from './support/compositor-harness.ts';

const HARNESS = fileURLToPath(new URL('./support/compositor-harness.ts', import.meta.url));

/** The viewer's compositor as a script for an empty page. */
async function bundledHarness(): Promise<string> {
  const built = await build({ configFile: false, logLevel: 'error', build: { write: false, minify: false, lib: { entry: HARNESS, formats: ['iife'], name: 'harness' } } });
  const [first] = Array.isArray(built) ? built : [built];
  if (!('output' in first)) throw new Error('The compositor was not bundled.');
  return first.output[0].code;
}

/** A slanting border with textured sides, colours that follow it, and grain. */
function frameOf(width: number, height: number, { plane, coding, layers, masks, brighter = 0, screen }: { readonly plane: { readonly width: number; readonly height: number }; readonly coding: ColourCoding; readonly layers: Layers; readonly masks?: LayerShare['masks']; readonly brighter?: number; readonly screen?: ScreenGamut }): HarnessFrame {
  let state = 3;
  const random = (): number => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
  const isCoat = (x: number, y: number): boolean => x + 0.3 * y < 0.62;
  const luma = Array.from({ length: width * height }, (_, index) => Math.round((isCoat((index % width) / width, Math.floor(index / width) / height) ? 75 : 165) + brighter + 30 * Math.sin(index / 7) + 16 * (random() - 0.5)));
  const samples = Array.from({ length: 2 * plane.width * plane.height }, (_, index) => {
    const place = index % (plane.width * plane.height);
    const coat = isCoat(((place % plane.width) + 0.5) / plane.width, (Math.floor(place / plane.width) + 0.5) / plane.height);
    return Math.round(256 * ((index < plane.width * plane.height ? (coat ? 38 : -25) : (coat ? 20 : 30)) + 6 * (random() - 0.5)));
  });
  return { width, height, luma, coding, layers, masks, screen, plane: { ...plane, samples } };
}

const HD = plainCoding('bt709');
const SCREENS = { srgb: colourModel(HD), 'display-p3': colourModel({ ...HD, primaries: 'p3-d65' }) } as const satisfies Record<ScreenGamut, ColourModel>;

/** 8-bit codes of the screen for a delivered R′G′B′; highlights are rolled off by the luminance of the whole colour. */
function onScreen(coding: ColourCoding, rgb: Triple, screen: ScreenGamut): readonly number[] {
  const map = highlightMap(coding.curve);
  const model = SCREENS[screen];
  const lab = signalToLab(colourModel(coding), ...rgb);
  const light = labToLinear(model, ...(map === undefined ? lab : rolledOff(map, lab)));
  const shown = coding.curve === 'display' && coding.primaries === model.coding.primaries ? rgb : light.map((value) => model.curve.toSignal(Math.min(1, Math.max(0, value))));
  return shown.map((value) => Math.round(255 * Math.min(1, Math.max(0, value))));
}

/** A Lab colour whose X, Y and Z are scaled together, so that Y becomes what the map says. */
function rolledOff(map: NonNullable<ReturnType<typeof highlightMap>>, [lightness, a, b]: Triple): Triple {
  const light = ((lightness + 16) / 116) ** 3;
  if (lightness <= 10) return [lightness, a, b];
  // Beyond the linear part of Lab all three are cubes: scaling light by k scales L + 16, a and b by the cube root of k.
  const root = Math.cbrt(map.toShown(light) / light);
  return [(lightness + 16) * root - 16, a * root, b * root];
}

interface CompositorCase {
  readonly what: string;
  readonly size: readonly [number, number];
  readonly plane: readonly [number, number];
  readonly coding: ColourCoding;
  /** 8-bit codes that are added to the picture, for highlights. */
  readonly brighter?: number;
  readonly screen?: ScreenGamut;
  readonly layers?: Layers;
  readonly masks?: LayerShare['masks'];
}

/** Each value of a layer, over chroma that leaves the gamut in places. */
const LAYERS: Layers = [
  { ...neutralLayer('Warm'), saturation: 1.7, hue: 24, warmth: 6, opacity: 0.8 },
  { ...neutralLayer('Ends'), rollOff: { below: 35, above: 60 } },
];

const [ELLIPSE, CURVE, STROKE] = ['ellipse', 'curve', 'stroke'] as unknown as readonly [MaskId, MaskId, MaskId];
/** A soft ellipse, a curve with a hard edge, and what a stroke leaves free; each limits one layer, over a layer of the whole picture. */
const MASKS: LayerShare['masks'] = [
  { id: ELLIPSE, inverted: false, feather: 0.1, shape: { kind: 'ellipse', at: [0.4, 0.45], radii: [0.25, 0.12], angle: 30 }, parts: [{ by: 'subtract', inverted: false, feather: 0.03, shape: { kind: 'ellipse', at: [0.4, 0.5], radii: [0.06, 0.06], angle: 0 } }] },
  { id: CURVE, inverted: false, feather: 0, shape: { kind: 'polygon', points: [[0.5, 0.2], [0.95, 0.3], [0.8, 0.9], [0.45, 0.7]], smooth: true } },
  { id: STROKE, inverted: true, feather: 0.02, shape: { kind: 'brush', strokes: [{ path: [[0.1, 0.2], [0.5, 0.5], [0.9, 0.4]], radius: 0.08 }] } },
];
const LIMITED: Layers = [
  { ...neutralLayer('Whole'), hue: -20 },
  { ...neutralLayer('In the ellipse'), saturation: 1.6, warmth: 12, mask: ELLIPSE },
  { ...neutralLayer('In the curve'), hue: 90, mask: CURVE },
  { ...neutralLayer('Beside the stroke'), saturation: 0.2, opacity: 0.7, mask: STROKE },
];

/** In `npm test` one case of each way to the screen: enlarged, sample for sample, other primaries, another curve. */
const CASES = casesOf<CompositorCase, CompositorCase>([
  { what: 'a propagated plane, a ninth of the picture', size: [288, 162], plane: [32, 18], coding: HD },
  { what: 'an approved still, sample for sample', size: [120, 68], plane: [120, 68], coding: HD },
  { what: 'BT.2020', size: [96, 54], plane: [32, 18], coding: { matrix: 'bt2020', primaries: 'bt2020', curve: 'display' } },
  { what: 'PQ with highlights', brighter: 45, size: [96, 54], plane: [32, 18], coding: { matrix: 'bt2020', primaries: 'bt2020', curve: 'pq' } },
  { what: 'with layers that masks limit', size: [288, 162], plane: [32, 18], coding: HD, layers: LIMITED, masks: MASKS },
  { what: 'with layers', size: [288, 162], plane: [32, 18], coding: HD, layers: LAYERS },
  { what: 'on a P3 screen', size: [288, 162], plane: [32, 18], coding: HD, screen: 'display-p3' },
  { what: 'BT.2020 on a P3 screen', size: [96, 54], plane: [32, 18], coding: { matrix: 'bt2020', primaries: 'bt2020', curve: 'display' }, screen: 'display-p3' },
], [
  { what: 'PQ with highlights on a P3 screen', brighter: 45, size: [96, 54], plane: [32, 18], coding: { matrix: 'bt2020', primaries: 'bt2020', curve: 'pq' }, screen: 'display-p3' },
  { what: 'P3 on a P3 screen', size: [96, 54], plane: [32, 18], coding: { matrix: 'bt709', primaries: 'p3-d65', curve: 'display' }, screen: 'display-p3' },
  { what: 'an approved still with layers', size: [120, 68], plane: [120, 68], coding: HD, layers: LAYERS },
  { what: 'PQ with layers', size: [96, 54], plane: [32, 18], coding: { matrix: 'bt2020', primaries: 'bt2020', curve: 'pq' }, layers: LAYERS },
  { what: 'a painted keyframe, at no whole share', size: [300, 169], plane: [80, 45], coding: HD },
  { what: 'an odd picture and a plane of five samples', size: [61, 37], plane: [5, 1], coding: HD },
  { what: 'a PAL DVD of gamma 2.8', size: [96, 54], plane: [32, 18], coding: { matrix: 'bt601', primaries: 'bt601-625', curve: 'gamma28' } },
  { what: 'HLG with highlights', brighter: 45, size: [96, 54], plane: [32, 18], coding: { matrix: 'bt2020', primaries: 'bt2020', curve: 'hlg' } },
  { what: 'Cineon log', size: [96, 54], plane: [32, 18], coding: { matrix: 'bt709', primaries: 'bt709', curve: 'cineon' } },
]);

let harness: string;
test.beforeAll(async () => { harness = await bundledHarness(); });

for (const { what, size: [width, height], plane: [columns, rows], coding, layers = [], masks, brighter, screen = 'srgb' } of CASES) {
  test(`the viewer shows the delivered colour, to one code value: ${what}`, async ({ page }) => {
    const frame = frameOf(width, height, { plane: { width: columns, height: rows }, coding, layers, masks, screen, ...(brighter === undefined ? {} : { brighter }) });
    await page.goto('about:blank');
    await page.addScriptTag({ content: harness });
    const seen = await page.evaluate((each) => window.composeFrame(each), frame);
    const plane: AbPlane = { width: columns, height: rows, samples: Int16Array.from(frame.plane.samples) };
    const fine = { bitDepth: 16, range: 'full' } as const;
    // The viewer has the display picture in 8 bits; the film has its own codes of the same light.
    const signals = frame.luma.map((code) => signalOfDisplayGray(coding, code / 255));
    const luma = { width, height, coding: fine, samples: Uint16Array.from(signals, (signal) => Math.round(65_535 * signal)) };
    const { cb, cr } = createMerger(coding).merge(luma, plane, { ...fine, chroma: '444' }, layerTableOf([{ layers, weight: 1, masks }], { width, height }));
    const { offset, scale } = chromaScale(fine);
    const delivered = signals.flatMap((signal, index) => onScreen(coding, yccToRgb(signal, (cb[index]! - offset) / scale, (cr[index]! - offset) / scale, coding.matrix), screen));
    expect(seen).toHaveLength(delivered.length);
    // A channel close to zero, where the curve of a screen is steepest, may be two codes off: there the shader's single precision shows.
    const far = seen.map((value, index) => [index, value, delivered[index]!] as const).filter(([, value, wanted]) => Math.abs(value - wanted) > (wanted < 20 ? 2 : 1));
    expect(far).toEqual([]);
    // The picture has colour: gray on both sides would agree as well.
    expect(seen.some((value, index) => index % 3 === 0 && Math.abs(value - seen[index + 2]!) > 30)).toBe(true);
  });
}

/** Largest difference of X/Xn, Y/Yn or Z/Zn, where white is 1: a step of an 8-bit code there is 0.009. */
const SAME_LIGHT = 0.012;

test(`the same colour is the same light in sRGB and in P3, to ${SAME_LIGHT} of white`, async ({ page }) => {
  await page.goto('about:blank');
  await page.addScriptTag({ content: harness });
  const frame = frameOf(288, 162, { plane: { width: 32, height: 18 }, coding: HD, layers: [] });
  const [srgb, p3] = [await page.evaluate((each) => window.composeFrame(each), { ...frame, screen: 'srgb' as const }), await page.evaluate((each) => window.composeFrame(each), { ...frame, screen: 'display-p3' as const })];
  const light = (codes: readonly number[], { curve, primaries }: ColourModel): readonly number[] => codes.flatMap((_, index) => (index % 3 === 0 ? times(primaries.toXyz, [curve.toLinear(codes[index]! / 255), curve.toLinear(codes[index + 1]! / 255), curve.toLinear(codes[index + 2]! / 255)]) : []));
  const farthest = (one: readonly number[], other: readonly number[]): number => one.reduce((most, value, index) => Math.max(most, Math.abs(value - other[index]!)), 0);
  expect(farthest(light(srgb, SCREENS.srgb), light(p3, SCREENS['display-p3']))).toBeLessThan(SAME_LIGHT);
  // The codes themselves are not the same.
  expect(farthest(light(srgb, SCREENS.srgb), light(p3, SCREENS.srgb))).toBeGreaterThan(3 * SAME_LIGHT);
});

const FLAT = { width: 64, height: 64 } as const;
/** One colour all over, by its luma code and ab. */
const flatFrame = (code: number, ab: readonly [number, number], confidence: number): HarnessFrame => ({
  ...FLAT, coding: HD, layers: [], confidence, luma: Array.from({ length: FLAT.width * FLAT.height }, () => code), plane: { width: 1, height: 1, samples: ab.map((value) => 256 * value) },
});
const COLOURS = { blue: [60, [20, -70]], 'light blue': [170, [-5, -35]], 'dark blue': [25, [15, -40]], red: [90, [60, 45]], skin: [180, [18, 20]], white: [250, [0, 0]], black: [8, [0, 0]] } as const satisfies Record<string, readonly [number, readonly [number, number]]>;

test('low confidence is hatched in light and dark lines that stand out of any colour by their lightness, the wider the less sure; sure colour has none', async ({ page }) => {
  await page.goto('about:blank');
  await page.addScriptTag({ content: harness });
  const grays = async (confidence: number, [code, ab]: readonly [number, readonly [number, number]]): Promise<readonly number[]> => {
    const rgb = await page.evaluate((each) => window.composeFrame(each), flatFrame(code, ab, confidence));
    return Array.from({ length: rgb.length / 3 }, (_, at) => 0.2126 * rgb[3 * at]! + 0.7152 * rgb[3 * at + 1]! + 0.0722 * rgb[3 * at + 2]!);
  };
  for (const [name, colour] of Object.entries(COLOURS)) {
    const plain = (await grays(0.9, colour))[0]!;
    expect(new Set(await grays(0.9, colour)).size, `${name}, sure`).toBe(1);
    const shares = [];
    for (const confidence of [0.7, 0.55, 0.2]) {
      const hatched = await grays(confidence, colour);
      const far = hatched.filter((gray) => Math.abs(gray - plain) > 60).length / hatched.length;
      expect(far, `${name} at ${confidence}`).toBeGreaterThan(0.1);
      shares.push(hatched.filter((gray) => Math.abs(gray - plain) > 2).length / hatched.length);
    }
    expect(shares, name).toEqual(shares.toSorted((one, other) => one - other));
    expect(shares[2]! / shares[0]!, name).toBeGreaterThan(1.3);
    // The picture is still seen between the lines.
    expect(shares[2]!, name).toBeLessThan(0.9);
  }
});
