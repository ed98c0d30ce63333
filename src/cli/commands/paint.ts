import { writeFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { z } from 'zod';
import type { Engine } from '../../engine/engine.ts';
import { assertOutput, type OutputOptions, writeOutput } from '../../engine/artefacts/index.ts';
import { encodeStill, readSrgbStill, readStill, stillFormatOf, verifyStill } from '../../engine/media/index.ts';
import { automaticModelNamed } from '../../engine/app/index.ts';
import { paintStill } from '../../engine/colorize/index.ts';
import { AppError } from '../../shared/errors/app-error.ts';
import { parseJsonInput } from '../../shared/errors/parse.ts';
import { Vividness } from '../../shared/model/document.ts';
import { HintInput, HintsFile } from '../../shared/model/hint.ts';
import type { CommandContext, PaintOptions } from '../command-options.ts';
import { outputPlaces } from './output-places.ts';
import { readJsonFile, readTextFile } from './read-input.ts';

const BatchLine = z.strictObject({ image: z.string().min(1), hints: z.union([z.string().min(1), z.array(HintInput)]).optional(), out: z.string().min(1), reference: z.string().optional(), vividness: Vividness.optional(), automatic: z.string().optional() });
type PaintJob = z.output<typeof BatchLine>;

/** `tintype paint`: one image, or many in one run. */
export async function paint(image: string | undefined, options: PaintOptions, { output, signal, openEngine }: CommandContext): Promise<void> {
  const jobs = await paintJobs(image, options);
  const written = { overwrite: options.overwrite === true, sources: [...new Set([...jobs.flatMap(inputsOf), ...(options.batch === undefined ? [] : [options.batch])])] };
  await assertTargets(jobs, written);
  const engine = await openEngine();
  try {
    for (const [index, job] of jobs.entries()) {
      signal.throwIfAborted();
      const painted = await paintOne(engine, job, { signal, ...written });
      if (options.batch !== undefined) output.progress('Painting', index + 1, jobs.length);
      if (painted.outOfGamut > 0) output.note(`${painted.outOfGamut} hint${painted.outOfGamut === 1 ? '' : 's'} of ${job.image} asked for a colour that does not exist at that lightness; its chroma was reduced.`);
      output.result({ image: job.image, out: job.out, width: painted.width, height: painted.height, outOfGamut: painted.outOfGamut }, job.out);
    }
  } finally {
    await engine.close();
  }
}

async function paintJobs(image: string | undefined, options: PaintOptions): Promise<readonly PaintJob[]> {
  if (options.batch !== undefined) {
    const lines = (await readTextFile(options.batch)).split('\n').map((text, index) => ({ text, number: index + 1 })).filter(({ text }) => text.trim() !== '');
    if (lines.length === 0) throw new AppError('input.empty', `${options.batch} has no lines.`);
    const { batch, vividness, automatic } = options;
    return lines.map(({ text, number }) => ({ ...(vividness === undefined ? {} : { vividness }), ...(automatic === undefined ? {} : { automatic }), ...parseJsonInput(BatchLine, text, `line ${number} of ${batch}`) }));
  }
  if (image === undefined || options.out === undefined) throw new AppError('input.malformed', 'Give an image and --out, or a list of them with --batch.');
  return [{ image, out: options.out, ...(options.hints === undefined ? {} : { hints: options.hints }), ...(options.reference === undefined ? {} : { reference: options.reference }), ...(options.vividness === undefined ? {} : { vividness: options.vividness }), ...(options.automatic === undefined ? {} : { automatic: options.automatic }) }];
}

/** Every target is checked before the first picture is painted. @throws AppError `input.malformed`, `output.*`, `file.exists` */
async function assertTargets(jobs: readonly PaintJob[], written: WrittenFiles): Promise<void> {
  const places = outputPlaces();
  for (const job of jobs) {
    stillFormatOf(job.out);
    await assertOutput(job.out, targetOf(job, written));
    await places.take(job.out, job.image);
  }
}

type WrittenFiles = Pick<OutputOptions, 'overwrite' | 'sources'>;

function inputsOf({ image, hints, reference }: PaintJob): readonly string[] {
  return [image, ...(typeof hints === 'string' ? [hints] : []), ...(reference === undefined ? [] : [reference])];
}

function targetOf({ out }: PaintJob, written: WrittenFiles): OutputOptions {
  return { kind: 'file', endings: stillFormatOf(out) === 'png' ? ['.png'] : ['.tif', '.tiff'], ...written };
}

async function paintOne(engine: Engine, job: PaintJob, { signal, ...written }: WrittenFiles & { readonly signal: AbortSignal }): Promise<{ readonly width: number; readonly height: number; readonly outOfGamut: number }> {
  const tools = await engine.tools();
  const hints = typeof job.hints === 'string' ? await readJsonFile(HintsFile, job.hints) : (job.hints ?? []);
  const picture = await readStill(job.image, tools);
  const reference = job.reference === undefined ? undefined : await readSrgbStill(job.reference, tools);
  const automatic = job.automatic === undefined ? {} : { automatic: engine.registry.get(automaticModelNamed(engine.registry, job.automatic).id) };
  const { picture: coloured, outOfGamut } = await paintStill(engine.services.colorizer, { key: resolve(job.image), picture, hints, ...(job.vividness === undefined ? {} : { vividness: job.vividness }), ...automatic, ...(reference === undefined ? {} : { reference }) }, { signal });
  const bytes = await encodeStill(coloured, stillFormatOf(job.out));
  await writeOutput(job.out, { ...targetOf(job, written), signal, verify: (scratch) => verifyStill(scratch, coloured, tools) }, (scratch) => writeFile(scratch, bytes));
  return { width: coloured.width, height: coloured.height, outOfGamut };
}
