import { rm } from 'node:fs/promises';
import { basename, dirname, extname, join } from 'node:path';

/** `dir/name.mov` → `dir/name.partial.mov`: the extension stays last, where ffmpeg's muxers look for it. */
export function partialPath(path: string): string {
  const extension = extname(path);
  return join(dirname(path), `${basename(path, extension)}.partial${extension}`);
}

/** Removes what an interrupted writing left. When even that fails, the reason why writing failed is the one worth telling. */
export async function removePartial(path: string): Promise<void> {
  await rm(path, { recursive: true, force: true }).catch(() => undefined);
}
