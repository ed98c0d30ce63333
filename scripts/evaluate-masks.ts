import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { z } from 'zod';
import { COLORIZE_SHORT_SIDE, createColorizer, FRAMES_OF_MOTION, regionOfHints } from '../src/engine/colorize/index.ts';
import { locateFfmpeg, probeClip, readWorkingLuma } from '../src/engine/media/index.ts';
import { createInferenceClient, openModelRegistry } from '../src/engine/models/index.ts';
import { createMaskThread, createPropagator, PROPAGATE_SHORT_SIDE, trackLeg } from '../src/engine/propagate/index.ts';
import { parseJsonInput } from '../src/shared/errors/parse.ts';
import type { Clip } from '../src/shared/model/clip.ts';
import { type FrameRange, frameIndex, frameRange } from '../src/shared/model/frame.ts';
import { Hint, type ImagePoint } from '../src/shared/model/hint.ts';
import { HintId, newId } from '../src/shared/model/ids.ts';
import type { MaskShape } from '../src/shared/model/mask.ts';
import { maskCoverage } from '../src/shared/model/mask-coverage.ts';
import { tracedOutline } from '../src/shared/model/traced-outline.ts';
import type { WorkingLuma } from '../src/shared/model/working-luma.ts';
import type { Size } from '../src/shared/model/working-size.ts';
import { inscribedPlaces } from './evaluate/inscribed-places.ts';
import { writeSection } from './write-section.ts';

/**
 * Masks of the product on the test clips, compared with true object masks: an outline of the first frame's true mask tracked through 24 frames, and
 * outlines from one and from three hints on the first frame. Region similarity is intersection over union.
 *
 *     (cd training && python warp_masks.py)
 *     node scripts/evaluate-masks.ts [--data ../shared/data] [--flow training/runs/mask-flow-test.json] [--only tracking|hints] [--write docs/results/masks.md] [camel dog …]
 *     node scripts/evaluate-masks.ts --outlines val|train      masks from hints on things in validation or training clips that were outlined by hand (training/outlines.json)
 */
const root = fileURLToPath(new URL('..', import.meta.url));
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    data: { type: 'string', default: join(root, '..', 'shared', 'data') }, flow: { type: 'string', default: join(root, 'training', 'runs', 'mask-flow-test.json') },
    only: { type: 'string' }, outlines: { type: 'string' }, write: { type: 'string' },
  },
});
const DISTANCES = [1, 5, 10, 24] as const;
const FRAMES = 24;
/** So many masks precede the first frame of a clip, as `training/tintype_training/test_masks.py` explains. */
const BEFORE: Readonly<Record<string, number>> = { camel: 7, 'dance-twirl': 7, parkour: 12 };
const HINTS = [1, 3] as const;

const tools = await locateFfmpeg();
const registry = await openModelRegistry([join(root, 'resources', 'models')]);
const inference = createInferenceClient(registry);
const parts = { propagator: createPropagator({ inference, registry }), thread: createMaskThread() };
const colorizer = createColorizer({ inference, registry });
const folder = join(resolve(values.data), 'clips', 'test-masks');

/** The true mask of a frame, 0…1, at a size. */
function truthOf(name: string, frame: number, { width, height }: Size): Float32Array {
  const path = join(folder, name, `${String(frame + (BEFORE[name] ?? 0)).padStart(5, '0')}.png`);
  const bytes = execFileSync(tools.ffmpegPath, ['-v', 'error', '-i', path, '-vf', `scale=${width}:${height}:flags=area`, '-f', 'rawvideo', '-pix_fmt', 'gray', '-'], { maxBuffer: 1e8 });
  return Float32Array.from(bytes, (value) => value / 255);
}

function similarity(shape: MaskShape | undefined, truth: Float32Array, size: Size): number {
  const covered = shape === undefined ? new Uint8Array(truth.length) : maskCoverage({ shape, feather: 0, inverted: false }, size).values;
  let [both, either] = [0, 0];
  truth.forEach((value, index) => {
    const [ours, theirs] = [covered[index]! > 127, value > 0.5];
    if (ours && theirs) both++;
    if (ours || theirs) either++;
  });
  return either === 0 ? 1 : both / either;
}

interface Tracked {
  /** Of the outline itself on the first frame. */
  readonly outline: number;
  readonly at: Readonly<Record<number, number>>;
  readonly lost: number | undefined;
  readonly seconds: number;
}

/** After a mask is lost its last shape counts: that is what the user sees there. */
async function track(name: string, clip: Clip): Promise<Tracked> {
  const size = { width: clip.picture.width, height: clip.picture.height };
  const last = Math.min(FRAMES, clip.frameCount - 1);
  const shape = tracedOutline({ ...size, values: truthOf(name, 0, size) });
  if (shape === undefined) throw new Error(`${name} has no object on its first frame.`);
  const started = performance.now();
  const leg = { from: { frame: frameIndex(0), shape }, to: last };
  const lumas = (range: FrameRange): AsyncIterable<WorkingLuma> => readWorkingLuma(clip, tools, { range, shortSide: PROPAGATE_SHORT_SIDE });
  const { shapes, lost } = await trackLeg(parts, { leg, picture: clip.picture, frameCount: last + 1, lumas });
  const at: Record<number, number> = {};
  let now: MaskShape = shape;
  for (let frame = 1; frame <= last; frame++) {
    now = shapes.get(frame) ?? now;
    if (DISTANCES.some((distance) => distance === frame)) at[frame] = similarity(now, truthOf(name, frame, size), size);
  }
  return { outline: similarity(shape, truthOf(name, 0, size), size), at, lost, seconds: (performance.now() - started) / 1000 / Math.max(1, shapes.size) };
}

/** The area within an outline, 0 or 1. */
function areaOf(outline: readonly ImagePoint[], { width, height }: Size): Float32Array {
  const area = new Float32Array(width * height);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const [atX, atY] = [(x + 0.5) / width, (y + 0.5) / height];
      const crossed = outline.filter(([toX, toY], index) => {
        const [fromX, fromY] = outline.at(index - 1)!;
        return fromY > atY !== toY > atY && atX < fromX + ((atY - fromY) / (toY - fromY)) * (toX - fromX);
      });
      area[y * width + x] = crossed.length % 2;
    }
  }
  return area;
}

async function fromHints(name: string, clip: Clip, truth: (size: Size) => Float32Array): Promise<readonly number[]> {
  const lumas: WorkingLuma[] = [];
  for await (const each of readWorkingLuma(clip, tools, { range: frameRange(0, FRAMES_OF_MOTION), shortSide: COLORIZE_SHORT_SIDE })) lumas.push(each);
  const [luma] = lumas;
  if (luma === undefined) throw new Error(`${name} cannot be read.`);
  const motion = await parts.propagator.motion(lumas);
  const places = inscribedPlaces({ width: luma.width, height: luma.height, values: truth({ width: luma.width, height: luma.height }) }, Math.max(...HINTS));
  const size = { width: clip.picture.width, height: clip.picture.height };
  const found: number[] = [];
  for (const count of HINTS) {
    const inside = places.slice(0, count).map((at: ImagePoint) => Hint.parse({ kind: 'point', id: newId(HintId), at, radius: 0.012, ab: [30, 30] }));
    const region = await regionOfHints(colorizer, { frameKey: name, luma, inside, outside: [], boundaries: [], motion });
    found.push(similarity(region === undefined ? undefined : tracedOutline(region), truth(size), size));
  }
  return found;
}

const mean = (figures: readonly (number | undefined)[]): string => {
  const known = figures.filter((each) => each !== undefined);
  return known.length === 0 ? '-' : (known.reduce((sum, each) => sum + each, 0) / known.length).toFixed(3);
};
const figure = (value: number | undefined): string => value?.toFixed(3) ?? '-';

const Flow = z.record(z.string(), z.record(z.string(), z.number()));
const flow = existsSync(values.flow) ? parseJsonInput(Flow, readFileSync(values.flow, 'utf8'), values.flow) : {};
const tracked: { readonly name: string; readonly ours: Tracked }[] = [];
const hinted: { readonly name: string; readonly found: readonly number[] }[] = [];
if (values.outlines === undefined) {
  for (const name of positionals.length > 0 ? positionals : readdirSync(folder).sort()) {
    const clip = await probeClip(join(resolve(values.data), 'clips', 'test', `davis-${name}.mp4`), tools);
    if (values.only !== 'hints') tracked.push({ name, ours: await track(name, clip) });
    if (values.only !== 'tracking') hinted.push({ name, found: await fromHints(name, clip, (size) => truthOf(name, 0, size)) });
    console.log(name, tracked.at(-1)?.ours ?? '', hinted.at(-1)?.found ?? '');
  }
} else {
  const path = join(root, 'training', 'outlines.json');
  const outlined = parseJsonInput(z.record(z.string(), z.record(z.string(), z.record(z.string(), z.array(z.tuple([z.number(), z.number()]))))), readFileSync(path, 'utf8'), path)[values.outlines];
  if (outlined === undefined) throw new Error(`There are no outlines of ${values.outlines}.`);
  for (const [name, things] of Object.entries(outlined)) {
    const clip = await probeClip(join(resolve(values.data), 'clips', values.outlines, `${name}.mp4`), tools);
    for (const [thing, outline] of Object.entries(things)) {
      hinted.push({ name: `${name}, ${thing}`, found: await fromHints(name, clip, (size) => areaOf(outline, size)) });
      console.log(hinted.at(-1));
    }
  }
}
await inference.close();
parts.propagator.dispose();
parts.thread.dispose();
colorizer.dispose();

const sections: string[] = [];
if (tracked.length > 0) sections.push(`An outline of the first frame’s true object mask (a curve through at most 40 points; *outline* is its own similarity) is tracked forwards as by the job \`trackMask\` and compared with the true masks by distance in frames. Where the mask is given up its last shape counts, as it stands in the window. *Flow*: the true mask itself, warped along DIS flow (OpenCV, medium) composed from frame to frame (\`training/warp_masks.py\`).

| clip | outline | ${DISTANCES.map((distance) => `${distance} | flow ${distance}`).join(' | ')} | given up at |
|---|---|${DISTANCES.map(() => '---|---|').join('')}---|
${tracked.map(({ name, ours }) => `| ${[name, figure(ours.outline), ...DISTANCES.flatMap((distance) => [figure(ours.at[distance]), figure(flow[name]?.[distance])]), ours.lost ?? '-'].join(' | ')} |`).join('\n')}
| ${['**mean**', mean(tracked.map(({ ours }) => ours.outline)), ...DISTANCES.flatMap((distance) => [mean(tracked.map(({ ours }) => ours.at[distance])), mean(tracked.map(({ name }) => flow[name]?.[distance]))]), ''].join(' | ')} |

Time with other work on the machine: ${tracked.map(({ name, ours }) => `${name} ${ours.seconds.toFixed(1)} s a frame`).join(', ')}.`);
if (hinted.length > 0) sections.push(`Outlines from hints on the first frame (\`colorize.maskFromHints\`): the hints lie where the true mask is widest, and no other hint is on the frame.

| clip | one hint | three hints |
|---|---|---|
${hinted.map(({ name, found }) => `| ${[name, ...found.map(figure)].join(' | ')} |`).join('\n')}
| ${['**mean**', ...HINTS.map((_, index) => mean(hinted.map(({ found }) => found[index])))].join(' | ')} |`);
const text = `Region similarity (intersection over union) ${values.outlines === undefined ? 'on the DAVIS test clips' : `of things outlined by hand in clips/${values.outlines}`}. Made by \`scripts/evaluate-masks.ts\` (propagation weights ${registry.forTask('propagate').version}, painter ${registry.forTask('colorize').version}).\n\n${sections.join('\n\n')}`;
console.log(`\n${text}`);
if (values.write !== undefined) writeSection(resolve(values.write), 'Tracked masks, masks from hints', text);
