import { execFileSync } from 'node:child_process';
import { mkdirSync, readdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { locateFfmpeg } from '../src/engine/media/index.ts';
import { createInferenceClient, openModelRegistry } from '../src/engine/models/index.ts';
import { type ColourLimit, createPropagator, PROPAGATE_SHORT_SIDE, type RememberedFrame } from '../src/engine/propagate/index.ts';
import { resamplePlane } from '../src/shared/colour/resample.ts';
import { labToSrgb } from '../src/shared/colour/srgb.ts';
import { AB_UNIT, type AbPlane } from '../src/shared/model/ab-plane.ts';
import { frameRange } from '../src/shared/model/frame.ts';
import { workingSize, type Size } from '../src/shared/model/working-size.ts';
import { lumasOf, trueFrames, type TrueFrame } from '../test/support/real-clip.ts';

/**
 * How far the colour of an object passes its outline ten frames from the keyframe (`--last` for others), where masks limit propagated colour and where they do not. The key is the true first frame,
 * with its object red; the masks are the true ones. *Passes*: share of the picture outside the mask, five pixels away from it or more, that is nearer to red by more than 5 ab than the true frame; *fills*: mean
 * share of the way to red inside the mask.
 *
 * *dB*: PSNR of ab against the true frame with its object red. With `--still`, also with that frame of the clip as scene memory, its object red, too.
 *
 *     node scripts/evaluate-propagated-limits.ts [--data ../shared/data] [--pictures FOLDER] [--last 10] [--still 48] [camel dog …]
 */
const root = fileURLToPath(new URL('..', import.meta.url));
const { values, positionals } = parseArgs({ allowPositionals: true, options: { data: { type: 'string', default: join(root, '..', 'shared', 'data') }, pictures: { type: 'string' }, still: { type: 'string' }, last: { type: 'string', default: '10' } } });
const BEFORE: Readonly<Record<string, number>> = { camel: 7, 'dance-twirl': 7, parkour: 12 };
const RED = [45, 25] as const;
const LAST = Number(values.last);
const STILL = values.still === undefined ? undefined : Number(values.still);
type Figures = readonly [passes: number, fills: number, db: number];
const tools = await locateFfmpeg();
const registry = await openModelRegistry([join(root, 'resources', 'models')]);
const inference = createInferenceClient(registry);
const propagator = createPropagator({ inference, registry });
const folder = join(resolve(values.data), 'clips', 'test-masks');

/** The true mask of a frame, 0…1, at a size; grown by some pixels of it. */
function maskOf(name: string, frame: number, { width, height }: Size, grown = 0): Float32Array {
  const path = join(folder, name, `${String(frame + (BEFORE[name] ?? 0)).padStart(5, '0')}.png`);
  const filter = `scale=${width}:${height}:flags=area${',dilation'.repeat(grown)}`;
  const bytes = execFileSync(tools.ffmpegPath, ['-v', 'error', '-i', path, '-vf', `format=gray,${filter}`, '-f', 'rawvideo', '-pix_fmt', 'gray', '-'], { maxBuffer: 1e8 });
  return Float32Array.from(bytes, (value) => value / 255);
}

function withRed({ plane }: TrueFrame, mask: Float32Array): AbPlane {
  const samples = plane.samples.map((value, index) => Math.round(value + mask[index % mask.length]! * (RED[index < mask.length ? 0 : 1] * AB_UNIT - value)));
  return { ...plane, samples };
}

function figures(plane: AbPlane, truth: AbPlane, inside: Float32Array, near: Float32Array): Figures {
  const count = inside.length;
  let [passed, outside, filled, covered, squares] = [0, 0, 0, 0, 0];
  for (let index = 0; index < count; index++) {
    const [a, b] = [plane.samples[index]! / AB_UNIT, plane.samples[count + index]! / AB_UNIT];
    const [trueA, trueB] = [truth.samples[index]! / AB_UNIT, truth.samples[count + index]! / AB_UNIT];
    const way = [RED[0] - trueA, RED[1] - trueB] as const;
    squares += (a - trueA - inside[index]! * way[0]) ** 2 + (b - trueB - inside[index]! * way[1]) ** 2;
    const along = ((a - trueA) * way[0] + (b - trueB) * way[1]) / Math.hypot(...way);
    if (near[index]! < 0.02) {
      outside++;
      if (along > 5) passed++;
    }
    if (inside[index]! > 0.98) {
      covered++;
      filled += Math.min(1, Math.max(0, along / Math.hypot(...way)));
    }
  }
  return [passed / outside, filled / covered, 10 * Math.log10(255 ** 2 / (squares / (2 * count)))];
}

function writePicture(file: string, { luma: { width, height, lightness } }: TrueFrame, plane: AbPlane): void {
  const full = resamplePlane(plane, { width, height });
  const count = width * height;
  const rgb = new Uint8Array(3 * count);
  for (let index = 0; index < count; index++) labToSrgb(lightness[index]!, full.samples[index]! / AB_UNIT, full.samples[count + index]! / AB_UNIT).forEach((value, channel) => { rgb[3 * index + channel] = Math.round(255 * Math.min(1, Math.max(0, value))); });
  execFileSync(tools.ffmpegPath, ['-v', 'error', '-y', '-f', 'rawvideo', '-pix_fmt', 'rgb24', '-s', `${width}x${height}`, '-i', '-', file], { input: rgb });
}

const rows: Figures[][] = [];
const ways = ['open', 'limited', ...(STILL === undefined ? [] : ['open, a still', 'limited, a still'])];
console.log(`| clip | ${ways.map((way) => `${way}: passes / fills / dB`).join(' | ')} |\n|${'---|'.repeat(ways.length + 1)}`);
for (const name of positionals.length > 0 ? positionals : readdirSync(folder).sort()) {
  const size = workingSize({ width: 854, height: 480 }, PROPAGATE_SHORT_SIDE);
  const truths = trueFrames(join(resolve(values.data), 'clips', 'test', `davis-${name}.mp4`), { ...size, count: Math.max(LAST, STILL ?? 0) + 1 });
  const still = STILL === undefined ? undefined : truths[STILL];
  if (STILL !== undefined && still === undefined) throw new Error(`${name} has no frame ${STILL}.`);
  const remembered: readonly RememberedFrame[] = still === undefined ? [] : [{ plane: withRed(still, maskOf(name, still.luma.frame, size)), luma: () => Promise.resolve(still.luma) }];
  const masks = new Map<number, Float32Array>();
  const limit: ColourLimit = { coverageOn(frame, cells) {
    const known = masks.get(frame) ?? maskOf(name, frame, cells);
    masks.set(frame, known);
    return known;
  } };
  const left = { frame: 0, plane: withRed(truths[0]!, maskOf(name, 0, size)) };
  const found: Figures[] = [];
  for (const way of ways) {
    let plane: AbPlane | undefined;
    for await (const made of propagator.propagateSpan({ range: frameRange(1, LAST), left, lumas: lumasOf(truths), frameCount: LAST + 1, limits: way.startsWith('limited') ? [limit] : [], remembered: way.endsWith('still') ? remembered : [] })) if (made.frame === LAST) plane = made.plane;
    if (plane === undefined) throw new Error(`${name} has no frame ${LAST}.`);
    found.push(figures(plane, resamplePlane(truths[LAST]!.plane, plane), maskOf(name, LAST, plane), maskOf(name, LAST, plane, 1)));
    if (values.pictures === undefined) continue;
    mkdirSync(values.pictures, { recursive: true });
    writePicture(join(values.pictures, `${name}-${way.replace(', a ', '-')}.png`), truths[LAST]!, plane);
  }
  rows.push(found);
  console.log(`| ${[name, ...found.map(([passes, fills, db]) => `${passes.toFixed(4)} / ${fills.toFixed(3)} / ${db.toFixed(2)}`)].join(' | ')} |`);
}
console.log(`| ${['mean', ...ways.map((_, index) => [0, 1, 2].map((which) => (rows.reduce((sum, row) => sum + row[index]![which]!, 0) / rows.length).toFixed(4)).join(' / '))].join(' | ')} |`);
propagator.dispose();
await inference.close();
