import { execFileSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { COLORIZE_SHORT_SIDE, createColorizer, paintApplied } from '../src/engine/colorize/index.ts';
import { locateFfmpeg, probeClip, readWorkingLuma } from '../src/engine/media/index.ts';
import { createInferenceClient, openModelRegistry } from '../src/engine/models/index.ts';
import { AB_UNIT, type AbPlane } from '../src/shared/model/ab-plane.ts';
import type { AppliedHints } from '../src/shared/model/applied-hints.ts';
import { frameRange } from '../src/shared/model/frame.ts';
import { Hint, type ImagePoint } from '../src/shared/model/hint.ts';
import { HintId, MaskId, newId } from '../src/shared/model/ids.ts';
import { boundariesOfMask } from '../src/shared/model/mask-boundaries.ts';
import { tracedOutline } from '../src/shared/model/traced-outline.ts';
import type { WorkingLuma } from '../src/shared/model/working-luma.ts';
import type { Size } from '../src/shared/model/working-size.ts';
import { inscribedPlaces } from './evaluate/inscribed-places.ts';

/**
 * How far the colour of hints passes the outline of a true object mask on the first frames of the test clips, and how much of the object they
 * fill, by what the mask does: nothing, stop colour (its outline is a boundary), limit the hints, and both.
 * Three red hints lie on the object, three blue ones beside it. *Passes*: share of the picture outside the mask that is changed by more than
 * 5 ab by the red hints. *Fills*: mean share of the way to red inside it.
 *
 *     node scripts/evaluate-hint-limits.ts [--data ../shared/data] [camel dog …]
 */
const root = fileURLToPath(new URL('..', import.meta.url));
const { values, positionals } = parseArgs({ allowPositionals: true, options: { data: { type: 'string', default: join(root, '..', 'shared', 'data') } } });
const BEFORE: Readonly<Record<string, number>> = { camel: 7, 'dance-twirl': 7, parkour: 12 };
const RED = [45, 25] as const;
const BLUE = [-8, -28] as const;

const tools = await locateFfmpeg();
const inference = createInferenceClient(await openModelRegistry([join(root, 'resources', 'models')]));
const colorizer = createColorizer({ inference, registry: await openModelRegistry([join(root, 'resources', 'models')]) });
const folder = join(resolve(values.data), 'clips', 'test-masks');

function truthOf(name: string, { width, height }: Size): Float32Array {
  const path = join(folder, name, `${String(BEFORE[name] ?? 0).padStart(5, '0')}.png`);
  const bytes = execFileSync(tools.ffmpegPath, ['-v', 'error', '-i', path, '-vf', `scale=${width}:${height}:flags=area`, '-f', 'rawvideo', '-pix_fmt', 'gray', '-'], { maxBuffer: 1e8 });
  return Float32Array.from(bytes, (value) => value / 255);
}

const at = ({ samples }: AbPlane, index: number): readonly [number, number] => [samples[index]! / AB_UNIT, samples[samples.length / 2 + index]! / AB_UNIT];
const points = (places: readonly ImagePoint[], ab: readonly [number, number]): readonly Hint[] => places.map((place) => Hint.parse({ kind: 'point', id: newId(HintId), at: place, radius: 0.012, ab }));

function figures(plane: AbPlane, open: AbPlane, truth: Float32Array): readonly [number, number] {
  let [passed, outside, filled, inside] = [0, 0, 0, 0];
  truth.forEach((share, index) => {
    const [now, before] = [at(plane, index), at(open, index)];
    const change = [now[0] - before[0], now[1] - before[1]] as const;
    if (share < 0.02) {
      outside++;
      if (Math.hypot(...change) > 5) passed++;
    }
    if (share > 0.98) {
      inside++;
      const way = [RED[0] - before[0], RED[1] - before[1]] as const;
      filled += Math.min(1, Math.max(0, (change[0] * way[0] + change[1] * way[1]) / (way[0] ** 2 + way[1] ** 2)));
    }
  });
  return [passed / outside, filled / inside];
}

const rows: (readonly [number, number])[][] = [];
for (const name of positionals.length > 0 ? positionals : readdirSync(folder).sort()) {
  const clip = await probeClip(join(resolve(values.data), 'clips', 'test', `davis-${name}.mp4`), tools);
  let luma: WorkingLuma | undefined;
  for await (const each of readWorkingLuma(clip, tools, { range: frameRange(0, 0), shortSide: COLORIZE_SHORT_SIDE })) luma = each;
  if (luma === undefined) throw new Error(`${name} cannot be read.`);
  const picture = luma;
  const truth = truthOf(name, picture);
  const full = { width: clip.picture.width, height: clip.picture.height };
  const shape = tracedOutline({ ...full, values: truthOf(name, full) });
  if (shape === undefined) throw new Error(`${name} has no object.`);
  const beside = points(inscribedPlaces({ ...picture, values: truth.map((value) => 1 - value) }, 3), BLUE);
  const on = points(inscribedPlaces({ ...picture, values: truth }, 3), RED);
  const walls = boundariesOfMask({ id: newId(MaskId), shape }, full);
  const mask = { shape, feather: 0.002, inverted: false };
  const paint = async (applied: AppliedHints): Promise<AbPlane> => (await paintApplied((hints) => colorizer.paint({ frameKey: name, luma: picture, hints }), applied)).plane;
  const open = await paint({ hints: beside });
  const found: (readonly [number, number])[] = [];
  for (const applied of [
    { hints: [...beside, ...on] }, { hints: [...beside, ...on, ...walls] }, { hints: beside, limited: [{ hints: on, mask }] }, { hints: [...beside, ...walls], limited: [{ hints: on, mask }] },
  ] satisfies AppliedHints[]) found.push(figures(await paint(applied), open, truth));
  rows.push(found);
  console.log(`| ${[name, ...found.map(([passes, fills]) => `${passes.toFixed(3)} / ${fills.toFixed(2)}`)].join(' | ')} |`);
}
console.log(`| ${['mean', ...[0, 1, 2, 3].map((index) => [0, 1].map((which) => (rows.reduce((sum, row) => sum + row[index]![which]!, 0) / rows.length).toFixed(3)).join(' / '))].join(' | ')} |`);
await inference.close();
colorizer.dispose();
