import type { Migration } from './migration.ts';

/** Stills that a shot has as scene memory, as JSON. */
export const sceneMemory: Migration = { version: 16, sql: 'ALTER TABLE shot ADD COLUMN memory TEXT;' };
