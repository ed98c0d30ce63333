import type { Stats } from 'node:fs';
import { chmod, type FileHandle, open, readFile, stat, writeFile } from 'node:fs/promises';
import { extname } from 'node:path';
import { vi } from 'vitest';
import type { UnreadablePart } from '../../../shared/model/clip.ts';
import type { FfmpegTools } from '../ffmpeg/ffmpeg-tools.ts';

/** Makes reads of a file by this process fail with EIO within its parts, as those of a disk with bad sectors do, until `mockRestore`. */
export async function failReads(path: string, parts: readonly UnreadablePart[]): Promise<{ mockRestore(): void }> {
  const { ino } = await stat(path);
  const handle = await open(path, 'r');
  const prototype = Object.getPrototypeOf(handle) as { read: (buffer: Uint8Array, offset: number, length: number, position: number) => Promise<{ bytesRead: number }> };
  await handle.close();
  const whole = prototype.read;
  return vi.spyOn(prototype, 'read').mockImplementation(async function read(this: unknown, buffer, offset, length, position) {
    const of: Stats = await (this as FileHandle).stat();
    const part = of.ino === ino ? parts.find(({ from, to }) => position < to && position + length > from) : undefined;
    if (part !== undefined && part.from <= position) throw Object.assign(new Error('EIO: i/o error, read'), { code: 'EIO', syscall: 'read' });
    return whole.call(this, buffer, offset, part === undefined ? length : part.from - position, position);
  });
}

/**
 * Tools that read a film as far as `end` and then tell of a read error, as ffmpeg does at a bad sector; other inputs they read as they are.
 * @param end bytes @param file gives paths for the stand-ins
 */
export async function failingTools(tools: FfmpegTools, path: string, { end, file }: { readonly end: number; readonly file: (name: string) => string }): Promise<FfmpegTools> {
  const cut = file(`before-the-error${extname(path)}`);
  await writeFile(cut, (await readFile(path)).subarray(0, end));
  const standIn = async (name: string, real: string): Promise<string> => {
    await writeFile(file(name), [
      '#!/bin/sh', 'hit=',
      `for each; do shift; if [ "$each" = 'file:${path}' ]; then each='file:${cut}'; hit=1; fi; set -- "$@" "$each"; done`,
      `'${real}' "$@"; code=$?`, `[ -z "$hit" ] || echo 'file:${path}: Input/output error' >&2`, 'exit $code', '',
    ].join('\n'));
    await chmod(file(name), 0o755);
    return file(name);
  };
  return { ...tools, ffmpegPath: await standIn('failing-ffmpeg', tools.ffmpegPath), ffprobePath: await standIn('failing-ffprobe', tools.ffprobePath) };
}
