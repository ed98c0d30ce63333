import { readdirSync, readFileSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { z } from 'zod';
import { locateFfmpeg, probeClip, readWorkingLuma } from '../src/engine/media/index.ts';
import { createInferenceClient, openModelRegistry } from '../src/engine/models/index.ts';
import { createPropagator, PROPAGATE_SHORT_SIDE, trackingModel } from '../src/engine/propagate/index.ts';
import { parseJsonInput } from '../src/shared/errors/parse.ts';
import { frameRange } from '../src/shared/model/frame.ts';
import type { ImagePoint } from '../src/shared/model/hint.ts';
import { writeSection } from './write-section.ts';

/**
 * Positions tracked through clips as by `contract.propagate.track`, compared with true positions (pretend video, the sample film) or with
 * dense optical flow (validation clips, only while forward and backward flow agree).
 *
 *     node scripts/sample-tracks.ts --out training/.cache/tracks && (cd training && python make_tracks.py --out .cache/tracks)
 *     node scripts/evaluate-tracking.ts [--tracks training/.cache/tracks] [--models DIRECTORY] [--write docs/results/propagation.md]
 */
const root = fileURLToPath(new URL('..', import.meta.url));
const { values } = parseArgs({ options: { models: { type: 'string', default: join(root, 'resources', 'models') }, tracks: { type: 'string', default: join(root, 'training', '.cache', 'tracks') }, write: { type: 'string' } } });
const DISTANCES = [1, 5, 10, 24] as const;
const NEAR_PX = 5;

const Places = z.array(z.array(z.tuple([z.number(), z.number()])));
const Flags = z.array(z.array(z.boolean()));
/** By frame and position, in pixels; `truth` is `seen` where it lies in the picture, flow is good while both directions agree. */
const Tracks = z.object({ flow: Places, flowGood: Flags, truth: Places.optional(), seen: Flags.optional() });
type Tracks = z.infer<typeof Tracks>;

interface Found {
  readonly material: Material;
  readonly distance: number;
  /** Error in pixels; `undefined` when the position was lost. */
  readonly ours: number | undefined;
  /** Of flow chained from frame to frame; `undefined` where flow is the reference. */
  readonly flow: number | undefined;
}

const MATERIALS = { real: 'validation clips, against flow', pretend: 'moved photos, true positions', sample: 'sample film, true positions' } as const;
type Material = keyof typeof MATERIALS;

const tools = await locateFfmpeg();
const registry = await openModelRegistry([resolve(values.models)]);
const inference = createInferenceClient(registry);
const propagator = createPropagator({ inference, registry });

function materialOf(name: string): Material {
  return name.startsWith('pretend-') ? 'pretend' : name.startsWith('sample-') ? 'sample' : 'real';
}

async function follow(name: string): Promise<readonly Found[]> {
  const tracks = parseJsonInput(Tracks, readFileSync(join(values.tracks, `${name}.json`), 'utf8'), name);
  const clip = await probeClip(join(values.tracks, `${name}.mkv`), tools);
  const { width, height } = clip.picture;
  const { where, known } = goal(tracks);
  const last = Math.min(Math.max(...DISTANCES), where.length - 1);
  const positions = where[0]!.map(([x, y]): ImagePoint => [(x + 0.5) / width, (y + 0.5) / height]);
  const found: Found[] = [];
  for await (const step of propagator.followPositions({ lumas: readWorkingLuma(clip, tools, { range: frameRange(0, last), shortSide: PROPAGATE_SHORT_SIDE }), from: positions })) {
    if (!DISTANCES.some((distance) => distance === step.frame)) continue;
    for (const [index, { at, lost }] of step.positions.entries()) {
      if (known[0]![index] !== true || known[step.frame]![index] !== true) continue;
      const [x, y] = where[step.frame]![index]!;
      const [flowX, flowY] = tracks.flow[step.frame]![index]!;
      found.push({
        material: materialOf(name), distance: step.frame,
        ours: lost ? undefined : Math.hypot(at[0] * width - 0.5 - x, at[1] * height - 0.5 - y),
        flow: tracks.truth === undefined ? undefined : Math.hypot(flowX - x, flowY - y),
      });
    }
  }
  return found;
}

function goal({ flow, flowGood, truth, seen }: Tracks): { readonly where: Tracks['flow']; readonly known: Tracks['flowGood'] } {
  return truth === undefined || seen === undefined ? { where: flow, known: flowGood } : { where: truth, known: seen };
}

function rows(all: readonly Found[]): readonly string[] {
  return (Object.keys(MATERIALS) as readonly Material[]).flatMap((material) => DISTANCES.flatMap((distance) => {
    const here = all.filter((each) => each.material === material && each.distance === distance);
    if (here.length === 0) return [];
    const kept = here.flatMap(({ ours }) => (ours === undefined ? [] : [ours]));
    const flows = here.flatMap(({ flow }) => (flow === undefined ? [] : [flow]));
    return [`| ${[MATERIALS[material], distance, here.length, share(here.length - kept.length, here.length), mean(kept), share(kept.filter((px) => px <= NEAR_PX).length, here.length), mean(flows), flows.length === 0 ? '-' : share(flows.filter((px) => px <= NEAR_PX).length, flows.length)].join(' | ')} |`];
  }));
}

function mean(pixels: readonly number[]): string {
  return pixels.length === 0 ? '-' : (pixels.reduce((sum, each) => sum + each, 0) / pixels.length).toFixed(2);
}

function share(part: number, whole: number): string {
  return `${((100 * part) / whole).toFixed(0)} %`;
}

const all: Found[] = [];
for (const name of readdirSync(resolve(values.tracks)).filter((file) => file.endsWith('.json')).map((file) => basename(file, '.json')).sort()) {
  all.push(...await follow(name));
  console.log(name);
}
await inference.close();
const text = `Positions (corners and others) tracked as by \`contract.propagate.track\`, frame to frame by the propagation network’s fine features. Pixels of 480-line pictures; “within ${NEAR_PX} px” counts a lost position that is visible as a miss. *Flow*: OpenCV DIS chained from frame to frame. The validation clips have no ground truth: flow is the reference there, as long as forward and backward flow agree within a pixel. Made by \`scripts/evaluate-tracking.ts\` (propagation weights ${trackingModel(registry).manifest.version}) from the tracks of \`training/make_tracks.py\` and \`scripts/sample-tracks.ts\`.

| material | frames away | positions | given up | mean px | within ${NEAR_PX} px | flow: mean px | flow: within ${NEAR_PX} px |
|---|---|---|---|---|---|---|---|
${rows(all).join('\n')}`;
console.log(`\n${text}`);
if (values.write !== undefined) writeSection(resolve(values.write), 'Hint tracking', text);
