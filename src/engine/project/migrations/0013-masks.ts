import type { Migration } from './migration.ts';

/** Masks of a shot, as JSON. */
export const masks: Migration = { version: 13, sql: 'ALTER TABLE shot ADD COLUMN masks TEXT;' };
