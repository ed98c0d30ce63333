import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { createInferenceClient, openModelRegistry } from '../src/engine/models/index.ts';
import { createDraftReader, createPropagator, type KeyPlane, type RememberedKey } from '../src/engine/propagate/index.ts';
import type { AbPlane } from '../src/shared/model/ab-plane.ts';
import { frameRange } from '../src/shared/model/frame.ts';
import { lumasOf, trueFrames } from '../test/support/real-clip.ts';
import { colourJump } from './colour-jump.ts';
import { rgbPsnr } from './rgb-psnr.ts';

/**
 * Compares drafts of frames with their final readings: PSNR of both against the true frame, CIEDE2000 between them, and the time of a draft, on real colour
 * clips at 480p whose true first frame (or first and last) is the key. With `--still`, also from the first frame with that frame of the clip as scene memory.
 *
 *     node scripts/evaluate-draft.ts [--data ../shared/data] [--split test] [--frames 25] [--still 48] [--network propagation] [camel dog …]
 */
const root = fileURLToPath(new URL('..', import.meta.url));
const { values, positionals } = parseArgs({ allowPositionals: true, options: { data: { type: 'string', default: join(root, '..', 'shared', 'data') }, split: { type: 'string', default: 'test' }, frames: { type: 'string', default: '25' }, still: { type: 'string' }, network: { type: 'string' } } });
const names = positionals.length > 0 ? positionals : ['blackswan', 'camel', 'dog', 'parkour'];
const size = { width: 856, height: 480 };

const registry = await openModelRegistry([join(root, 'resources', 'models')]);
const inference = createInferenceClient(registry);
const modelId = registry.forTask('propagate', values.network).id;
const propagator = createPropagator({ inference, registry, modelId });
const drafts = createDraftReader({ inference, registry });
const mean = (numbers: readonly number[]): number => numbers.reduce((sum, each) => sum + each, 0) / numbers.length;
console.log('| clip | keys | final dB | draft dB | difference | worst difference (frame) | ΔE draft to final: mean, worst frame | first draft ms | draft of another frame ms | draft after an edit ms |\n|---|---|---|---|---|---|---|---|---|---|');
for (const name of names) {
  const file = [name, `davis-${name}`].map((each) => join(resolve(values.data), 'clips', values.split, `${each}.mp4`)).find(existsSync);
  if (file === undefined) throw new Error(`There is no clip ${name}.`);
  const stillAt = values.still === undefined ? undefined : Number(values.still);
  const all = trueFrames(file, { ...size, count: Math.max(Number(values.frames), (stillAt ?? 0) + 1) });
  const truths = all.slice(0, Number(values.frames));
  const still = stillAt === undefined ? undefined : all[stillAt];
  if (stillAt !== undefined && still === undefined) throw new Error(`${name} has no frame ${stillAt}.`);
  const memory: readonly RememberedKey[] = still === undefined ? [] : [{ content: `${name} still`, frame: still.luma.frame, plane: still.plane, luma: () => Promise.resolve(still.luma) }];
  const key = (frame: number): KeyPlane => ({ frame, plane: truths[frame]!.plane });
  const last = truths.length - 1;
  const cases = [{ what: '1', keys: [key(0)], remembered: [] }, { what: '2', keys: [key(0), key(last)], remembered: [] }, { what: '1, a still', keys: [key(0)], remembered: memory }];
  for (const { what, keys, remembered } of cases.slice(0, still === undefined ? 2 : 3)) {
    const right = keys[1];
    const final = new Map<number, AbPlane>();
    for await (const { frame, plane } of propagator.propagateSpan({ range: frameRange(1, right === undefined ? last : last - 1), left: keys[0]!, ...(right === undefined ? {} : { right }), lumas: lumasOf(truths), frameCount: truths.length, remembered })) final.set(frame, plane);
    const content = `${name} ${what}`;
    const timed = async (frame: number): Promise<{ readonly plane: AbPlane; readonly ms: number }> => {
      const started = performance.now();
      const { plane } = await drafts.draft({ frame, keys, remembered, modelId, content, luma: (wanted) => Promise.resolve(truths[wanted]!.luma) });
      return { plane, ms: performance.now() - started };
    };
    const [finals, drafted, others, edits]: [number[], number[], number[], number[]] = [[], [], [], []];
    const jumps: number[] = [];
    let first = 0;
    for (const frame of [...final.keys()].sort((a, b) => a - b)) {
      const { plane, ms } = await timed(frame);
      if (drafted.length === 0) first = ms;
      else others.push(ms);
      edits.push((await timed(frame)).ms);
      finals.push(rgbPsnr(truths[frame]!, final.get(frame)!));
      jumps.push(colourJump(truths[frame]!.luma, plane, final.get(frame)!).mean);
      drafted.push(rgbPsnr(truths[frame]!, plane));
    }
    const differences = drafted.map((each, index) => each - finals[index]!);
    const worst = differences.indexOf(Math.min(...differences));
    const median = (numbers: readonly number[]): string => [...numbers].sort((a, b) => a - b)[numbers.length >> 1]!.toFixed(0);
    console.log(`| ${[name, what, mean(finals).toFixed(2), mean(drafted).toFixed(2), mean(differences).toFixed(2), `${differences[worst]!.toFixed(2)} (${[...final.keys()].sort((a, b) => a - b)[worst]})`, `${mean(jumps).toFixed(2)}, ${Math.max(...jumps).toFixed(2)}`, first.toFixed(0), median(others), median(edits)].join(' | ')} |`);
  }
}
drafts.dispose();
propagator.dispose();
await inference.close();
