import { rm } from 'node:fs/promises';
import { basename, dirname, extname, join } from 'node:path';

/** `dir/name.mov` → `dir/name.partial.mov`: the extension stays last, because ffmpeg chooses the muxer by it. */
export function partialPath(path: string): string {
  const extension = extname(path);
  return join(dirname(path), `${basename(path, extension)}.partial${extension}`);
}

/** Removes the leftovers of an interrupted write. Errors are ignored: that of the write is more useful. */
export async function removePartial(path: string): Promise<void> {
  await rm(path, { recursive: true, force: true }).catch(() => undefined);
}
