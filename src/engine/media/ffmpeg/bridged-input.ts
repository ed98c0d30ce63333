import { rmSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { UnreadablePart } from '../../../shared/model/clip.ts';
import { makeTemporaryFolder } from '../../artefacts/index.ts';

/** How the inputs that are made here begin; they need these protocols (ffmpeg-protocols, *concat* and *subfile*), which open files alone. */
export const BRIDGED_INPUT = 'concat:subfile,';
export const BRIDGED_PROTOCOLS = 'file,pipe,concat,subfile';

/** Whether ffmpeg can be given a file in parts: the bar divides them, and cannot be escaped. */
export function canBridge(path: string): boolean {
  return !path.includes('|');
}

/**
 * ffmpeg's name for a file with zeros in place of its unreadable parts, at the positions that everything has in the file itself:
 *
 *     concat: [start, from) of the file | zeros | [to, next from) of the file | zeros | … to its end
 *
 * ffmpeg takes a read error for the end of a file; zeros are damage, which it goes past. @param parts ascending, not empty
 */
export function bridgedInput(path: string, parts: readonly UnreadablePart[]): string {
  const zeros = zerosOf(Math.max(...parts.map(({ from, to }) => to - from)));
  const stretch = (file: string, start: number, end: number): string => `subfile,,start,${start},end,${end},,:file:${file}`;
  const pieces: string[] = [];
  let position = 0;
  for (const { from, to } of parts) {
    if (from > position) pieces.push(stretch(path, position, from));
    pieces.push(stretch(zeros, 0, to - from));
    position = to;
  }
  const { size } = statSync(path, { throwIfNoEntry: false }) ?? { size: 0 };
  if (size > position) pieces.push(stretch(path, position, size));
  return `concat:${pieces.join('|')}`;
}

let zerosFile: string | undefined;

/** Path of a file with at least so many zeros, which this process keeps until it ends; a sparse one, where the file system has such. */
function zerosOf(bytes: number): string {
  const present = zerosFile === undefined ? undefined : statSync(zerosFile, { throwIfNoEntry: false });
  if (zerosFile === undefined || present === undefined) {
    const folder = makeTemporaryFolder();
    process.once('exit', () => { rmSync(folder, { recursive: true, force: true }); });
    zerosFile = join(folder, 'zeros');
    writeFileSync(zerosFile, '', { mode: 0o600 });
  }
  if ((present?.size ?? 0) < bytes) truncateSync(zerosFile, bytes);
  return zerosFile;
}
