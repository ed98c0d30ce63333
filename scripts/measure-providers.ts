import { parseArgs } from 'node:util';
import { createEngine } from '../src/engine/engine.ts';
import { differenceOf, trialColour, trialSpeed } from '../src/engine/app/machine/provider-trial.ts';
import { createInferenceClient, findProviders } from '../src/engine/models/index.ts';
import { ProviderId } from '../src/shared/model/provider.ts';
import type { Size } from '../src/shared/model/working-size.ts';

/*
 * Frames a second, agreement with the CPU and memory of each provider and size, as a table in Markdown.
 *
 *     node scripts/measure-providers.ts --providers cpu,webgpu --sizes 128x96,856x480 --frames 20 --timed 4
 *
 * Colour is that of the shipped networks: one painted frame, `frames` propagated between two keyframes, `timed` from one keyframe. Agreement is
 * the RMS of a and b of the frame that differs most. Memory is the largest resident size of the inference process, which holds nothing else.
 * A software driver needs minutes for its shaders: take 32x32 there, and a longer `limit`, the seconds that a graph may take before its provider counts as lost.
 */
const { values } = parseArgs({ options: {
  providers: { type: 'string', default: 'cpu,webgpu' }, sizes: { type: 'string', default: '128x96,856x480' },
  frames: { type: 'string', default: '20' }, timed: { type: 'string', default: '4' }, limit: { type: 'string', default: '120' },
} });
const wanted = values.providers.split(',').map((id) => ProviderId.parse(id));
const sizes = values.sizes.split(',').map((text): Size => {
  const [width = 0, height = 0] = text.split('x').map(Number);
  return { width, height };
});
const [frames, timed] = [Number(values.frames), Number(values.timed)];

const engine = await createEngine({ jobsDatabase: ':memory:' });
try {
  const { registry } = engine;
  const { starting, others } = await findProviders(registry);
  console.log('| provider | size | frames/s | differs from the CPU, ab RMS | memory, MiB |\n|---|---|---:|---:|---:|');
  for (const size of sizes) {
    let reference: readonly Int16Array[] | undefined;
    for (const id of ['cpu' as const, ...wanted.filter((each) => each !== 'cpu' && starting.includes(each))]) {
      const failures: string[] = [];
      const inference = createInferenceClient(registry, { providerLimitMs: 1000 * Number(values.limit), providers: { inUse: () => id, lose: (_, reason) => { failures.push(reason); } } });
      try {
        const colour = await trialColour({ registry, inference }, { size, frames }, undefined);
        reference ??= colour;
        const framesPerSecond = await trialSpeed({ registry, inference }, { size, frames: timed }, undefined);
        const { peakBytes } = await inference.usage();
        const cells = [id, `${size.width}×${size.height}`, framesPerSecond.toFixed(2), differenceOf(colour, reference).toFixed(4), (peakBytes / 2 ** 20).toFixed(0)];
        console.log(failures.length > 0 ? `| ${id} | ${size.width}×${size.height} | failed: ${failures[0]!.slice(0, 120)} | | |` : `| ${cells.join(' | ')} |`);
      } finally {
        await inference.close();
      }
    }
  }
  for (const { id, reason } of others.filter((each) => wanted.includes(each.id))) console.log(`| ${id} | | not tried: ${reason ?? ''} | | |`);
} finally {
  await engine.close();
}
