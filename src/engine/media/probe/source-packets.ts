import { stat } from 'node:fs/promises';
import type { FfmpegTools } from '../ffmpeg/ffmpeg-tools.ts';
import type { SourceOfFrames } from './media-source.ts';
import { readMovieIndex } from './movie-index.ts';
import { type PacketScan, scanPackets } from './packet-scan.ts';

/** A smaller file is read by ffprobe in a moment. ffprobe reads all bytes of a file to list its packets. */
const LARGE_BYTES = 64 << 20;

/** The packets of a film: of a large one from its index, where it has one that tells them. Throws as `scanPackets`. */
export async function sourcePackets(source: SourceOfFrames, tools: FfmpegTools, options: { readonly signal?: AbortSignal | undefined; readonly largeBytes?: number } = {}): Promise<PacketScan> {
  return (await indexedPackets(source, options.largeBytes ?? LARGE_BYTES)) ?? scanPackets(source, tools, options);
}

/** Whether every byte of a film is read to list its packets, which takes minutes for a very large one. @throws the error of `stat` for a missing file */
export async function isReadWhole(source: SourceOfFrames, options: { readonly largeBytes?: number } = {}): Promise<boolean> {
  if (source.source.kind !== 'file') return false;
  const largeBytes = options.largeBytes ?? LARGE_BYTES;
  return (await stat(source.source.path)).size >= largeBytes && await indexedPackets(source, largeBytes) === undefined;
}

async function indexedPackets({ source, videoStream }: SourceOfFrames, largeBytes: number): Promise<PacketScan | undefined> {
  if (source.kind !== 'file' || videoStream !== undefined) return undefined;
  try {
    return (await stat(source.path)).size < largeBytes ? undefined : await readMovieIndex(source.path);
  } catch {
    // What cannot be read is reported by ffprobe.
    return undefined;
  }
}
