import type { Migration } from './migration.ts';

/** Layers of a shot, and those that a still was grabbed with, as JSON. */
export const layers: Migration = { version: 11, sql: 'ALTER TABLE shot ADD COLUMN layers TEXT; ALTER TABLE still ADD COLUMN layers TEXT;' };
