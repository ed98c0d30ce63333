import type { Database } from 'better-sqlite3';
import type { z } from 'zod';

/** Values that belong to a project but not to its document: position of the playhead, folder of the last delivery. */
export interface Settings {
  get<Schema extends z.ZodType>(key: string, schema: Schema): z.output<Schema> | undefined;
  set(key: string, value: unknown): void;
}

export function createSettings(database: Database): Settings {
  const select = database.prepare<[string], string>('SELECT value FROM setting WHERE key = ?').pluck();
  const upsert = database.prepare<[string, string]>('INSERT INTO setting (key, value) VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value');
  const remove = database.prepare<[string]>('DELETE FROM setting WHERE key = ?');
  return {
    get(key, schema) {
      const text = select.get(key);
      if (text === undefined) return undefined;
      const result = schema.safeParse(jsonOf(text));
      return result.success ? result.data : undefined;
    },
    set(key, value) {
      if (value === undefined) remove.run(key);
      else upsert.run(key, JSON.stringify(value));
    },
  };
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // A damaged setting counts as missing rather than making the project unusable.
    return undefined;
  }
}
