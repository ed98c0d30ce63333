import { mkdtempSync, rmSync } from 'node:fs';
import { access } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import type { Clip } from '../../../shared/model/clip.ts';
import { clipPath } from '../../../shared/model/clip.ts';
import type { FfmpegTools } from '../ffmpeg/ffmpeg-tools.ts';
import { passthroughArguments } from '../probe/media-source.ts';
import { runFfmpeg, runFfprobe } from '../ffmpeg/spawn-tool.ts';

/** A folder of its own for a test file; removed by `dispose`. */
export function temporaryDirectory(): { readonly path: string; readonly file: (name: string) => string; readonly dispose: () => void } {
  const path = mkdtempSync(join(tmpdir(), 'tintype-media-'));
  return { path, file: (name) => join(path, name), dispose: () => rmSync(path, { recursive: true, force: true }) };
}

/** Runs ffmpeg on arguments written as one line; `{…}` stands for a value with spaces. */
export async function makeMedia(tools: FfmpegTools, line: string, out: string): Promise<string> {
  await runFfmpeg(tools, ['-v', 'error', '-y', ...line.trim().split(/\s+/), out], { context: { action: 'write', path: out } });
  return out;
}

/** MD5 of the luma plane of each frame of a decode from the start: the truth that frame access is held against. */
export async function lumaDigests(clip: Clip, tools: FfmpegTools): Promise<readonly string[]> {
  const answer = await runFfmpeg(tools, ['-v', 'error', '-copyts', '-noautorotate', '-i', clipPath(clip), '-map', '0:V:0', ...passthroughArguments(tools), '-vf', 'extractplanes=y', '-f', 'framemd5', '-'], { context: { action: 'read', path: clipPath(clip) } });
  return answer.toString('utf8').split('\n').filter((text) => /^\d/.test(text)).map((text) => text.split(',').at(-1)!.trim());
}

/** Stream facts of a written file, as ffprobe tells them. */
export async function streamFacts(path: string, tools: FfmpegTools): Promise<{ readonly streams: readonly Readonly<Record<string, unknown>>[] }> {
  const answer = await runFfprobe(tools, ['-v', 'error', '-show_streams', '-of', 'json', '-i', path], { context: { action: 'read', path } });
  const parsed: unknown = JSON.parse(answer.toString('utf8'));
  if (typeof parsed !== 'object' || parsed === null || !('streams' in parsed) || !Array.isArray(parsed.streams)) throw new Error('ffprobe told of no streams.');
  return { streams: parsed.streams.filter((stream: unknown): stream is Record<string, unknown> => typeof stream === 'object' && stream !== null) };
}

/** Folder of the shared test material; `undefined` where it is not. */
export async function sharedData(): Promise<string | undefined> {
  const path = process.env['TINTYPE_TEST_DATA'] ?? resolve(import.meta.dirname, '../../../../../shared/data');
  return access(path).then(() => path, () => undefined);
}
