import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';

/** Files of a proxy: a description, all pictures in one file, and their offsets. */
export const ProxyDescription = z.object({ version: z.literal(2), width: z.number().int(), height: z.number().int(), frameCount: z.number().int() });
export type ProxyDescription = z.infer<typeof ProxyDescription>;

/**
 * An entry for each frame, then one for the end: where it begins (little-endian Uint64), and the CRC-32 of the picture before it (Uint32), by which
 * a damaged one is recognised. A frame is there when the entry after its own is.
 */
export const ENTRY_BYTES = 12;
export const CHECK_OFFSET = 8;

export interface ProxyFiles {
  readonly description: string;
  readonly pictures: string;
  readonly offsets: string;
}

export function proxyFiles(directory: string, state: 'whole' | 'partial'): ProxyFiles {
  const middle = state === 'whole' ? '' : '.partial';
  return { description: join(directory, `luma${middle}.json`), pictures: join(directory, `luma${middle}.jpgs`), offsets: join(directory, `luma${middle}.offsets`) };
}

/** `undefined` when there is none, or one of another version, or a truncated one: a proxy can be made again. */
export async function readDescription(path: string): Promise<ProxyDescription | undefined> {
  const text = await readFile(path, 'utf8').catch(() => undefined);
  if (text === undefined) return undefined;
  try {
    return ProxyDescription.safeParse(JSON.parse(text)).data;
  } catch {
    return undefined; // half-written JSON is as good as none
  }
}
