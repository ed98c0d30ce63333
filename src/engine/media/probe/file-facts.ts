import { stat } from 'node:fs/promises';
import { LRUCache } from 'lru-cache';

/** As many files as a long edit list asks for. */
const KEPT = 256;

/** `find`'s answer about a file, found once in this process for as long as the file is the same. @param name of all that the answer depends on besides the file */
export type FileFacts<Fact> = (path: string, name: string, find: () => Promise<Fact>) => Promise<Fact>;

/**
 * A memory for facts of one kind about files. A file is the same while device, inode, size and the times of its last changes are. A delivery
 * asks for the streams of its source several times for each shot.
 */
export function rememberFileFacts<Fact>(): FileFacts<Fact> {
  const facts = new LRUCache<string, { readonly state: string; readonly fact: Fact }>({ max: KEPT });
  return async (path, name, find) => {
    const key = `${path}\0${name}`;
    const before = await fileState(path);
    const known = facts.get(key);
    if (known !== undefined && known.state === before) return known.fact;
    const fact = await find();
    facts.delete(key);
    // A file that was written meanwhile is looked at again.
    if (before === undefined || await fileState(path) !== before) return fact;
    facts.set(key, { state: before, fact });
    return fact;
  };
}

/** Changes whenever the file is written, replaced or touched; `undefined` where there is none. */
export async function fileState(path: string): Promise<string | undefined> {
  const found = await stat(path, { bigint: true }).catch(() => undefined);
  return found === undefined ? undefined : [found.dev, found.ino, found.size, found.mtimeNs, found.ctimeNs].join(' ');
}
