import { basename, dirname, extname, join, resolve } from 'node:path';
import { assertName, assertOutput } from '../../engine/artefacts/index.ts';
import { isFolder, readReferenceFolder } from '../../engine/interchange/index.ts';
import { reportOptions, writeReport } from '../../engine/deliver/index.ts';
import { colorizeClip, type ColorizeClipResult } from '../../engine/app/index.ts';
import { findClip } from '../../engine/media/index.ts';
import type { Engine } from '../../engine/engine.ts';
import { counted } from '../../shared/counted.ts';
import { AppError } from '../../shared/errors/app-error.ts';
import { remarksByRate } from '../../shared/model/clip-rate.ts';
import type { Clip } from '../../shared/model/clip.ts';
import { codecRecord, DELIVERY_CODEC_NAMES, deliveryExtension, isImageCodec, movieEndings } from '../../shared/model/delivery-codecs.ts';
import type { Shot } from '../../shared/model/document.ts';
import { type FrameRange, frameRange } from '../../shared/model/frame.ts';
import { KeysFile } from '../../shared/model/hint.ts';
import type { ColorizeOptions, CommandContext } from '../command-options.ts';
import { settingsOf, tagsOf } from '../delivery-options.ts';
import { jobProgress } from '../job-progress.ts';
import { readJsonFile } from './read-input.ts';
import { printDelivered, printQuality } from './print-delivered.ts';

/** One film of the command, with where it goes. */
export interface BatchItem {
  readonly film: string;
  readonly options: ColorizeOptions & { readonly out: string };
  /** The rate of sequences was given for this film, not for those among several. */
  readonly hasOwnRate?: boolean;
}

type Keys = KeysFile | ((clip: Clip) => Promise<KeysFile>);

/** A job whose keys were read and whose targets can be written. */
export interface PreparedItem extends BatchItem {
  readonly keys: Keys;
  readonly sources: readonly string[];
}

/**
 * Everything that can be refused before the film is read. Writes nothing.
 * @param options `sources`: files that are not written over: the inputs of all jobs
 * @throws AppError `file.*`, `input.*`, `output.*`
 */
export async function prepareItem({ film, options, hasOwnRate }: BatchItem, { output, sources }: { readonly output: CommandContext['output']; readonly sources: readonly string[] }): Promise<PreparedItem> {
  if (hasOwnRate === true && (await findClip(film)).sequence === undefined) throw new AppError('input.malformed', `${film} is no image sequence: its rate is that of its file and cannot be set.`);
  const keys = await keysOf(options.keys, output);
  assertName(basename(options.perShot === true ? resolve(options.out) : options.out));
  assertExtension(options);
  const overwrite = options.overwrite === true;
  if (options.perShot !== true) await assertOutput(options.out, isImageCodec(options.codec) ? { kind: 'folder', overwrite, sources } : { kind: 'file', endings: movieEndings(options.codec), overwrite, sources });
  if (options.report !== undefined) await assertOutput(options.report, reportOptions(options.report, { overwrite, sources }));
  return { film, options, keys, sources };
}

/** Colours and delivers one film through a temporary project, which is removed with the engine, or after a crash when the next one starts. */
export async function colorizeItem(engine: Engine, { film, options, keys, sources }: PreparedItem, { output, signal }: CommandContext): Promise<void> {
  // In a batch the rate is for the sequences among its clips.
  const sequenceRate = options.batch === undefined || (await findClip(film)).sequence !== undefined ? options.sequenceRate : undefined;
  const scratch = await engine.services.store.scratchFolder();
  engine.app.create(join(scratch, 'colorize.tintype'), { overwrite: false });
  const result = await colorizeClip(engine.app, engine.jobs, {
    film: resolve(film), keys, ...(options.keys === undefined ? {} : { keysPath: resolve(options.keys) }), qualityReport: options.qc === true, keysDirectory: keysDirectory(keys, options.keys ?? film), codec: options.codec, settings: settingsOf(options), tags: tagsOf(options), ...(options.coding?.coding === undefined ? {} : { coding: options.coding.coding }), ...(sequenceRate === undefined ? {} : { sequenceRate }), overwrite: options.overwrite === true, protect: sources,
    auto: options.auto === true, ...(options.vividness === undefined ? {} : { vividness: options.vividness }), ...(options.automatic === undefined ? {} : { automatic: options.automatic }), force: options.force === true, deinterlace: options.deinterlace === true,
    ...(options.shots === undefined ? {} : { list: { path: options.shots, ...(options.at === undefined ? {} : { placement: options.at }) } }),
    files: (shots, clip) => filesFor(options, shots, clip),
  }, {
    signal, progress: jobProgress(output),
    note: (sentences) => { for (const sentence of sentences) output.note(sentence); },
  });
  tell(result, output);
  if (options.report !== undefined) await writeReport(options.report, result.fullReports, { overwrite: options.overwrite === true, sources });
}

function keysDirectory(keys: Keys, path: string): string {
  return typeof keys === 'function' ? resolve(path) : dirname(resolve(path));
}

/** A KEYS.json, or a folder of colour images named by frame number; it is read once the film is known. Without it there are no keyframes. */
async function keysOf(path: string | undefined, output: CommandContext['output']): Promise<Keys> {
  if (path === undefined) return () => Promise.resolve({ keyframes: [] });
  if (!(await isFolder(path))) return readJsonFile(KeysFile, path);
  return async (clip) => {
    const { frames, remarks } = await readReferenceFolder(path, clip);
    for (const remark of remarks) output.note(remark);
    return { keyframes: frames.map(({ frame, path: image, mask }) => ({ frame, image, ...(mask === undefined ? {} : { mask }) })) };
  };
}

/** @throws AppError `input.malformed` when the extension is that of another container */
function assertExtension({ out, codec, perShot }: BatchItem['options']): void {
  const given = extname(out).toLowerCase();
  const { extension, label } = codecRecord(codec);
  if (perShot === true || isImageCodec(codec) || given === extension || !DELIVERY_CODEC_NAMES.some((each) => codecRecord(each).extension === given)) return;
  throw new AppError('input.malformed', `${label} is written as ${extension}, but --out ends in ${given}. Name it ${basename(out, extname(out))}${extension}, or choose another --codec.`);
}

function filesFor(options: BatchItem['options'], shots: readonly Shot[], clip: Clip): readonly { readonly range: FrameRange; readonly outPath: string }[] {
  const last = clip.frameCount - 1;
  if (options.frames !== undefined && options.frames.last > last) {
    throw new AppError('input.frameOutside', `--frames ${options.frames.first}-${options.frames.last} goes beyond the clip, which has frames 0…${last}.`);
  }
  const wanted = options.frames === undefined ? frameRange(0, last) : frameRange(options.frames.first, options.frames.last);
  if (options.perShot !== true) return [{ range: wanted, outPath: resolve(options.out) }];
  return shots.flatMap((shot, index) => {
    const first = Math.max(shot.range.first, wanted.first);
    const end = Math.min(shot.range.last, wanted.last);
    return first > end ? [] : [{ range: frameRange(first, end), outPath: resolve(options.out, `shot-${String(index + 1).padStart(2, '0')}${deliveryExtension(options.codec)}`) }];
  });
}

function tell(result: ColorizeClipResult, output: CommandContext['output']): void {
  for (const remark of [...remarksByRate(result.clip), ...result.listRemarks]) output.note(remark);
  if (result.outOfGamut > 0) output.note(`${counted(result.outOfGamut, 'hint')} asked for a colour that does not exist at that lightness; its chroma was reduced.`);
  const { width, height } = result.clip.picture;
  for (const { path, size } of result.scaledStills) output.note(`${path} is ${size.width}×${size.height} and was scaled to the clip's ${width}×${height}; only a keyframe image of the clip's own size is reproduced exactly.`);
  for (const shot of result.uncolouredShots) output.note(`${shot.name} (frames ${shot.range.first}-${shot.range.last}) has no keyframe and stays gray; --auto colours such shots automatically.`);
  printDelivered(result, output);
  printQuality(result.quality, output);
}
