import { crc32 } from 'node:zlib';
import { open, rename, writeFile } from 'node:fs/promises';
import type { Clip } from '../../../shared/model/clip.ts';
import { frameRange } from '../../../shared/model/frame.ts';
import { makePrivateFolder, PRIVATE_FILE } from '../../artefacts/index.ts';
import type { ProxySize } from '../../../shared/model/proxy-size.ts';
import type { FfmpegTools } from '../ffmpeg/ffmpeg-tools.ts';
import { writeError } from '../../artefacts/index.ts';
import { removePartial } from '../partial-path.ts';
import { readRawFrames } from '../decode/raw-frames.ts';
import type { TellDamage } from '../decode/told-damage.ts';
import { jpegSplitter } from './jpeg-splitter.ts';
import { CHECK_OFFSET, ENTRY_BYTES, proxyFiles, readDescription, type ProxyDescription, type ProxyFiles } from './proxy-files.ts';
import { JPEG_OUTPUT, proxySize, viewFilters } from './view-filters.ts';

/** Progress in frames. */
export type ReportFrames = (progress: { readonly done: number; readonly total: number }) => void;

export interface BuildProxyOptions {
  readonly directory: string;
  /** Standard where it is left out. */
  readonly within?: ProxySize | undefined;
  /** A background task: ffmpeg runs at a lower priority. */
  readonly background?: boolean | undefined;
  readonly signal?: AbortSignal | undefined;
  readonly report?: ReportFrames | undefined;
  /** Told of damage in the film. */
  readonly onDamage?: TellDamage | undefined;
}

/**
 * Makes the proxy of a clip: every frame a gray JPEG (full range, within the size that is asked for), all in one file with an index. Frames can be
 * read through `openProxy` while it is being made. Does nothing when it exists already.
 * @throws AppError `disk.full`, `file.notWritable`, `media.truncated`, `ffmpeg.failed`; AbortError. Nothing partial is left.
 */
export async function buildProxy(clip: Clip, tools: FfmpegTools, options: BuildProxyOptions): Promise<void> {
  const whole = proxyFiles(options.directory, 'whole');
  const partial = proxyFiles(options.directory, 'partial');
  const size = proxySize(clip.picture, options.within);
  const description: ProxyDescription = { version: 2, ...size, frameCount: clip.frameCount };
  const present = await readDescription(whole.description);
  if (present?.frameCount === clip.frameCount) {
    options.report?.({ done: clip.frameCount, total: clip.frameCount });
    return;
  }
  try {
    makePrivateFolder(options.directory);
    await writeFile(partial.description, JSON.stringify(description), { mode: PRIVATE_FILE });
    await writePictures(clip, tools, partial, options);
    await rename(partial.pictures, whole.pictures);
    await rename(partial.offsets, whole.offsets);
    // Last: its presence marks the proxy as whole.
    await rename(partial.description, whole.description);
  } catch (error) {
    await Promise.all(Object.values(partial).map((path: string) => removePartial(path)));
    throw writeError(error, options.directory);
  }
}

async function writePictures(clip: Clip, tools: FfmpegTools, files: ProxyFiles, options: BuildProxyOptions): Promise<void> {
  const pictures = await open(files.pictures, 'w', PRIVATE_FILE);
  const offsets = await open(files.offsets, 'w', PRIVATE_FILE);
  try {
    let end = 0n;
    const addEntry = async (check: number): Promise<void> => {
      const entry = Buffer.alloc(ENTRY_BYTES);
      entry.writeBigUInt64LE(end);
      entry.writeUInt32LE(check, CHECK_OFFSET);
      await offsets.writeFile(entry);
    };
    await addEntry(0);
    const filters = viewFilters(clip.picture, proxySize(clip.picture, options.within));
    for await (const { index, bytes } of readRawFrames(clip, tools, jpegSplitter, { range: frameRange(0, clip.frameCount - 1), filters, output: JPEG_OUTPUT, background: options.background, signal: options.signal, onDamage: options.onDamage })) {
      await pictures.writeFile(bytes);
      end += BigInt(bytes.length);
      await addEntry(crc32(bytes));
      options.report?.({ done: index + 1, total: clip.frameCount });
    }
  } finally {
    await Promise.all([pictures.close(), offsets.close()]);
  }
}
