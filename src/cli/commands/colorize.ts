import { resolve } from 'node:path';
import { AppError } from '../../shared/errors/app-error.ts';
import { fromFileSystem } from '../../shared/errors/file-system-error.ts';
import type { ColorizeOptions, CommandContext } from '../command-options.ts';
import { batchJobs } from './batch-jobs.ts';
import { outputPlaces } from './output-places.ts';
import { colorizeItem, type BatchItem, type PreparedItem, prepareItem } from './batch-item.ts';

/** `tintype colorize FILM --keys KEYS.json --out OUT`, or many films in one run with `--batch`. */
export async function colorize(film: string | undefined, options: ColorizeOptions, context: CommandContext): Promise<void> {
  const jobs = options.batch === undefined ? [oneJob(film, options)] : await batchJobs(options.batch, options, context.output);
  const prepared = await prepareAll(jobs, context);
  const engine = await context.openEngine(farmOf(options));
  try {
    engine.notices.subscribe(({ text }) => { context.output.note(text); });
    await engine.providers.measureOnce();
    if (options.batch === undefined) await colorizeItem(engine, prepared[0]!, context);
    else await colorizeAll(prepared, (each) => colorizeItem(engine, each, context), context);
  } finally {
    await engine.close();
  }
}

/** @throws AppError `input.malformed` */
function farmOf({ farm, store }: ColorizeOptions): { readonly url: string; readonly store: string } | undefined {
  if ((farm === undefined) !== (store === undefined)) throw new AppError('input.malformed', 'A farm needs both --farm, the address of its Redis, and --store, the folder that all of its machines see.');
  return farm === undefined || store === undefined ? undefined : { url: farm, store };
}

/** @throws AppError `input.malformed` */
function oneJob(film: string | undefined, options: ColorizeOptions): BatchItem {
  const { out, keys, auto } = options;
  if (film === undefined || out === undefined) throw new AppError('input.malformed', 'Give a clip and --out, or many clips with --batch.');
  if (keys === undefined && auto !== true) throw new AppError('input.malformed', 'Give keyframes with --keys, or --auto to colour every shot automatically.');
  return { film, options: { ...options, out } };
}

/** Every film is checked before the first is coloured; no two are written to one place. @throws AppError */
async function prepareAll(jobs: readonly BatchItem[], { output }: CommandContext): Promise<readonly PreparedItem[]> {
  const sources = [...new Set(jobs.flatMap(inputsOf))];
  const places = outputPlaces();
  const prepared: PreparedItem[] = [];
  for (const job of jobs) {
    for (const path of [job.options.out, ...(job.options.report === undefined ? [] : [job.options.report])]) await places.take(path, job.film);
    prepared.push(await prepareItem(job, { output, sources }));
  }
  return prepared;
}

/** Files of a job, and the list that it is from, that no job writes over. */
function inputsOf({ film, options: { keys, shots, batch } }: BatchItem): readonly string[] {
  return [film, keys, shots, batch].filter((path) => path !== undefined).map((path) => resolve(path));
}

/** One film after another; one that fails does not stop the others. @throws AppError `job.failed` at the end when some failed; AbortError */
async function colorizeAll(films: readonly PreparedItem[], colorizeOne: (film: PreparedItem) => Promise<void>, { output, signal }: CommandContext): Promise<void> {
  let failed = 0;
  for (const [index, each] of films.entries()) {
    output.note(`Clip ${index + 1} of ${films.length}: ${each.film}`);
    try {
      await colorizeOne(each);
    } catch (error) {
      const told = fromFileSystem(error);
      if (signal.aborted || !(told instanceof AppError)) throw error;
      failed++;
      output.result({ film: each.film, error: told.toWire() }, `${each.film}: ${told.message}`);
    }
  }
  if (failed > 0) throw new AppError('job.failed', `${failed} of ${films.length} clips could not be coloured; the others are done.`);
}
