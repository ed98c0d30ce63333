import { execFileSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { createColorizer, referenceStatistics } from '../src/engine/colorize/index.ts';
import { createInferenceClient, openModelRegistry } from '../src/engine/models/index.ts';
import { createDraftReader, createPropagator, hintsOfReading } from '../src/engine/propagate/index.ts';
import { resamplePlane } from '../src/shared/colour/resample.ts';
import { srgbToLab } from '../src/shared/colour/srgb.ts';
import { AB_UNIT, type AbPlane } from '../src/shared/model/ab-plane.ts';
import type { Hint } from '../src/shared/model/hint.ts';
import { HintId, newId } from '../src/shared/model/ids.ts';
import type { WorkingLuma } from '../src/shared/model/working-luma.ts';
import { rgbPsnr } from './rgb-psnr.ts';

/**
 * A shot that takes its colour from a keyframe of another shot of its scene: a clip is cut in two, the middle frame of the first half is the
 * key, with its true colours; the middle frame of the second half is coloured in several ways and compared with the truth. `near`: the second
 * shot is the same set-up; `closer`: it is cropped to 60 % from another corner, as a closer shot of the scene.
 *
 *     node scripts/evaluate-scene.ts [--data ../shared/data] [--network propagation] [clip …]
 */
const root = fileURLToPath(new URL('..', import.meta.url));
const { values, positionals } = parseArgs({ allowPositionals: true, options: { data: { type: 'string', default: join(root, '..', 'shared', 'data') }, network: { type: 'string' } } });
const folder = join(resolve(values.data), 'clips', 'val');
const names = positionals.length > 0 ? positionals : readdirSync(folder).map((name) => name.replace(/\.mp4$/, ''));
const size = { width: 640, height: 352 };
const painted = { width: 512, height: 288 };
/** Hints of a keyframe that a person made. */
const KEY_HINTS = 24;
/** Confidence of a place that becomes a hint. */
const LEAST = 0.5;

interface TrueFrame {
  readonly luma: WorkingLuma;
  readonly plane: AbPlane;
  readonly rgb: Uint8Array;
}

function frameOf(file: string, index: number, at: { readonly width: number; readonly height: number }, crop: string): TrueFrame {
  const rgb = execFileSync('ffmpeg', ['-v', 'error', '-i', file, '-vf', `select=gte(n\\,${index}),${crop}scale=${at.width}:${at.height}:flags=area`, '-frames:v', '1', '-pix_fmt', 'rgb24', '-f', 'rawvideo', '-'], { maxBuffer: 2 ** 28 });
  const count = at.width * at.height;
  const lightness = new Float32Array(count);
  const samples = new Int16Array(2 * count);
  for (let pixel = 0; pixel < count; pixel++) {
    const [l, a, b] = srgbToLab(rgb[3 * pixel]! / 255, rgb[3 * pixel + 1]! / 255, rgb[3 * pixel + 2]! / 255);
    lightness[pixel] = l;
    samples[pixel] = Math.round(a * AB_UNIT);
    samples[count + pixel] = Math.round(b * AB_UNIT);
  }
  return { luma: { frame: index, ...at, lightness }, plane: { ...at, samples }, rgb };
}

/** Points on a grid with the true colours. */
function trueHints({ plane: { width, height, samples } }: TrueFrame, count: number): readonly Hint[] {
  const columns = Math.round(Math.sqrt((count * 16) / 9));
  const rows = Math.round(count / columns);
  return Array.from({ length: columns * rows }, (_, index) => {
    const at = [((index % columns) + 0.5) / columns, (Math.floor(index / columns) + 0.5) / rows] as const;
    const pixel = Math.floor(at[1] * height) * width + Math.floor(at[0] * width);
    return { kind: 'point', id: newId(HintId), at, radius: 0.012, ab: [samples[pixel]! / AB_UNIT, samples[width * height + pixel]! / AB_UNIT] };
  });
}

/** Within this distance in ab the true colour at a hint is its own. */
const RIGHT = 12;

/** How many hints lie on their colour. */
function rightOf(hints: readonly Hint[], { plane: { width, height, samples } }: TrueFrame): number {
  return hints.filter((hint) => {
    if (hint.kind !== 'point') return false;
    const pixel = Math.min(height - 1, Math.floor(hint.at[1] * height)) * width + Math.min(width - 1, Math.floor(hint.at[0] * width));
    return Math.hypot(samples[pixel]! / AB_UNIT - hint.ab[0], samples[width * height + pixel]! / AB_UNIT - hint.ab[1]) <= RIGHT;
  }).length;
}

const registry = await openModelRegistry([join(root, 'resources', 'models')]);
const modelId = registry.forTask('propagate', values.network).id;
const inference = createInferenceClient(registry);
const colorizer = createColorizer({ inference, registry });
const propagator = createPropagator({ inference, registry });
const drafts = createDraftReader({ inference, registry });
const ways = ['automatic', 'reference picture', 'hints of the key, matched', 'colour like shot', 'colour like still with these hints', 'the reading itself'] as const;
const matches: { readonly set: string; readonly given: number; readonly found: number; readonly right: number }[] = [];
const rows: { readonly set: string; readonly found: readonly number[]; readonly told: number }[] = [];
console.log(`| clip | set-up | ${ways.join(' | ')} | confidence told | hints |\n|${'---|'.repeat(ways.length + 4)}`);
for (const name of names) {
  const file = join(folder, `${name}.mp4`);
  const frames = Number(execFileSync('ffprobe', ['-v', 'error', '-select_streams', 'v:0', '-count_packets', '-show_entries', 'stream=nb_read_packets', '-of', 'csv=p=0', file], { encoding: 'utf8' }).trim().replace(',', ''));
  const [from, to] = [Math.floor(frames / 4), Math.floor((3 * frames) / 4)];
  for (const [set, crop] of [['near', ''], ['closer', 'crop=iw*0.6:ih*0.6:iw*0.3:ih*0.25,']] as const) {
    const [key, target] = [frameOf(file, from, size, ''), frameOf(file, to, size, crop)];
    const small = frameOf(file, to, painted, crop);
    const reference = referenceStatistics({ ...size, samples: Uint16Array.from(key.rgb, (value) => value * 257) });
    const paint = async (hints: readonly Hint[], more: object = {}): Promise<AbPlane> => (await colorizer.paint({ frameKey: `${name} ${set}`, luma: small.luma, hints, ...more })).plane;
    const read = await drafts.draft({ frame: to, keys: [{ frame: to + 48, plane: key.plane }], modelId, ofOtherShots: true, content: `${name} ${set}`, luma: (wanted) => Promise.resolve(wanted === to ? target.luma : key.luma) });
    // As `engine/app/colorize/colour-like-job.ts` makes hints.
    let hints: readonly Hint[] = hintsOfReading(read, { least: LEAST, cells: 10 });
    for (let round = 0; round < 3; round++) hints = [...hints, ...hintsOfReading(read, { least: LEAST, cells: 24, painted: resamplePlane(await paint(hints), read.plane), near: 3, most: 16 })];
    const given = trueHints(key, KEY_HINTS);
    const places = await propagator.findPositions({ source: key.luma, target: target.luma, positions: given.map((hint) => (hint.kind === 'point' ? hint.at : [0, 0] as const)) }, {});
    const matched = given.flatMap((hint, index): Hint[] => (places[index]!.lost || hint.kind !== 'point' ? [] : [{ ...hint, at: places[index]!.at }]));
    let made: readonly Hint[] = hintsOfReading(read, { least: LEAST, cells: 10, ...(matched.length === 0 ? {} : { painted: resamplePlane(await paint(matched), read.plane), near: 3 }) });
    for (let round = 0; round < 3; round++) made = [...made, ...hintsOfReading(read, { least: LEAST, cells: 24, painted: resamplePlane(await paint([...made, ...matched]), read.plane), near: 3, most: 16 })];
    const planes = [await paint([]), await paint([], { reference }), await paint(matched), await paint(hints), await paint([...made, ...matched]), read.plane];
    const found = planes.map((plane) => rgbPsnr(target, plane));
    rows.push({ set, found, told: read.meanConfidence });
    console.log(`| ${name} | ${set} | ${found.map((each) => each.toFixed(2)).join(' | ')} | ${read.meanConfidence.toFixed(2)} | ${hints.length}; ${matched.length} of ${given.length} matched, ${rightOf(matched, target)} of them on their colour |`);
    matches.push({ set, given: given.length, found: matched.length, right: rightOf(matched, target) });
  }
}
const mean = (numbers: readonly number[]): number => numbers.reduce((sum, each) => sum + each, 0) / numbers.length;
for (const set of ['near', 'closer']) {
  const own = rows.filter((row) => row.set === set);
  console.log(`| mean | ${set} | ${ways.map((_, index) => mean(own.map(({ found }) => found[index]!)).toFixed(2)).join(' | ')} | ${mean(own.map(({ told }) => told)).toFixed(2)} | |`);
}
for (const set of ['near', 'closer']) {
  const own = matches.filter((row) => row.set === set);
  const sum = (of: (row: (typeof matches)[number]) => number): number => own.reduce((all, row) => all + of(row), 0);
  console.log(`${set}: of ${sum(({ given }) => given)} hints ${sum(({ found }) => found)} matched, ${sum(({ right }) => right)} of them on their colour.`);
}
drafts.dispose();
propagator.dispose();
colorizer.dispose();
await inference.close();
