import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { realClip, trueFrames } from '../../../test/support/real-clip.ts';
import { deltaE2000 } from '../../shared/colour/delta-e.ts';
import { inGamut } from '../../shared/colour/gamut.ts';
import { AB_UNIT, type AbPlane } from '../../shared/model/ab-plane.ts';
import { Hint, type ChromaAb, type ImagePoint } from '../../shared/model/hint.ts';
import type { WorkingLuma } from '../../shared/model/working-luma.ts';
import { createInferenceClient, openModelRegistry, type InferenceClient } from '../models/index.ts';
import { createColorizer, type Colorizer } from './colorizer.ts';
import { referenceStatistics } from './statistics.ts';

let inference: InferenceClient;
let colorizer: Colorizer;
beforeAll(async () => {
  const registry = await openModelRegistry([fileURLToPath(new URL('../../../resources/models', import.meta.url))]);
  inference = createInferenceClient(registry);
  colorizer = createColorizer({ inference, registry });
});
afterAll(async () => {
  colorizer.dispose();
  await inference.close();
});

/** A bright oval like a face on a dark background, with some texture. */
function portrait(width: number, height: number, frame = 0): WorkingLuma {
  const lightness = Float32Array.from({ length: width * height }, (_, index) => {
    const [x, y] = [(index % width) / width, Math.floor(index / width) / height];
    const texture = ((index * 7919) % 13) / 3;
    return Math.hypot((x - 0.5) * 1.4, y - 0.5) < 0.3 ? 72 + 10 * y + texture : 30 + 12 * Math.sin(30 * x) + texture;
  });
  return { frame, width, height, lightness };
}

const luma = portrait(140, 100);
/** What `painter` keeps of a frame: six planes of its luma, two of its automatic colour. */
const HANDLES_OF_A_FRAME = 8;
let made = 0;
const point = (at: ImagePoint, ab: ChromaAb, radius = 0.03): Hint => Hint.parse({ kind: 'point', id: `h${++made}`, at, radius, ab });

function abAt(plane: AbPlane, [x, y]: ImagePoint): readonly [number, number] {
  const index = Math.floor(y * plane.height) * plane.width + Math.floor(x * plane.width);
  return [plane.samples[index]! / AB_UNIT, plane.samples[plane.width * plane.height + index]! / AB_UNIT];
}

describe.each(['painter', 'hint-unet'])('painting with %s', (modelId) => {
  test('without hints the result is the automatic colour, at the size of the luma', async () => {
    const { plane, outOfGamut } = await colorizer.paint({ frameKey: 'portrait', luma, modelId, hints: [] });
    expect([plane.width, plane.height, plane.samples.length, outOfGamut]).toEqual([140, 100, 28_000, 0]);
  });

  test('the same hints give the same bits, also after other hints in between', async () => {
    const hints = [point([0.5, 0.5], [20, 18]), point([0.1, 0.2], [25, 10])];
    const first = await colorizer.paint({ frameKey: 'portrait', luma, modelId, hints });
    await colorizer.paint({ frameKey: 'portrait', luma, modelId, hints: [point([0.3, 0.3], [-10, 30])] });
    expect(await colorizer.paint({ frameKey: 'portrait', luma, modelId, hints })).toEqual(first);
  });

  test('a point hint has its own colour at its centre: mean ΔE2000 of at most 2', async () => {
    const hints = Array.from({ length: 40 }, (_, index) => point([0.06 + 0.11 * (index % 9), 0.1 + 0.18 * Math.floor(index / 9)], [30 * Math.sin(index), 30 * Math.cos(2.3 * index)], 3 / 256));
    const { plane } = await colorizer.paint({ frameKey: 'portrait', luma, modelId, hints });
    const differences = hints.map((hint) => {
      if (hint.kind !== 'point') throw new Error('points were made');
      const [a, b] = abAt(plane, hint.at);
      return deltaE2000([50, a, b], [50, ...hint.ab]);
    });
    expect(differences.reduce((sum, each) => sum + each, 0) / differences.length).toBeLessThan(2);
  });

  test('a hint changes the colour of its surroundings, not only of its own disc', async () => {
    const before = await colorizer.paint({ frameKey: 'portrait', luma, modelId, hints: [] });
    const after = await colorizer.paint({ frameKey: 'portrait', luma, modelId, hints: [point([0.5, 0.5], [40, 30])] });
    const [outside, was] = [abAt(after.plane, [0.5, 0.6]), abAt(before.plane, [0.5, 0.6])];
    expect(outside).not.toEqual(was);
  });

  test('colour stays on its side of a boundary, also at sizes that are padded', async () => {
    for (const [width, height] of [[512, 288], [500, 282]] as const) {
      const large = portrait(width, height);
      const hints = [point([0.42, 0.5], [18, 14]), Hint.parse({ kind: 'boundary', id: 'b', path: [[0.5, 0], [0.5, 1]] })];
      const bounded = await colorizer.paint({ frameKey: `large ${width}`, luma: large, modelId, hints });
      const free = await colorizer.paint({ frameKey: `large ${width}`, luma: large, modelId, hints: hints.slice(0, 1) });
      const plain = await colorizer.paint({ frameKey: `large ${width}`, luma: large, modelId, hints: [] });
      // What the hint changes: the automatic colour beyond has a chroma of its own.
      const [changedBounded, changedFree] = [bounded, free].map(({ plane }) => {
        const [[a, b], [wasA, wasB]] = [abAt(plane, [0.56, 0.5]), abAt(plain.plane, [0.56, 0.5])];
        return Math.hypot(a - wasA, b - wasB);
      }) as [number, number];
      expect(changedFree, `${width}×${height}`).toBeGreaterThan(1);
      expect(changedBounded, `${width}×${height}`).toBeLessThan(0.3 * changedFree);
      expect(deltaE2000([50, ...abAt(bounded.plane, [0.46, 0.5])], [50, 18, 14])).toBeLessThan(5);
    }
  });

  test('an auto hint shows the automatic colour, whatever the hints around it', async () => {
    const automatic = await colorizer.paint({ frameKey: 'portrait', luma, modelId, hints: [] });
    const painted = await colorizer.paint({ frameKey: 'portrait', luma, modelId, hints: [point([0.5, 0.5], [40, 30], 0.2), Hint.parse({ kind: 'auto', id: 'k', at: [0.5, 0.5], radius: 0.05 })] });
    expect(abAt(painted.plane, [0.5, 0.5])).toEqual(abAt(automatic.plane, [0.5, 0.5]));
    expect(abAt(painted.plane, [0.5, 0.35])).not.toEqual(abAt(automatic.plane, [0.5, 0.35]));
  });

  test('a reference changes the automatic colour', async () => {
    const red = Uint16Array.from({ length: 3 * 64 * 64 }, (_, index) => (index % 3 === 0 ? 50_000 : 9_000));
    const plain = await colorizer.paint({ frameKey: 'portrait', luma, modelId, hints: [] });
    const guided = await colorizer.paint({ frameKey: 'portrait', luma, modelId, hints: [], reference: referenceStatistics({ width: 64, height: 64, samples: red }) });
    expect(guided.plane.samples).not.toEqual(plain.plane.samples);
  });

  test('hints outside the gamut are gamut-mapped and counted', async () => {
    const hints = [point([0.05, 0.05], [-100, 100]), point([0.5, 0.5], [10, 10])];
    const { plane, outOfGamut } = await colorizer.paint({ frameKey: 'portrait', luma, modelId, hints });
    const [a, b] = abAt(plane, [0.05, 0.05]);
    expect(outOfGamut).toBe(1);
    expect((await colorizer.paint({ frameKey: 'portrait', luma, modelId, hints, isUnseen: true })).outOfGamut).toBe(0);
    expect(luma.lightness.some((lightness) => inGamut(lightness, -100, 100))).toBe(false);
    expect(luma.lightness.some((lightness) => inGamut(lightness, a * 0.99, b * 0.99))).toBe(true);
  });

  test('ten thousand hints are accepted', async () => {
    const hints = Array.from({ length: 10_000 }, (_, index) => point([(index % 100) / 100, Math.floor(index / 100) / 100], [(index % 40) - 20, 10], 3 / 256));
    const { plane } = await colorizer.paint({ frameKey: 'portrait', luma, modelId, hints });
    expect(plane.samples).toHaveLength(28_000);
  });
});

describe('feature cache', () => {
  test('only a few frames stay encoded, and none after dispose', async () => {
    const registry = await openModelRegistry([fileURLToPath(new URL('../../../resources/models', import.meta.url))]);
    const before = (await inference.usage()).handles;
    const own = createColorizer({ inference, registry });
    for (let frame = 0; frame < 7; frame++) await own.paint({ frameKey: `frame ${frame}`, luma: portrait(48, 32, frame), hints: [] });
    expect((await inference.usage()).handles).toBe(before + 4 * HANDLES_OF_A_FRAME);
    own.dispose();
    await expect.poll(async () => (await inference.usage()).handles).toBe(before);
  });

  test('two concurrent paintings of a new frame encode it once, and a cancelled one does not affect the other', async () => {
    const control = new AbortController();
    const request = { frameKey: 'shared', luma: portrait(64, 48), hints: [] };
    const before = (await inference.usage()).handles;
    const cancelled = colorizer.paint(request, { signal: control.signal });
    const wanted = colorizer.paint(request);
    control.abort();
    await expect(cancelled).rejects.toMatchObject({ name: 'AbortError' });
    await expect(wanted).resolves.toMatchObject({ plane: { width: 64 } });
    expect((await inference.usage()).handles).toBeLessThanOrEqual(before + HANDLES_OF_A_FRAME);
  });

  test('a killed inference process only delays one painting', async () => {
    const hints = [point([0.5, 0.5], [20, 18])];
    const before = await colorizer.paint({ frameKey: 'portrait', luma, hints });
    const lines = execFileSync('ps', ['-o', 'pid=,args=', '--ppid', String(process.pid)], { encoding: 'utf8' }).split('\n');
    for (const line of lines.filter((each) => each.includes('inference.process'))) process.kill(Number.parseInt(line, 10), 'SIGKILL');
    expect(await colorizer.paint({ frameKey: 'portrait', luma, hints })).toEqual(before);
  });
});

describe('vividness and a given base', () => {
  const meanChroma = ({ samples }: AbPlane): number => {
    const count = samples.length / 2;
    return Array.from({ length: count }, (_, index) => Math.hypot(samples[index]!, samples[count + index]!) / AB_UNIT).reduce((sum, each) => sum + each, 0) / count;
  };

  test('the vividness makes automatic colour more or less colourful; equal ones give equal bits, whatever was asked in between', async () => {
    const painted = async (vividness: number): Promise<AbPlane> => (await colorizer.paint({ frameKey: 'portrait', luma, hints: [], vividness })).plane;
    const [pale, middle, vivid] = [await painted(0), await painted(0.5), await painted(1)];
    expect(meanChroma(middle)).toBeGreaterThan(meanChroma(pale));
    expect(vivid).not.toEqual(middle);
    expect(await painted(0)).toEqual(pale);
  });

  test('a shot that keeps the painter 2.2.0 has another automatic colour than the present one, of the same graphs', async () => {
    const painted = async (vividness: number, modelId?: string): Promise<AbPlane> =>
      (await colorizer.paint({ frameKey: 'portrait', luma, hints: [], vividness, ...(modelId === undefined ? {} : { modelId }) })).plane;
    const kept = await painted(0.5, 'painter@2.2.0');
    expect(kept).not.toEqual(await painted(0.5));
    expect(await painted(0.5, 'painter@2.2.0')).toEqual(kept);
  });

  test('paintings of one frame at once, each with its own vividness, do not take each other’s automatic colour, and leave no handle behind', async () => {
    const own = createColorizer({ inference, registry: await openModelRegistry([fileURLToPath(new URL('../../../resources/models', import.meta.url))]) });
    const before = (await inference.usage()).handles;
    const asked = [0, 0.3, 0.6, 1, 0];
    const together = await Promise.all(asked.map((vividness) => own.paint({ frameKey: 'together', luma, hints: [], vividness })));
    expect(together[4]).toEqual(together[0]);
    expect(new Set(together.map(({ plane }) => meanChroma(plane))).size).toBe(4);
    own.dispose();
    await expect.poll(async () => (await inference.usage()).handles).toBe(before);
  });

  test('hints change a given base where they claim it, to their own colour, and leave it elsewhere', async () => {
    const size = luma.width * luma.height;
    const base: AbPlane = { width: luma.width, height: luma.height, samples: Int16Array.from({ length: 2 * size }, (_, index) => (index < size ? 12 : -20) * AB_UNIT) };
    const { plane } = await colorizer.paint({ frameKey: 'portrait', luma, base, hints: [point([0.5, 0.5], [20, 18])] });
    const untouched = await colorizer.paint({ frameKey: 'portrait', luma, base, hints: [] });
    expect(Math.hypot(abAt(untouched.plane, [0.2, 0.3])[0] - 12, abAt(untouched.plane, [0.2, 0.3])[1] + 20)).toBeLessThan(0.1);
    expect(deltaE2000([60, ...abAt(plane, [0.5, 0.5])], [60, 20, 18])).toBeLessThan(0.3);
    expect(Math.hypot(abAt(plane, [0.03, 0.05])[0] - 12, abAt(plane, [0.03, 0.05])[1] + 20)).toBeLessThan(3);
  });

  test('a reach of 0 leaves all beyond the hint’s own radius nearly as it was; a reach of 1 is no limit', async () => {
    const paint = async (reach: number): Promise<AbPlane> => {
      const hint = Hint.parse({ kind: 'point', id: `reach-${reach}`, at: [0.5, 0.5], radius: 0.03, ab: [40, 30], reach });
      return (await colorizer.paint({ frameKey: 'portrait', luma, hints: [hint] })).plane;
    };
    const automatic = (await colorizer.paint({ frameKey: 'portrait', luma, hints: [] })).plane;
    const change = (plane: AbPlane, at: ImagePoint): number => Math.hypot(abAt(plane, at)[0] - abAt(automatic, at)[0], abAt(plane, at)[1] - abAt(automatic, at)[1]);
    const [none, half, whole] = [await paint(0), await paint(0.5), await paint(1)];
    const free = (await colorizer.paint({ frameKey: 'portrait', luma, hints: [point([0.5, 0.5], [40, 30])] })).plane;
    expect(whole).toEqual(free);
    const away: ImagePoint = [0.5, 0.66];
    expect(change(none, away)).toBeLessThan(0.25 * change(whole, away));
    expect(change(half, away)).toBeLessThan(change(whole, away));
  });
});

describe('suggestions', () => {
  test('nine colours of the gamut at the position, the most likely first', async () => {
    const suggestions = await colorizer.suggest({ frameKey: 'portrait', luma, hints: [], at: [0.5, 0.5] });
    const index = 50 * 140 + 70;
    expect(suggestions).toHaveLength(9);
    expect(suggestions.map(({ weight }) => weight)).toEqual(suggestions.map(({ weight }) => weight).toSorted((first, second) => second - first));
    for (const { ab, hex } of suggestions) {
      expect(inGamut(luma.lightness[index]!, ...ab)).toBe(true);
      expect(hex).toMatch(/^#[0-9a-f]{6}$/);
    }
    expect(new Set(suggestions.map(({ hex }) => hex)).size).toBe(9);
  });

  test('no handle is left behind', async () => {
    await colorizer.suggest({ frameKey: 'portrait', luma, hints: [], at: [0.2, 0.2] });
    const before = (await inference.usage()).handles;
    await colorizer.suggest({ frameKey: 'portrait', luma, hints: [], at: [1, 1] });
    expect((await inference.usage()).handles).toBe(before);
  });
});

describe('bad input', () => {
  test('a picture under 16 pixels and a luma with NaN are refused', async () => {
    await expect(colorizer.paint({ frameKey: 'tiny', luma: portrait(40, 12), hints: [] })).rejects.toMatchObject({ code: 'image.tooSmall' });
    await expect(colorizer.paint({ frameKey: 'broken', luma: { ...luma, lightness: luma.lightness.map((value, index) => (index === 99 ? Number.NaN : value)) }, hints: [] })).rejects.toMatchObject({ code: 'input.malformed' });
    expect(() => colorizer.sizeFor({ width: 1920, height: 8 })).toThrow(expect.objectContaining({ code: 'image.tooSmall' }) as Error);
  });

  test('flat black, flat gray and 16×16 pictures are coloured', async () => {
    for (const value of [0, 50, 100]) await expect(colorizer.paint({ frameKey: `flat ${value}`, luma: { frame: 0, width: 16, height: 16, lightness: new Float32Array(256).fill(value) }, hints: [point([0.5, 0.5], [10, 10])] })).resolves.toBeDefined();
  });
});

const clip = realClip('val/sam2-01_dog.mp4');
test.skipIf(clip === undefined)('on a real frame hints of its true colour reduce the error of the whole picture', async () => {
  const [frame] = trueFrames(clip!, { width: 256, height: 144, count: 1 });
  const { luma: real, plane: truth } = frame!;
  const hints = Array.from({ length: 60 }, (_, index): Hint => {
    const at: ImagePoint = [((index * 0.381966) % 1) * 0.96 + 0.02, ((index + 0.5) / 60) * 0.96 + 0.02];
    return point(at, abAt(truth, at), 3 / 256);
  });
  const error = (plane: AbPlane): number => Math.sqrt(plane.samples.reduce((sum, value, index) => sum + (value - truth.samples[index]!) ** 2, 0) / plane.samples.length) / AB_UNIT;
  const automatic = await colorizer.paint({ frameKey: 'dog', luma: real, hints: [] });
  const hinted = await colorizer.paint({ frameKey: 'dog', luma: real, hints });
  expect(error(hinted.plane)).toBeLessThan(error(automatic.plane));
});
