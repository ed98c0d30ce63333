import { writeFile } from 'node:fs/promises';
import { z } from 'zod';
import { codecRecord } from '../../../shared/model/delivery-codecs.ts';
import { writeError } from '../../artefacts/index.ts';
import { writeComplaint } from '../ffmpeg/classify-ffmpeg-error.ts';
import type { FfmpegTools } from '../ffmpeg/ffmpeg-tools.ts';
import { majorVersion } from '../ffmpeg/locate-ffmpeg.ts';
import { failUnlessDone, runFfprobe, startFfmpeg, throwIfAborted } from '../ffmpeg/spawn-tool.ts';
import { encodeArguments, joinList, type JoinedVideo } from './encode-arguments.ts';
import type { EncodePlan } from './encode-plan.ts';
import { needsWrittenRotation, writeMovRotation } from './mov-rotation.ts';

interface JoinOptions {
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
  const longest = pieces.reduce((best, each) => (each.frames > best.frames ? each : best));
  const joined = { listPath, ...await factsOf(longest.path, { rate: plan.rate, tools, signal }) };
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

const PieceFacts = z.object({
  streams: z.array(z.object({ time_base: z.string(), tags: z.record(z.string(), z.string()).optional() })).min(1),
  packets: z.array(z.object({ pts: z.number(), dts: z.number() })).min(1),
});

/** What the encoder wrote of itself into a stream's tags, which a copied stream loses, and how much earlier the first frame is decoded than shown. */
async function factsOf(path: string, { rate, tools, signal }: { readonly rate: EncodePlan['rate']; readonly tools: FfmpegTools; readonly signal: AbortSignal | undefined }): Promise<Pick<JoinedVideo, 'encoderTag' | 'delay'>> {
  const out = await runFfprobe(tools, ['-v', 'error', '-select_streams', 'v:0', '-read_intervals', '%+#1', '-show_entries', 'stream=time_base:stream_tags:packet=pts,dts', '-of', 'json', '-i', path], { signal, context: { action: 'read', path } });
  const { streams: [stream], packets: [packet] } = PieceFacts.parse(JSON.parse(out.toString('utf8')));
  const [num, den] = stream!.time_base.split('/').map(Number) as [number, number];
  const tags = stream!.tags ?? {};
  return { encoderTag: tags['encoder'] ?? tags['ENCODER'], delay: Math.round(((packet!.pts - packet!.dts) * num * rate.num) / den / rate.den) };
}
