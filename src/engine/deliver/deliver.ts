import { readdir, stat, statfs } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { counted } from '../../shared/counted.ts';
import { AppError, isAbort } from '../../shared/errors/app-error.ts';
import type { Clip } from '../../shared/model/clip.ts';
import { codecRecord, holdsTimecode, isImageCodec, movieEndings } from '../../shared/model/delivery-codecs.ts';
import type { DeliveryFrame, DeliveryReport } from '../../shared/model/delivery-report.ts';
import { type FrameRange, rangeLength } from '../../shared/model/frame.ts';
import { ownTimecode } from '../../shared/model/timecode.ts';
import { openOutput, type Output, type OutputOptions, writeError } from '../artefacts/index.ts';
import { abortError, assertEncoder, assertReadable, type EncodePlan, imageNames, imagePath, sourceFiles, writeDpxHeader } from '../media/index.ts';
import { keptLumas } from './decode-delivered.ts';
import { encodePlanOf } from './encode-plan-of.ts';
import { measureFlicker } from './frame-statistics.ts';
import { lazyFolder } from './lazy-folder.ts';
import type { DeliveryPlan } from './plan-delivery.ts';
import { framesText, type Verification, verifyDelivery } from './verify-delivery.ts';
import { writeImagesAgain } from './write-again.ts';
import { type PictureSources, writePictures } from './write-pictures.ts';

type DeliveryPhase = 'open' | 'encode' | 'verify' | 'publish' | 'published';

/** Colour source and callbacks of a delivery. */
interface DeliverySources extends PictureSources {
  /** The file is whole and checked, and is about to get its name: for the record that a later run resumes by. */
  beforePublish?(report: DeliveryReport, scratch: string): Promise<void>;
  /** Where the delivery is: for the log, and for tests that stop it there. */
  phase?(phase: DeliveryPhase): void;
  /** Gives a folder for files that only the encoder reads; it is removed in the end. Default: one among the system's temporary files. */
  scratchFolder?(): Promise<string>;
}

/**
 * Writes one file of a plan: source luma, Cb and Cr made from the colour planes, into the encoder. What was written is decoded and held against
 * the source; only then does it get its name. Until then, and whatever fails, an older file stands untouched.
 *
 *   openOutput ─┬─ frames → encoder ─┬─► scratch ── verify ── publish
 *               └─ pieces of a farm ─┘                  ├── some images fail: written and verified again, once
 *                                                       └── fails: kept as `name.FAILED-CHECK.mov`
 *
 * Memory holds a few frames, however long the film. A source that ends early is delivered as far as it goes.
 * @throws AppError `output.*`, `file.exists`, `file.notWritable`, `disk.full`, `ffmpeg.*`, `file.missing`; AbortError
 */
export async function deliver(plan: DeliveryPlan, sources: DeliverySources): Promise<DeliveryReport> {
  const { clip, range } = plan;
  const { tools, signal } = sources;
  const started = performance.now();
  sources.phase?.('open');
  assertEncoder(plan.codec, tools);
  await using scratch = lazyFolder(sources.scratchFolder?.bind(sources));
  const encodePlan = await encodePlanOf(plan, { tools, signal, folder: scratch.path });
  const output = await openOutput(plan.outPath, outputOptions(plan, encodePlan));
  let isWritten = false;
  try {
    sources.phase?.('encode');
    const written = await writePictures(plan, sources, { encodePlan: { ...encodePlan, outPath: output.scratch }, folder: scratch.path });
    await writeHeaders(plan, encodePlan, { folder: output.scratch, count: written.frames.length });
    sources.phase?.('verify');
    const { frames } = written;
    const verify = (against: Pick<Parameters<typeof verifyDelivery>[1], 'kept' | 'proof'>): Promise<Verification> => verifyDelivery(plan, { path: output.scratch, frameCount: frames.length, kept: against.kept, proof: against.proof, audio: encodePlan.audio, subtitleStreams: (encodePlan.subtitles ?? []).map(({ of }) => of) }, sources);
    let found = await verify(written);
    const again = imagesToWriteAgain(plan, found, frames.length);
    if (again.length > 0) {
      await writeImagesAgain(plan, sources, again, { encodePlan: { ...encodePlan, outPath: output.scratch }, folder: scratch.path });
      await writeHeaders(plan, encodePlan, { folder: output.scratch, count: frames.length });
      // What others have found of their pieces holds for them no more.
      found = await verify({ kept: written.proof === undefined ? written.kept : await keptLumas(plan, sources) });
    }
    isWritten = true;
    if (found.faults.length > 0) throw await checkFailed(plan, output, found);
    const report = {
      ...reportOf(plan, frames, found.lumaCheck),
      kept: [...found.kept],
      bytes: await bytesOf(output.scratch),
      remarks: [...plan.remarks, ...written.remarks, ...found.remarks, ...againRemark(again), ...missingRemark(clip, range, frames.length), ...standInRemarks(clip, written.standIns)],
      command: written.command.map(quoted).join(' '),
      seconds: (performance.now() - started) / 1000,
    };
    await sources.beforePublish?.(report, output.scratch);
    if (signal?.aborted === true) throw abortError();
    sources.phase?.('publish');
    await output.publish();
    sources.phase?.('published');
    return report;
  } catch (error) {
    // A removed folder may be noticed first by any step, with an error of its own.
    const vanished = !isWritten && !isAbort(error) && !(await isThere(output.scratch));
    const unread = isAbort(error) ? undefined : await unreadable(clip);
    await output.discard();
    // Where the film's drive has gone, writing fails too: its sound is read by what writes.
    if (unread !== undefined) throw unread;
    throw vanished ? new AppError('file.notWritable', `"${plan.outPath}" could not be written: its folder was removed or renamed meanwhile. Choose a folder and deliver again.`, { cause: error }) : writeError(error, plan.outPath);
  }
}

/** Writes the fields that a DPX header has into each DPX image. */
async function writeHeaders({ clip, codec, range, colour, askedColour }: DeliveryPlan, encodePlan: EncodePlan, { folder, count }: { readonly folder: string; readonly count: number }): Promise<void> {
  if (codecRecord(codec).extension !== '.dpx') return;
  const { transfer, primaries } = askedColour !== undefined ? colour : clip.picture;
  for (const [index, name] of imageNames(encodePlan, count).entries()) {
    await writeDpxHeader(join(folder, name), { transfer, primaries, rate: clip.rate, timecode: holdsTimecode(codec, clip.rate) ? ownTimecode(clip, range.first + index) : undefined });
  }
}

/** Why the film cannot be read any more, if it cannot. */
async function unreadable(clip: Clip): Promise<Error | undefined> {
  const [first] = sourceFiles(clip);
  return first === undefined ? undefined : assertReadable(first).then(() => undefined, (error: unknown) => (error instanceof Error ? error : new Error(String(error))));
}

async function isThere(path: string): Promise<boolean> {
  return stat(path).then(() => true, () => false);
}

/** Checked before a delivery begins, and again before it is published. */
export function outputOptions(plan: DeliveryPlan, encodePlan: Pick<EncodePlan, 'codec' | 'imageName' | 'firstNumber' | 'padding'>): OutputOptions {
  const isFolder = isImageCodec(plan.codec);
  return {
    kind: isFolder ? 'folder' : 'file', overwrite: plan.overwrite, ...(isFolder ? {} : { endings: movieEndings(plan.codec) }), sources: [...sourceFiles(plan.clip), ...plan.sources],
    ...(isFolder ? { names: imageNames(encodePlan, rangeLength(plan.range)) } : {}),
  };
}

/** A file that failed its check is kept for inspection; one that is incomplete because of a full disk is not. */
async function checkFailed(plan: DeliveryPlan, output: Output, { faults, failedFrames = [] }: Pick<Verification, 'faults' | 'failedFrames'>): Promise<AppError> {
  if (await isDiskFull(dirname(output.scratch))) return new AppError('disk.full', `The disk is full; "${plan.outPath}" could not be written.`, { details: faults.join('\n') });
  const kept = await output.keepAside('FAILED-CHECK');
  return new AppError('output.checkFailed', `"${basename(plan.outPath)}" was written but failed its check: ${faults.join(' ')} It is kept as "${kept}"; what was there before stands.`, failedFrames.length === 0 ? {} : { frames: { clipId: plan.clip.id, of: plan.range, which: failedFrames } });
}

/** Images that do not show the source's picture, where others do: a fault of these files alone. */
function imagesToWriteAgain({ codec }: Pick<DeliveryPlan, 'codec'>, { lumaCheck }: Pick<Verification, 'lumaCheck'>, count: number): readonly FrameRange[] {
  const foreign = isImageCodec(codec) && lumaCheck?.result === 'failed' ? lumaCheck.frames?.foreign ?? [] : [];
  return foreign.reduce((sum, range) => sum + rangeLength(range), 0) < count ? foreign : [];
}

function againRemark(ranges: readonly FrameRange[]): readonly string[] {
  if (ranges.length === 0) return [];
  const count = ranges.reduce((sum, range) => sum + rangeLength(range), 0);
  return [`Check: ${count === 1 ? `the image of ${framesText(ranges)} did` : `${count} images (${framesText(ranges)}) did`} not show the source's picture when read again; ${count === 1 ? 'it was' : 'they were'} written again, and all images were checked again.`];
}

/** Less room than a few blocks. */
const FULL_BYTES = 64 * 1024;

async function isDiskFull(folder: string): Promise<boolean> {
  return statfs(folder).then((disk) => disk.bavail * disk.bsize < FULL_BYTES, () => false);
}

type ReportedFrames = Omit<DeliveryReport, 'bytes' | 'kept' | 'remarks' | 'command' | 'seconds'>;

function reportOf(plan: DeliveryPlan, frames: readonly DeliveryFrame[], lumaCheck: DeliveryReport['lumaCheck']): ReportedFrames {
  const { clip, range } = plan;
  const confidences = frames.map(({ confidence }) => confidence).filter((confidence) => confidence !== null);
  const mean = (values: readonly number[]): number => (values.length === 0 ? 0 : values.reduce((sum, value) => sum + value, 0) / values.length);
  return {
    version: 1, files: [plan.outPath], codec: plan.codec, pixelFormat: plan.format.pixelFormat, clip: { name: clip.name, contentHash: clip.contentHash, id: clip.id }, range,
    frameCount: frames.length, missingFrames: rangeLength(range) - frames.length,
    uncolouredFrames: frames.filter(({ coloured }) => !coloured).map(({ frame }) => frame),
    frames: [...frames],
    meanConfidence: confidences.length === 0 ? null : mean(confidences),
    reducedShare: mean(frames.map(({ reducedShare }) => reducedShare)),
    flicker: measureFlicker(frames), lumaCheck,
  };
}

function missingRemark(clip: Clip, range: FrameRange, frameCount: number): readonly string[] {
  const missing = rangeLength(range) - frameCount;
  return missing === 0 ? [] : [`Source: "${clip.name}" could be decoded only up to frame ${range.last - missing}; ${counted(missing, 'frame is', 'frames are')} missing at the end.`];
}

/** Frames that are named before "and n more". */
const MOST_NAMED = 20;

/** Frames of the source that did not decode, by image where it is a sequence. */
function standInRemarks({ source }: Clip, standIns: readonly number[]): readonly string[] {
  if (standIns.length === 0) return [];
  const names = standIns.slice(0, MOST_NAMED).map((frame) => (source.kind === 'sequence' ? `${frame} (${basename(imagePath(source, frame))})` : String(frame)));
  const more = standIns.length > MOST_NAMED ? ` and ${standIns.length - MOST_NAMED} more` : '';
  return [`Source: ${standIns.length === 1 ? 'frame' : 'frames'} ${names.join(', ')}${more} could not be decoded; the frame before stands in.`];
}

async function bytesOf(path: string): Promise<number> {
  const info = await stat(path);
  if (!info.isDirectory()) return info.size;
  const sizes = await Promise.all((await readdir(path)).map(async (name) => (await stat(join(path, name))).size));
  return sizes.reduce((sum, size) => sum + size, 0);
}

/** For a shell, so that the command can be tried as it is shown. */
function quoted(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll('\'', String.raw`'\''`)}'`;
}
