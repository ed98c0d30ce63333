import { deflateRawSync, inflateRawSync } from 'node:zlib';
import type { Database } from 'better-sqlite3';

/**
 * ab planes of stills, in the project file, so that they outlive the cache. The key is the hash of a plane's inputs, so it always names
 * the same plane.
 */
export interface KeptPlanes {
  has(key: string): boolean;
  get(key: string): Uint8Array | undefined;
  put(key: string, plane: Uint8Array): void;
}

export function createKeptPlanes(database: Database): KeptPlanes {
  const select = database.prepare<[string], Buffer>('SELECT plane FROM kept_plane WHERE key = ?').pluck();
  const exists = database.prepare<[string], number>('SELECT 1 FROM kept_plane WHERE key = ?').pluck();
  const insert = database.prepare<[string, Buffer]>('INSERT INTO kept_plane (key, plane) VALUES (?, ?) ON CONFLICT (key) DO NOTHING');
  return {
    has: (key) => exists.get(key) !== undefined,
    get(key) {
      const packed = select.get(key);
      return packed === undefined ? undefined : inflateRawSync(packed);
    },
    put(key, plane) { insert.run(key, deflateRawSync(plane)); },
  };
}
