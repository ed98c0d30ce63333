import { readdir } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { z } from 'zod';
import { isFolder } from '../../engine/interchange/index.ts';
import { findClip } from '../../engine/media/index.ts';
import { AppError } from '../../shared/errors/app-error.ts';
import { parseJsonInput } from '../../shared/errors/parse.ts';
import { RATE_HELP, rateOfText } from '../../shared/model/clip-rate.ts';
import { clipPath } from '../../shared/model/clip.ts';
import { Vividness } from '../../shared/model/document.ts';
import { deliveryExtension } from '../../shared/model/delivery-codecs.ts';
import { DeliveryCodec } from '../../shared/model/delivery.ts';
import { distinctNames } from '../../shared/model/delivery-naming.ts';
import { mediaKind } from '../../shared/model/media-files.ts';
import type { ColorizeOptions, CommandContext } from '../command-options.ts';
import type { BatchItem } from './batch-item.ts';
import { readTextFile } from './read-input.ts';

const Frame = z.number().int().min(0);
const SequenceRate = z.string().transform((text, context) => {
  const rate = rateOfText(text);
  if (rate !== undefined) return rate;
  context.addIssue({ code: 'custom', message: `“${text}” is no frame rate. ${RATE_HELP}` });
  return z.NEVER;
});
/** A line of JOBS.jsonl. Missing fields default to the options of the command. */
const BatchLine = z.strictObject({
  film: z.string().min(1), keys: z.string().min(1).optional(), out: z.string().min(1), codec: DeliveryCodec.optional(), frames: z.tuple([Frame, Frame]).optional(), shots: z.string().optional(),
  perShot: z.boolean().optional(), auto: z.boolean().optional(), vividness: Vividness.optional(), automatic: z.string().optional(), sequenceRate: SequenceRate.optional(), deinterlace: z.boolean().optional(), force: z.boolean().optional(), report: z.string().optional(),
});

/** The films of `--batch`: those of a list, or of a folder. @throws AppError `file.*`, `input.*` */
export async function batchJobs(batch: string, options: ColorizeOptions, output: CommandContext['output']): Promise<readonly BatchItem[]> {
  return (await isFolder(batch)) ? folderJobs(batch, options, output) : listJobs(batch, options);
}

async function listJobs(path: string, options: ColorizeOptions): Promise<readonly BatchItem[]> {
  const lines = (await readTextFile(path)).split('\n').map((text, index) => ({ text, number: index + 1 })).filter(({ text }) => text.trim() !== '');
  if (lines.length === 0) throw new AppError('input.empty', `${path} has no lines.`);
  return lines.map(({ text, number }) => {
    const { film, frames, codec, keys, ...said } = parseJsonInput(BatchLine, text, `line ${number} of ${path}`);
    if (frames !== undefined && frames[0] > frames[1]) throw new AppError('input.malformed', `Line ${number} of ${path}: frames are [first, last], both ends included.`);
    const own = { ...withoutAbsent(said), ...(keys === undefined ? {} : { keys }), ...(frames === undefined ? {} : { frames: { first: frames[0], last: frames[1] } }) };
    const job: BatchItem = { film, options: { ...options, ...own, out: said.out, codec: codec ?? options.codec }, hasOwnRate: said.sequenceRate !== undefined };
    if (job.options.keys === undefined && job.options.auto !== true) throw new AppError('input.malformed', `Line ${number} of ${path} has neither keys nor auto.`);
    return job;
  });
}

/** Without the entries that are `undefined`, so that they do not hide the command's options. */
function withoutAbsent<Value extends object>(value: Value): { [Key in keyof Value]: Exclude<Value[Key], undefined> } {
  return Object.fromEntries(Object.entries(value).filter(([, each]) => each !== undefined)) as { [Key in keyof Value]: Exclude<Value[Key], undefined> };
}

/** Every clip of a folder; the keys of `NAME.mov` are `NAME.json` or the folder `NAME` among those of `--keys`, the output `NAME` with its extension in `--out`. */
async function folderJobs(folder: string, options: ColorizeOptions, output: CommandContext['output']): Promise<readonly BatchItem[]> {
  const { out } = options;
  if (out === undefined) throw new AppError('input.malformed', 'With --batch FOLDER, --out names the folder to write into.');
  if (options.report !== undefined) throw new AppError('input.malformed', 'With --batch FOLDER there is no --report; use a list of jobs, each with a report of its own.');
  const clips = await clipsOf(folder);
  if (clips.length === 0) throw new AppError('input.empty', `There is no clip in ${folder}.`);
  const names = distinctNames(clips.map(({ name }) => `${name}${options.perShot === true ? '' : deliveryExtension(options.codec)}`));
  const jobs: BatchItem[] = [];
  for (const [index, { path, name }] of clips.entries()) {
    const keys = options.keys === undefined ? undefined : await keysBeside(options.keys, { name, file: basename(path) });
    const { keys: _folder, ...rest } = options;
    const target = join(out, names[index]!);
    if (keys === undefined && options.auto !== true) output.note(`${path} has no keys${options.keys === undefined ? '' : ` in ${options.keys}`} and is left out; --auto colours such clips automatically.`);
    else jobs.push({ film: path, options: { ...rest, out: target, ...(keys === undefined ? {} : { keys }) } });
  }
  if (jobs.length === 0) throw new AppError('input.empty', `No clip of ${folder} has keys. Put NAME.json, or a folder NAME of colour images, into the folder of --keys.`);
  return jobs;
}

interface FoundFile {
  readonly path: string;
  readonly name: string;
}

/** Movies and sequences of a folder, by name; of a sequence its first image. */
async function clipsOf(folder: string): Promise<readonly FoundFile[]> {
  const names = (await readdir(folder)).filter((name) => !name.startsWith('.') && mediaKind(name) !== undefined).toSorted((a, b) => a.localeCompare(b, 'en', { numeric: true }));
  const seen = new Set<string>();
  const clips: FoundFile[] = [];
  for (const name of names) {
    const found = await findClip(join(folder, name));
    const source = clipPath(found);
    if (seen.has(source)) continue;
    seen.add(source);
    clips.push({ path: join(folder, name), name: found.name });
  }
  return clips;
}

async function keysBeside(folder: string, { name, file }: { readonly name: string; readonly file: string }): Promise<string | undefined> {
  const entries = new Set(await readdir(folder).catch((error: unknown) => { throw new AppError('file.missing', `There is no folder ${folder}.`, { cause: error }); }));
  // The whole name first: `film.mov` and `film.mkv` may have keys of their own.
  const wanted = [`${file}.json`, `${name}.json`, name].find((each) => entries.has(each));
  return wanted === undefined ? undefined : join(folder, wanted);
}
