import { writeFile } from 'node:fs/promises';
import { codecRecord } from '../../../shared/model/delivery-codecs.ts';
import { writeError } from '../../artefacts/index.ts';
import { writeComplaint } from '../ffmpeg/classify-ffmpeg-error.ts';
import type { FfmpegTools } from '../ffmpeg/ffmpeg-tools.ts';
import { majorVersion } from '../ffmpeg/locate-ffmpeg.ts';
import { failUnlessDone, runFfprobe, startFfmpeg, throwIfAborted } from '../ffmpeg/spawn-tool.ts';
import { encodeArguments, joinList } from './encode-arguments.ts';
import type { EncodePlan } from './encode-plan.ts';
import { needsWrittenRotation, writeMovRotation } from './mov-rotation.ts';

export interface JoinOptions {
  /** A file to write the list of pieces to. */
  readonly listPath: string;
  readonly signal?: AbortSignal | undefined;
  /** Final path of the file: named in errors instead of the scratch file. */
  readonly place: string;
}

/**
 * Joins encoded pieces to the file of a plan, with its sound and all other tracks, without encoding the picture again.
 * @returns the exact command, for display
 * @throws AppError `disk.full`, `file.notWritable`, `ffmpeg.failed`; AbortError
 */
export async function joinVideo(plan: EncodePlan, pieces: readonly { readonly path: string; readonly frames: number }[], tools: FfmpegTools, options: JoinOptions): Promise<readonly string[]> {
  const { signal, place, listPath } = options;
  throwIfAborted(signal);
  await writeFile(listPath, joinList(pieces, plan.rate));
  const joined = { listPath, encoderTag: await encoderTagOf(pieces[0]!.path, tools, signal) };
  const command = encodeArguments(plan, { ffmpegMajor: majorVersion(tools), encoders: tools.encoders, joined });
  const tool = startFfmpeg(tools, command, { signal });
  tool.stdout.resume();
  const end = await tool.ended;
  throwIfAborted(signal);
  failUnlessDone(end, tool, { action: 'write', path: place });
  const complaint = writeComplaint(tool.stderrTail(), place);
  if (complaint !== undefined) throw complaint;
  try {
    if (needsWrittenRotation(plan.rotation, { codec: codecRecord(plan.codec), ffmpegMajor: majorVersion(tools) })) await writeMovRotation(plan.outPath, plan.rotation);
  } catch (error) {
    throw writeError(error, place);
  }
  return [tools.ffmpegPath, ...command];
}

/** What an encoder wrote of itself into a stream's tags; a copied stream loses it. */
async function encoderTagOf(path: string, tools: FfmpegTools, signal: AbortSignal | undefined): Promise<string | undefined> {
  const out = await runFfprobe(tools, ['-v', 'error', '-select_streams', 'v:0', '-show_entries', 'stream_tags=encoder:stream_tags=ENCODER', '-of', 'default=nk=1:nw=1', '-i', path], { signal, context: { action: 'read', path } });
  const tag = out.toString('utf8').split('\n')[0]?.trim();
  return tag === undefined || tag === '' ? undefined : tag;
}
